package io.millrace.planner.plan;

import io.millrace.planner.problem.Objective;

/**
 * How good a plan is by its objective, and how good any plan can be.
 *
 * @param objective what value and bound measure
 * @param value the plan's: frames per second by weight for {@code throughput}, else devices in use,
 *     watts, or grams of CO₂ equivalent per hour
 * @param bound proven bound on the value of every plan: none is above it for {@code throughput},
 *     none below it otherwise
 * @param how what proves the bound, for people
 */
public record Proof(Objective objective, double value, double bound, String how) {

  /** Relative difference at which value and bound count as equal. */
  public static final double OPTIMAL_GAP = 1e-6;

  public Proof {
    if (Double.isNaN(value) || Double.isNaN(bound)) {
      throw new IllegalArgumentException(
          "value and bound must be numbers (were %s and %s)".formatted(value, bound));
    }
  }

  /** Share of the better of value and bound by which they differ; 0 when the plan is optimal. */
  public double gap() {
    double most = Math.max(Math.abs(value), Math.abs(bound));
    double difference = objective.demand() ? value - bound : bound - value;
    return most == 0 ? 0 : Math.max(0, difference) / most;
  }

  /** Whether the plan is proven optimal. */
  public boolean optimal() {
    return gap() <= OPTIMAL_GAP;
  }
}
