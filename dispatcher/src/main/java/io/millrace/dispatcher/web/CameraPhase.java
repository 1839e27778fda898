package io.millrace.dispatcher.web;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a camera is doing, in one word. */
public enum CameraPhase {
  /** Being opened. */
  CONNECTING,
  /** Delivering pictures. */
  STREAMING,
  /** Failed for now; it will be tried again. */
  WAITING,
  /** Delivered to its end. */
  ENDED,
  /** Given up. */
  FAILED,
  /** Stopped because somebody asked. */
  STOPPED;

  /** The word as it stands in JSON: lower case. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
