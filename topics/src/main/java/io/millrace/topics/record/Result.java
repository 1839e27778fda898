package io.millrace.topics.record;

import java.time.Instant;
import java.util.List;

/**
 * What a pipeline found in one frame.
 *
 * @param pipeline the pipeline that answered
 * @param version its version; part of the result's identity
 * @param frame the frame
 * @param width frame width in pixels
 * @param height frame height in pixels
 * @param finished when the last stage was done
 * @param lastStage the stage that wrote the result: the last one, or the one that found nothing
 * @param device where that stage ran
 * @param finds everything found, in reading order
 * @param truth what a synthetic camera says stands in the picture, as JSON; empty for real cameras
 */
public record Result(
    PipelineId pipeline,
    int version,
    FrameRef frame,
    int width,
    int height,
    Instant finished,
    StageId lastStage,
    DeviceId device,
    List<Find> finds,
    String truth) {

  public Result {
    if (version < 1) {
      throw new IllegalArgumentException("version must be at least 1 (was " + version + ")");
    }
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "The size of frame %s must be at least 1x1 (was %dx%d)."
              .formatted(frame.name(), width, height));
    }
    finds = List.copyOf(finds);
  }
}
