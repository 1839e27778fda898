package io.millrace.planner.problem;

import io.millrace.planner.cluster.Checks;
import io.millrace.topics.record.StageId;

/**
 * What planning needs to know of one stage.
 *
 * @param id its name, unique in the pipeline
 * @param memoryBytes what one instance holds
 * @param outputBytes what it sends on per frame
 * @param batch most frames in one call of its model, at least 1
 */
public record PlannedStage(StageId id, long memoryBytes, double outputBytes, int batch) {

  public PlannedStage {
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("memory must not be negative (was " + memoryBytes + ")");
    }
    Checks.notNegative("output", outputBytes);
    Checks.atLeastOne("batch", batch);
  }

  /** A stage that takes one frame at a time. */
  public static PlannedStage of(String name, long memoryBytes, double outputBytes) {
    return new PlannedStage(StageId.of(name), memoryBytes, outputBytes, 1);
  }
}
