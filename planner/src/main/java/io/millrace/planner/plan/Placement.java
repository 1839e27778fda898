package io.millrace.planner.plan;

import io.millrace.planner.cluster.Checks;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;

/**
 * Instances of one stage on one processor of one device.
 *
 * @param pipeline whose stage it is
 * @param stage what runs
 * @param device where
 * @param processor name of the processor that runs it
 * @param instances how many, at least 1
 * @param timeShare share of the processor's time that they take at the planned rate, 0 to 1
 * @param framesPerSecond what they are planned to carry together; the router's planned weight
 */
public record Placement(
    PipelineId pipeline,
    StageId stage,
    DeviceId device,
    String processor,
    int instances,
    double timeShare,
    double framesPerSecond) {

  public Placement {
    Checks.atLeastOne("instances", instances);
    Checks.notNegative("time_share", timeShare);
    Checks.notNegative("frames_per_second", framesPerSecond);
  }
}
