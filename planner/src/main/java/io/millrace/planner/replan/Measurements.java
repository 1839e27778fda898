package io.millrace.planner.replan;

import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.util.Map;

/**
 * What somebody else measured of the running system; goes before what instances report. What is not
 * in it, instances' reports say.
 *
 * @param seconds seconds per frame of a stage on a device, the mean over the window
 * @param framesPerSecond frames per second that a stage passes on or answers, over the window
 * @param waiting frames that wait in front of each pipeline's stages
 * @param window what is averaged over
 * @param trouble why there is nothing, so that load reports count; empty when there is something or
 *     nobody was asked
 */
public record Measurements(
    Map<ServiceKey, Double> seconds,
    Map<Stage, Double> framesPerSecond,
    Map<PipelineId, Long> waiting,
    Duration window,
    String trouble) {

  /** Nobody was asked. */
  public static final Measurements NONE =
      new Measurements(Map.of(), Map.of(), Map.of(), Duration.ZERO, "");

  /** A stage of a pipeline. */
  public record Stage(PipelineId pipeline, StageId stage) {}

  public Measurements {
    seconds = Map.copyOf(seconds);
    framesPerSecond = Map.copyOf(framesPerSecond);
    waiting = Map.copyOf(waiting);
  }

  /** Somebody was asked in vain. */
  public static Measurements failed(String why) {
    return new Measurements(Map.of(), Map.of(), Map.of(), Duration.ZERO, why);
  }
}
