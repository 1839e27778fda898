package io.millrace.topics.record;

import java.time.Instant;

/**
 * One picture of one camera, named.
 *
 * @param camera the camera that took it
 * @param run when the camera was started, in milliseconds since 1970: a camera that is started
 *     again counts from 0 under a new run, so that no two frames ever share a name
 * @param sequence position in the run, from 0, without gaps among the frames that entered a
 *     pipeline
 * @param captured when the picture was taken
 */
public record FrameRef(CameraId camera, long run, long sequence, Instant captured) {

  public FrameRef {
    if (run < 0 || sequence < 0) {
      throw new IllegalArgumentException(
          "The run and sequence of a frame of camera %s must not be negative (were %d, %d)."
              .formatted(camera, run, sequence));
    }
  }

  /** The frame's name, {@code camera/run/sequence}. */
  public String name() {
    return camera.value() + "/" + run + "/" + sequence;
  }
}
