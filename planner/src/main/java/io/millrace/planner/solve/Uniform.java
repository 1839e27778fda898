package io.millrace.planner.solve;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.score.StageMatrix;
import java.util.List;

/**
 * What people do by hand: the same number of instances of every stage, devices in the order of the
 * list.
 *
 * <p>Round by round, every stage takes the next free device of the list that it fits; where memory
 * gets in the way, stages exchange devices along a chain ({@link Matching}). There are as many
 * rounds as possible. Speed is not looked at.
 */
public final class Uniform implements Strategy {

  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public Plan plan(Problem problem, Goal goal, Budget budget) {
    PlanAssembly assembly = new PlanAssembly(name(), problem, goal);
    StageMatrix matrix = assembly.matrix();
    int[] best = Matching.onePerStage(matrix, assembly.stageNames());
    int rounds = 1;
    // Fewer rounds are possible whenever more are: halving finds the most.
    int refused = matrix.devices() / matrix.stages() + 1;
    while (refused - rounds > 1 && !budget.spent()) {
      int middle = (rounds + refused) >>> 1;
      int[] found = Matching.perStage(matrix, middle);
      if (found.length > 0) {
        best = found;
        rounds = middle;
      } else {
        refused = middle;
      }
    }
    double bound = LinkBound.of(matrix, budget).value();
    return assembly.ofAssignment(
        new Answer(best, bound, "linear relaxation under least transfers"),
        budget.elapsedSeconds(),
        List.of(
            "Every stage has %d instances, on devices in the order of the list."
                .formatted(rounds)));
  }
}
