package io.millrace.topics.record;

import java.time.Instant;
import java.util.List;

/**
 * What the planner decided, when and why; or, later, what came of it.
 *
 * @param at when
 * @param kind what was decided
 * @param epoch of the plan that is in force after it; 0 before the first
 * @param trigger what made the planner think, for people
 * @param why one sentence each: what changed, what it gains, what it costs
 * @param planned frames per second that the plan in force is predicted to carry, all pipelines
 *     together
 * @param proposed the same of the plan that was compared with it; 0 when none was
 * @param measured frames per second measured before the decision; 0 when not measured
 */
public record DecisionSpec(
    Instant at,
    Kind kind,
    long epoch,
    String trigger,
    List<String> why,
    double planned,
    double proposed,
    double measured) {

  /** What was decided. */
  public enum Kind {
    /** A new plan is in force. */
    ADOPTED,
    /** The plan in force stays. */
    KEPT,
    /** A better plan waits for approval. */
    PROPOSED,
    /** No plan could be made. */
    FAILED,
    /** Somebody pinned the plan in force. */
    PINNED,
    /** Somebody let the planner go on. */
    UNPINNED,
    /** Somebody brought an earlier plan back. */
    ROLLED_BACK,
    /** What the plan in force carries, measured some time after it was adopted. */
    MEASURED
  }

  public DecisionSpec {
    Amounts.check("epoch", (double) epoch);
    Amounts.check("planned", planned);
    Amounts.check("proposed", proposed);
    Amounts.check("measured", measured);
    why = List.copyOf(why);
  }
}
