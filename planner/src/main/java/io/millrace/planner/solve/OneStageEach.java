package io.millrace.planner.solve;

import io.millrace.planner.PlanningException;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.solve.SharedModel.Form;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the published model knows of a shared plan: a plan to begin with, and where memory holds one
 * instance per device, the bound.
 *
 * <p>Without transfer, one stage per device is a shared plan of the same devices; and when no
 * device can hold two instances, every shared plan is of that form, so that none carries more. The
 * search for that form is much faster than the general solver's.
 *
 * @param plan a shared plan
 * @param bound frames per second that no shared plan exceeds, if known
 */
record OneStageEach(SharedSolution plan, OptionalDouble bound) {

  /** Share of the time that this may take. */
  private static final double TIME = 0.25;

  /** The published model's plan; empty where it does not apply. */
  static Optional<OneStageEach> of(SharedFacts facts, Goal goal, Budget budget) {
    boolean applies =
        facts.pipelines().size() == 1
            && facts.kinds.stream().allMatch(k -> k.count() == 1)
            && facts.kinds.size() >= facts.pipelines().get(0).stages().size();
    if (!applies) {
      return Optional.empty();
    }
    try {
      Plan plan =
          new Nudif()
              .plan(facts.problem, goal.withTransfer(TransferReading.NONE), budget.share(TIME));
      OptionalDouble bound =
          facts.kinds.stream().allMatch(OneStageEach::holdsOne)
              ? OptionalDouble.of(plan.proof().bound() * facts.usable)
              : OptionalDouble.empty();
      return Optional.of(new OneStageEach(solution(facts, plan), bound));
    } catch (PlanningException e) {
      // There is no such plan; sharing may still find one.
      return Optional.empty();
    }
  }

  private static boolean holdsOne(EqualDevices kind) {
    for (int[] way : kind.hostings()) {
      int instances = 0;
      for (int count : way) {
        instances += count;
      }
      if (instances > 1) {
        return false;
      }
    }
    return !kind.hostings().isEmpty();
  }

  private static SharedSolution solution(SharedFacts facts, Plan plan) {
    PlannedPipeline pipeline = facts.pipelines().get(0);
    try (SharedModel model = new SharedModel(facts, new Form(false, false, true))) {
      int n = model.blocks.size();
      double[] devices = new double[n];
      double[][] hosted = new double[n][];
      double[][] flows = new double[n][];
      for (int b = 0; b < n; b++) {
        SharedModel.Block block = model.blocks.get(b);
        EqualDevices kind = facts.kinds.get(block.kind());
        devices[b] = 1;
        hosted[b] = new double[block.hosted().length];
        flows[b] = new double[block.flows().length];
        for (int a = 0; a < hosted[b].length; a++) {
          Activity activity = kind.activities().get(a);
          for (Placement p : plan.placements()) {
            if (p.device().equals(kind.device().id())
                && p.stage().equals(pipeline.stages().get(activity.stage()).id())
                && p.processor()
                    .equals(kind.device().processors().get(activity.processor()).name())) {
              hosted[b][a] = 1;
            }
          }
        }
      }
      return new SharedSolution(0, new double[1], devices, hosted, flows, List.of());
    }
  }
}
