package io.millrace.planner.replan;

import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.PlanSpec;

/** What the planner wants done after a look at the cluster. */
public sealed interface Action {

  /** Put a plan in force: add the lanes that it needs, then publish it. */
  record Publish(PlanSpec plan) implements Action {}

  /** Tell people. */
  record Tell(DecisionSpec decision) implements Action {}
}
