package io.millrace.dispatcher.board;

import io.millrace.topics.record.PlanSpec;
import java.time.Instant;
import java.util.List;

/**
 * The plan in force, without its placements.
 *
 * @param epoch its number; 0 when none is in force
 * @param made when it was adopted
 * @param strategy strategy that made it
 * @param objective what it was made for
 * @param value value of the objective
 * @param bound proven bound on it
 * @param gap share of the better of the two by which they differ; 0 when the plan is optimal
 * @param limitStage stage that keeps it from carrying more; empty when nothing does
 * @param limitDevice device that matters most there; empty when nothing does
 * @param why how it came about, one sentence each
 * @param pinned whether people told the planner to leave it in force
 * @param proposed whether a better plan waits for approval
 */
public record PlanFacts(
    long epoch,
    Instant made,
    String strategy,
    String objective,
    double value,
    double bound,
    double gap,
    String limitStage,
    String limitDevice,
    List<String> why,
    boolean pinned,
    boolean proposed) {

  public PlanFacts {
    why = List.copyOf(why);
  }

  static PlanFacts none(boolean proposed) {
    return new PlanFacts(0, Instant.EPOCH, "", "", 0, 0, 0, "", "", List.of(), false, proposed);
  }

  static PlanFacts of(PlanSpec plan, boolean proposed) {
    return new PlanFacts(
        plan.epoch(),
        plan.made(),
        plan.strategy(),
        plan.objective(),
        plan.value(),
        plan.bound(),
        gap(plan.value(), plan.bound()),
        plan.limitStage(),
        plan.limitDevice(),
        plan.why(),
        plan.pinned(),
        proposed);
  }

  // Whether the bound lies above or below, a plan is never better than it but by rounding.
  private static double gap(double value, double bound) {
    double most = Math.max(Math.abs(value), Math.abs(bound));
    return most == 0 ? 0 : Math.abs(bound - value) / most;
  }
}
