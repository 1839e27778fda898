package io.millrace.dispatcher.ingest.source;

import java.time.Duration;
import java.time.Instant;

/**
 * A picture that a camera holds ready, not yet encoded: one that is sampled away costs no encoding.
 *
 * <p>Valid until its source is asked for the next picture or closed; used on the camera's thread.
 */
public interface Picture {

  /** Time since the start of the recording; of a live camera, since it was opened. */
  Duration position();

  /**
   * This picture as JPEG.
   *
   * @param captured when it left the camera
   * @throws CameraException if it cannot be encoded
   */
  Captured encode(Instant captured);
}
