package io.millrace.topics.record;

import java.time.Instant;

/**
 * What people ask of the planner.
 *
 * @param at when
 * @param kind what
 * @param epoch which plan: the proposal to approve, or the plan to bring back; 0 where it does not
 *     matter
 */
public record PlanRequest(Instant at, Kind kind, long epoch) {

  /** What is asked. */
  public enum Kind {
    /** Adopt the proposal. */
    APPROVE,
    /** Leave the plan in force, whatever happens. */
    PIN,
    /** Go on planning. */
    UNPIN,
    /** Bring an earlier plan back, and pin it. */
    ROLL_BACK,
    /** Plan now. */
    PLAN
  }

  public PlanRequest {
    Amounts.check("epoch", (double) epoch);
  }
}
