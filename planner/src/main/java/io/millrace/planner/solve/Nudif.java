package io.millrace.planner.solve;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.score.AssignmentScore;
import java.util.ArrayList;
import java.util.List;

/**
 * NUDIF: non-uniform numbers of instances, at most one stage per device, so that the slowest stage
 * is as fast as can be.
 *
 * <p>Source: Li, Qing, Liu, "NUDIF: A Non-Uniform Deployment Framework for Distributed Inference in
 * Heterogeneous Edge Clusters", Future Internet 17(4), 2025, equations 1 to 13. The model is
 * theirs; the search, the bounds and the other transfer readings are ours. Equation 2 to the letter
 * is the reading {@code sum}.
 */
public final class Nudif implements Strategy {

  @Override
  public String name() {
    return "nudif";
  }

  @Override
  public Plan plan(Problem problem, Goal goal, Budget budget) {
    PlanAssembly assembly = new PlanAssembly(name(), problem, goal);
    Answer answer = NudifSearch.run(assembly.matrix(), assembly.stageNames(), goal.seed(), budget);
    return assembly.ofAssignment(answer, budget.elapsedSeconds(), why(answer, assembly));
  }

  private static List<String> why(Answer answer, PlanAssembly assembly) {
    int[] size = new int[assembly.matrix().stages()];
    int unused = 0;
    for (int stage : answer.stageOf()) {
      if (stage == AssignmentScore.UNUSED) {
        unused++;
      } else {
        size[stage]++;
      }
    }
    List<String> why = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    for (int s = 0; s < size.length; s++) {
      counts.add("%s %d".formatted(assembly.stageNames().get(s), size[s]));
    }
    why.add(
        "Instances follow the stages' speed on these devices: " + String.join(", ", counts) + ".");
    if (unused > 0) {
      why.add(
          "%d devices stay idle: nothing fits them, or they would slow others.".formatted(unused));
    }
    why.add("Proven by: " + answer.how() + ".");
    return why;
  }
}
