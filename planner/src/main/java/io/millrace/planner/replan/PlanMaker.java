package io.millrace.planner.replan;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Problem;

/** Makes plans: a strategy with its goal and time budget. */
@FunctionalInterface
public interface PlanMaker {

  /**
   * A plan.
   *
   * @throws io.millrace.planner.PlanningException if there is none
   */
  Plan plan(Problem problem);
}
