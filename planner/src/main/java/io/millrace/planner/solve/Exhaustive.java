package io.millrace.planner.solve;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;
import java.util.Arrays;
import java.util.List;

/**
 * Brute force: scores every assignment, idle devices included, and keeps the best.
 *
 * <p>It shares no code with the other searches and so judges them. Cost: (stages + 1)^devices
 * scores of O(devices²) each; more than {@link #MOST_ASSIGNMENTS} are refused.
 */
public final class Exhaustive implements Strategy {

  /** Assignments up to which it is tried; seconds, not minutes. */
  public static final long MOST_ASSIGNMENTS = 10_000_000;

  private static final int CHECK_EVERY = 4096;

  @Override
  public String name() {
    return "exhaustive";
  }

  @Override
  public Plan plan(Problem problem, Goal goal, Budget budget) {
    PlanAssembly assembly = new PlanAssembly(name(), problem, goal);
    StageMatrix matrix = assembly.matrix();
    double count = Math.pow(matrix.stages() + 1.0, matrix.devices());
    if (count > MOST_ASSIGNMENTS) {
      throw new PlanningException(
          Reason.UNSUPPORTED,
          "Strategy exhaustive would have to score %.3g assignments of %d devices; at most %d are tried.%nMaybe use the strategy nudif, which proves its answers too."
              .formatted(count, matrix.devices(), MOST_ASSIGNMENTS));
    }
    int[] matched = Matching.onePerStage(matrix, assembly.stageNames());
    int[] best = best(matrix, matched, budget);
    boolean complete = best.length > 0;
    int[] stageOf = complete ? best : matched;
    double value = AssignmentScore.of(matrix, stageOf).throughput();
    return assembly.ofAssignment(
        complete
            ? new Answer(stageOf, value, "every assignment was scored")
            : new Answer(stageOf, LinkBound.cheapest(matrix, budget).value(), "linear relaxation"),
        budget.elapsedSeconds(),
        List.of(
            complete
                ? "The best of all %.0f assignments.".formatted(count)
                : "Time ran out before all %.0f assignments were scored.".formatted(count)));
  }

  /** The best assignment; empty when time ran out. */
  static int[] best(StageMatrix matrix, int[] matched, Budget budget) {
    int[] stageOf = new int[matrix.devices()];
    Arrays.fill(stageOf, AssignmentScore.UNUSED);
    int[] best = matched;
    double most = AssignmentScore.of(matrix, matched).throughput();
    for (long i = 1; next(stageOf, matrix.stages()); i++) {
      if (i % CHECK_EVERY == 0 && budget.spent()) {
        return new int[0];
      }
      double throughput = AssignmentScore.of(matrix, stageOf).throughput();
      if (throughput > most) {
        most = throughput;
        best = stageOf.clone();
      }
    }
    return best;
  }

  /** Counts up in base stages + 1; false when it overflows. */
  private static boolean next(int[] stageOf, int stages) {
    for (int j = 0; j < stageOf.length; j++) {
      stageOf[j]++;
      if (stageOf[j] < stages) {
        return true;
      }
      stageOf[j] = AssignmentScore.UNUSED;
    }
    return false;
  }
}
