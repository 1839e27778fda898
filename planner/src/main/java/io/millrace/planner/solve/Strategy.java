package io.millrace.planner.solve;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;

/** One way to make a plan; every system of the literature is one, under a name of its own. */
public interface Strategy {

  /** The name that people write, such as {@code nudif}. */
  String name();

  /**
   * A plan within the budget.
   *
   * @throws io.millrace.planner.PlanningException if there is none, or the strategy cannot take
   *     such a question
   */
  Plan plan(Problem problem, Goal goal, Budget budget);
}
