package io.millrace.planner.solve;

import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;

/**
 * Plans any number of devices whose rates do not depend on each other, with a proven gap.
 *
 * <p>Three steps: (1) the linear relaxation gives a bound and prices ({@link RelaxedBound}); (2)
 * every device takes its dearest stage, and stages left without a device get the one that a
 * matching found for them; (3) local search over pairs of small regret ({@link Exchange}), in
 * rounds of doubled length.
 *
 * <p>With few devices per stage the relaxation flatters, because fractions of a device are no use:
 * there the bound, not the plan, is the larger part of the gap, and {@link ConfigurationBound}
 * replaces it. The search ends when the gap is below {@link #GOOD_ENOUGH} or the budget is spent.
 */
final class SeparableSearch {

  /** Gap at which nobody waits for a better plan. */
  static final double GOOD_ENOUGH = 1e-5;

  /** Devices times stages up to which the configuration bound is worth its time. */
  private static final int MOST_CONFIGURED = 20_000;

  private static final double CONFIGURATION_PRECISION = 1e-4;

  /** Gap above which the configuration bound is tried. */
  private static final double LOOSE = 1e-3;

  private static final double FIRST_ROUND_SECONDS = 0.9;

  private final double[][] rate;
  private final Budget budget;
  private final long seed;

  SeparableSearch(double[][] rate, long seed, Budget budget) {
    this.rate = rate;
    this.seed = seed;
    this.budget = budget;
  }

  /** Rates of a matrix without pairwise transfer. */
  static double[][] rates(StageMatrix matrix) {
    double[][] rate = new double[matrix.stages()][matrix.devices()];
    for (int s = 0; s < matrix.stages(); s++) {
      for (int j = 0; j < matrix.devices(); j++) {
        rate[s][j] = 1 / matrix.seconds(s, j);
      }
    }
    return rate;
  }

  /**
   * The best assignment found, with a bound on all.
   *
   * @param matched an assignment that gives every stage a device
   */
  Answer run(int[] matched) {
    RelaxedBound relaxed = RelaxedBound.of(rate, budget.share(0.3));
    int[] rounded = rounded(relaxed.lambda(), matched);
    double bound = relaxed.value();
    String how = "linear relaxation";
    Exchange exchange = new Exchange(rate, relaxed.lambda(), bound, seed, budget);
    exchange.start(rounded);
    double seconds = Math.min(FIRST_ROUND_SECONDS, budget.leftSeconds());
    boolean configured = (long) rate.length * rate[0].length > MOST_CONFIGURED;
    while (!budget.spent() && exchange.bestLeast() < bound * (1 - GOOD_ENOUGH)) {
      exchange.search(Math.min(seconds, budget.leftSeconds()));
      double gap = 1 - exchange.bestLeast() / bound;
      if (!configured && gap > LOOSE) {
        configured = true;
        double tighter =
            new ConfigurationBound(rate, relaxed.lambda(), budget.share(0.5))
                .tighten(exchange.bestLeast(), bound, CONFIGURATION_PRECISION);
        if (tighter < bound) {
          bound = tighter;
          how = "configuration relaxation";
        }
      }
      seconds *= 2;
    }
    return new Answer(used(exchange.best()), bound, how);
  }

  /** Every device at its dearest stage; if that leaves a stage empty, all matched devices stay. */
  int[] rounded(double[] lambda, int[] matched) {
    int m = rate.length;
    int n = rate[0].length;
    int[] stageOf = new int[n];
    int[] size = new int[m];
    for (int j = 0; j < n; j++) {
      int dearest = 0;
      for (int s = 1; s < m; s++) {
        dearest = lambda[s] * rate[s][j] > lambda[dearest] * rate[dearest][j] ? s : dearest;
      }
      // Prices may be 0 where a stage is never short: then any stage that fits will do.
      for (int s = 0; s < m && rate[dearest][j] == 0; s++) {
        dearest = s;
      }
      stageOf[j] = dearest;
      size[dearest] += rate[dearest][j] > 0 ? 1 : 0;
    }
    boolean empty = false;
    for (int count : size) {
      empty |= count == 0;
    }
    for (int j = 0; empty && j < n; j++) {
      stageOf[j] = matched[j] == AssignmentScore.UNUSED ? stageOf[j] : matched[j];
    }
    return stageOf;
  }

  /** Devices that fit nothing stand at a stage with rate 0 during the search. */
  private int[] used(int[] stageOf) {
    int[] used = stageOf.clone();
    for (int j = 0; j < used.length; j++) {
      if (rate[used[j]][j] == 0) {
        used[j] = AssignmentScore.UNUSED;
      }
    }
    return used;
  }
}
