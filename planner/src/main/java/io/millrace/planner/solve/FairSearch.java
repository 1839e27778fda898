package io.millrace.planner.solve;

import io.millrace.planner.solve.SharedSearch.Found;
import io.millrace.planner.solve.SharedSearch.Held;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The fairest rates: the least served pipeline, by weight, gets most; among plans equal in that the
 * second least, and so on.
 *
 * <p>Method: solve for the least rate; pipelines whose rate holds it back are settled there; solve
 * again for the least of the others. Only the first round's value and bound are the plan's; later
 * rounds never give back what an earlier one reached.
 */
final class FairSearch {

  /** What is left of the time for later rounds. */
  private static final double FIRST_ROUND = 0.7;

  private static final double LATER_ROUND = 0.4;

  /** Part of a settled rate that later rounds may lose to rounding. */
  private static final double SLACK = 1e-8;

  /**
   * A fair plan.
   *
   * @param solution the plan
   * @param first what the first round found: its value and its bound
   */
  record Fair(SharedSolution solution, Found first) {}

  private final SharedSearch search;
  private final double[] weights;
  private final double[] caps;

  FairSearch(SharedSearch search, double[] weights, double[] caps) {
    this.search = search;
    this.weights = weights;
    this.caps = caps;
  }

  /** The fairest plan; empty when there is none or the time did not suffice for any. */
  Optional<Fair> solve(Optional<SharedSolution> known) {
    double[] floors = new double[weights.length];
    Found first = search.solve(aim(floors), known, FIRST_ROUND);
    if (first.best().isEmpty()) {
      return Optional.empty();
    }
    Held now = first.best().get();
    SharedSolution best = now.solution();
    for (int open = settle(floors, now); open > 0 && !search.spent(); open = settle(floors, now)) {
      Found next = search.solve(aim(floors), Optional.of(best), LATER_ROUND);
      if (next.best().isEmpty()) {
        break;
      }
      now = next.best().get();
      best = now.solution();
    }
    return Optional.of(new Fair(best, first));
  }

  /** The linear bound on the least rate by weight. */
  OptionalDouble relaxed(double seconds) {
    return search.relaxed(aim(new double[weights.length]), seconds);
  }

  /** The bound on the least rate by weight when memory did not matter. */
  OptionalDouble withoutMemory(double seconds) {
    return search.withoutMemory(aim(new double[weights.length]), seconds);
  }

  private Aim aim(double[] floors) {
    return new Aim.Fairness(weights, floors.clone(), caps);
  }

  /** Settles the pipelines that hold the least rate back; returns how many are left. */
  private int settle(double[] floors, Held held) {
    double least = held.solution().value();
    int open = 0;
    boolean any = false;
    for (int p = 0; p < floors.length; p++) {
      if (floors[p] == 0 && held.pressed()[p]) {
        floors[p] = floor(p, least);
        any = true;
      }
    }
    for (int p = 0; p < floors.length; p++) {
      // Without prices, or at its cap, a pipeline has what it can get.
      if (floors[p] == 0 && (!any || least * weights[p] >= caps[p] * (1 - SLACK))) {
        floors[p] = floor(p, least);
      }
      open += floors[p] == 0 ? 1 : 0;
    }
    return open;
  }

  private double floor(int p, double least) {
    return Math.max(Double.MIN_NORMAL, Math.min(caps[p], least * weights[p]) * (1 - SLACK));
  }
}
