package io.millrace.planner.replan;

import io.millrace.planner.plan.LaneCount;
import io.millrace.planner.plan.Limit;
import io.millrace.planner.plan.PipelineRate;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.Proof;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.topics.record.PlanSpec;
import java.time.Instant;
import java.util.List;

/** Plans as they are made and plans as they travel. */
public final class PlanSpecs {

  private PlanSpecs() {}

  /** The plan as it is published. */
  public static PlanSpec of(
      Plan plan, Problem problem, long epoch, Instant made, List<String> why, boolean pinned) {
    return new PlanSpec(
        epoch,
        made,
        plan.strategy(),
        plan.proof().objective().label(),
        plan.placements().stream()
            .map(
                place ->
                    new PlanSpec.PlacementSpec(
                        place.pipeline(),
                        place.stage(),
                        place.device(),
                        place.processor(),
                        place.instances(),
                        memoryBytes(problem, place),
                        place.framesPerSecond()))
            .toList(),
        plan.lanes().stream()
            .map(lane -> new PlanSpec.LaneSpec(lane.pipeline(), lane.stage(), lane.lanes()))
            .toList(),
        plan.rates().stream()
            .map(
                rate ->
                    new PlanSpec.RateSpec(
                        rate.pipeline(),
                        rate.framesPerSecond(),
                        rate.demand(),
                        rate.latencySeconds()))
            .toList(),
        plan.proof().value(),
        plan.proof().bound(),
        plan.limit().stage(),
        plan.limit().device(),
        why,
        pinned);
  }

  /** A published plan as the planner compares it; what does not travel is empty. */
  public static Plan read(PlanSpec spec) {
    return new Plan(
        spec.strategy(),
        TransferReading.MEAN,
        spec.placements().stream()
            .map(
                place ->
                    new Placement(
                        place.pipeline(),
                        place.stage(),
                        place.device(),
                        place.processor(),
                        place.instances(),
                        0,
                        place.framesPerSecond()))
            .toList(),
        spec.lanes().stream()
            .map(lane -> new LaneCount(lane.pipeline(), lane.stage(), lane.lanes(), "as published"))
            .toList(),
        spec.rates().stream()
            .map(
                rate ->
                    new PipelineRate(
                        rate.pipeline(),
                        rate.framesPerSecond(),
                        rate.demand(),
                        rate.latencySeconds()))
            .toList(),
        0,
        0,
        new Proof(Objective.named(spec.objective()), spec.value(), spec.bound(), "as published"),
        new Limit(Limit.Kind.COMPUTE, "", spec.limitStage(), spec.limitDevice(), "as published"),
        List.of(),
        0,
        spec.why());
  }

  private static long memoryBytes(Problem problem, Placement place) {
    return problem.pipelines().stream()
        .filter(pipeline -> pipeline.id().equals(place.pipeline()))
        .map(PlannedPipeline::stages)
        .flatMap(List::stream)
        .filter(stage -> stage.id().equals(place.stage()))
        .mapToLong(PlannedStage::memoryBytes)
        .findFirst()
        .orElse(0);
  }
}
