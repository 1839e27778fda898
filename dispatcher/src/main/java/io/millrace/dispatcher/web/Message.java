package io.millrace.dispatcher.web;

import io.millrace.topics.record.CameraId;
import io.vertx.core.buffer.Buffer;

/** What goes to those who follow: encoded once for all of them. Safe for use by many threads. */
sealed interface Message permits ResultMessage, DecisionMessage {

  /** As a server-sent event. */
  Buffer event();

  /** As a text message on a WebSocket. */
  Buffer text();

  /** Whether it is about this camera. */
  boolean isOf(CameraId camera);
}
