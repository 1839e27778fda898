package io.millrace.planner.problem;

import io.millrace.planner.cluster.Checks;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A chain of stages and what is asked of it.
 *
 * @param id its name
 * @param stages the chain, first stage first; at least one
 * @param inputBytes what one frame brings to the first stage
 * @param cameras how many cameras feed it
 * @param framesPerSecond what one camera sends; 0 when no rate is asked for
 * @param weight its share when several pipelines compete: one of weight 2 gets twice the rate
 * @param latencySeconds bound on the mean time from first stage to last, without queues; infinity
 *     means none
 */
public record PlannedPipeline(
    PipelineId id,
    List<PlannedStage> stages,
    double inputBytes,
    int cameras,
    double framesPerSecond,
    double weight,
    double latencySeconds) {

  public PlannedPipeline {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("stages must name at least one stage");
    }
    Set<StageId> seen = new HashSet<>();
    for (PlannedStage stage : stages) {
      if (!seen.add(stage.id())) {
        throw new IllegalArgumentException(
            "stages must have names of their own ('%s' stands twice)".formatted(stage.id()));
      }
    }
    Checks.notNegative("input", inputBytes);
    Checks.notNegative("frames_per_second", framesPerSecond);
    Checks.positive("weight", weight);
    Checks.positiveOrUnlimited("latency", latencySeconds);
    if (cameras < 0) {
      throw new IllegalArgumentException("cameras must not be negative (was " + cameras + ")");
    }
  }

  /** A pipeline without demand: as many frames per second as the devices carry. */
  public static PlannedPipeline of(String name, List<PlannedStage> stages) {
    return new PlannedPipeline(PipelineId.of(name), stages, 0, 0, 0, 1, Double.POSITIVE_INFINITY);
  }

  /** Frames per second that are asked for in all; 0 when no rate is asked for. */
  public double demand() {
    return cameras * framesPerSecond;
  }

  /** Bytes that one frame brings to a stage. */
  public double bytesInto(int stage) {
    return stage == 0 ? inputBytes : stages.get(stage - 1).outputBytes();
  }

  /** Bytes that one frame moves in and out of a device that runs this stage. */
  public double bytesThrough(int stage) {
    return bytesInto(stage) + stages.get(stage).outputBytes();
  }
}
