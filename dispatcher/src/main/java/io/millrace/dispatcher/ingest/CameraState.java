package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.source.CameraException;
import java.time.Instant;

/** What a camera is doing now. */
public sealed interface CameraState {

  /**
   * Being opened.
   *
   * @param failures tries in a row that failed before this one
   */
  record Connecting(int failures) implements CameraState {}

  /** Delivering pictures. */
  record Streaming(Instant since) implements CameraState {}

  /**
   * Failed for now; it will be tried again.
   *
   * @param until when
   * @param message what went wrong, where, and what to do
   */
  record Waiting(Instant until, CameraException.Reason reason, String message)
      implements CameraState {}

  /** The recording was delivered to its end. */
  record Ended() implements CameraState {}

  /**
   * Given up.
   *
   * @param message what went wrong, where, and what to do
   */
  record Failed(CameraException.Reason reason, String message) implements CameraState {}

  /** Stopped because somebody asked. */
  record Stopped() implements CameraState {}

  /** Whether nothing further will come from this camera. */
  default boolean last() {
    return this instanceof Ended || this instanceof Failed || this instanceof Stopped;
  }
}
