package io.millrace.planner.plan;

import io.millrace.planner.cluster.Checks;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;

/**
 * How many lanes the topic of a stage gets.
 *
 * @param pipeline whose stage it is
 * @param stage the stage that reads the topic
 * @param lanes at least 1
 * @param why the rule that led to the number, for people
 */
public record LaneCount(PipelineId pipeline, StageId stage, int lanes, String why) {

  public LaneCount {
    Checks.atLeastOne("lanes", lanes);
  }
}
