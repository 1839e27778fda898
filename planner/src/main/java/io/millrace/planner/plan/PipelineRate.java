package io.millrace.planner.plan;

import io.millrace.planner.cluster.Checks;
import io.millrace.topics.record.PipelineId;

/**
 * What a plan carries of one pipeline.
 *
 * @param pipeline whose
 * @param framesPerSecond predicted throughput
 * @param demand frames per second asked for; 0 when no rate is asked for
 * @param latencySeconds predicted mean time from the first stage to the last, without queues
 */
public record PipelineRate(
    PipelineId pipeline, double framesPerSecond, double demand, double latencySeconds) {

  public PipelineRate {
    Checks.notNegative("frames_per_second", framesPerSecond);
    Checks.notNegative("demand", demand);
    Checks.notNegative("latency", latencySeconds);
  }
}
