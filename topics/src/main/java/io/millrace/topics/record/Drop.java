package io.millrace.topics.record;

/**
 * A frame that a stage gave up, and why.
 *
 * <p>A drop is a record on the results topic, acknowledged like a result, so that a worker that
 * dies right after dropping a frame does not take the account of it along.
 *
 * @param pipeline the pipeline
 * @param version its version
 * @param frame the frame
 * @param stage the stage that dropped it
 * @param reason why
 */
public record Drop(PipelineId pipeline, int version, FrameRef frame, StageId stage, Reason reason) {

  public Drop {
    if (version < 1) {
      throw new IllegalArgumentException("version must be at least 1 (was " + version + ")");
    }
  }
}
