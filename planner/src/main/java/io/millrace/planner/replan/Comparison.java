package io.millrace.planner.replan;

import io.millrace.planner.plan.Plan;
import java.util.List;

/**
 * What a look at the cluster comes to, without doing it.
 *
 * @param triggers what speaks for planning again, the most important first; empty when nothing does
 * @param proposal the best plan under what is known now
 * @param inForce what it would take the place of
 * @param verdict what would become of it
 * @param moveFrames frames that are not carried while instances start elsewhere
 * @param doubts which figures are not measured or not of now, one sentence each
 */
public record Comparison(
    List<Trigger> triggers,
    Plan proposal,
    Running inForce,
    Verdict verdict,
    double moveFrames,
    List<String> doubts) {

  public Comparison {
    triggers = List.copyOf(triggers);
    doubts = List.copyOf(doubts);
  }

  /** The plan that runs. */
  public sealed interface Running {

    /** There is none. */
    record Nothing() implements Running {}

    /**
     * It cannot go on.
     *
     * @param why what it lacks
     */
    record Broken(InForce was, String why) implements Running {}

    /**
     * It goes on.
     *
     * @param now what its placements can carry under what is known now
     */
    record Carrying(InForce was, Plan now) implements Running {}
  }
}
