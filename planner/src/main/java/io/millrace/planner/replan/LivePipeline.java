package io.millrace.planner.replan;

import io.millrace.planner.cluster.Checks;
import io.millrace.topics.record.PipelineSpec;

/**
 * A pipeline that is planned for while it runs.
 *
 * @param spec the pipeline
 * @param demand frames per second that are asked for in all; 0 when no rate is asked for
 * @param weight its share when several pipelines compete
 * @param inputBytes what one frame brings to the first stage
 */
public record LivePipeline(PipelineSpec spec, double demand, double weight, double inputBytes) {

  public LivePipeline {
    Checks.notNegative("demand", demand);
    Checks.positive("weight", weight);
    Checks.notNegative("input", inputBytes);
  }
}
