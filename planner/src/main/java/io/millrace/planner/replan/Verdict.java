package io.millrace.planner.replan;

import io.millrace.planner.plan.Plan;
import java.util.List;

/** What becomes of a proposal. */
public sealed interface Verdict {

  /** Why, one sentence each. */
  List<String> why();

  /** The proposal takes the place of the plan in force. */
  record Adopt(List<String> why) implements Verdict {}

  /**
   * The instances of the plan in force stay, but what each is to carry is worked out anew: the
   * router goes by it.
   *
   * @param plan the same instances under what is known now
   */
  record Share(Plan plan, List<String> why) implements Verdict {}

  /** The plan in force stays. */
  record Keep(List<String> why) implements Verdict {}

  /** The proposal is better, and waits for somebody's approval. */
  record Propose(List<String> why) implements Verdict {}
}
