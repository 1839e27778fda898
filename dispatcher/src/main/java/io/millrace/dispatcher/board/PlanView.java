package io.millrace.dispatcher.board;

import io.millrace.topics.record.PipelineId;
import java.time.Instant;
import java.util.List;

/**
 * The plan in force beside what runs: devices are the columns, stages the rows.
 *
 * @param at the moment
 * @param pipeline the pipeline of the stages
 * @param plan the plan in force
 * @param plannedPerSecond throughput that the plan predicts for the pipeline; 0 without a plan
 * @param measuredPerSecond throughput of the pipeline over the last seconds
 * @param demandPerSecond throughput that is asked for; 0 when none is
 * @param devices the devices, by name
 * @param stages the pipeline's stages, first stage first
 */
public record PlanView(
    Instant at,
    PipelineId pipeline,
    PlanFacts plan,
    double plannedPerSecond,
    double measuredPerSecond,
    double demandPerSecond,
    List<DeviceView> devices,
    List<PlannedStage> stages) {

  public PlanView {
    devices = List.copyOf(devices);
    stages = List.copyOf(stages);
  }
}
