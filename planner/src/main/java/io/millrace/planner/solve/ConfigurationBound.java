package io.millrace.planner.solve;

import java.util.Arrays;

/**
 * A tighter upper bound for few devices per stage, where fractions of devices flatter the
 * relaxation.
 *
 * <p><b>Idea.</b> A throughput T needs, for every stage, a whole set of devices whose rates reach
 * T, and no device twice. Price the devices with p ≥ 0. If the cheapest sets together cost more
 * than all devices,
 *
 * <pre>  Σ_s min { Σ_j p_j·x_j : Σ_j r_sj·x_j ≥ T, x binary }  &gt;  Σ_j p_j,</pre>
 *
 * then T is out of reach. That is the dual of the configuration relaxation of max-min allocation
 * (Bansal and Sviridenko, "The Santa Claus problem", STOC 2006). Each minimum is a covering
 * knapsack, solved exactly by depth-first search with the fractional bound; p moves by subgradient
 * steps that look for the contradiction; T is bisected.
 *
 * <p>Not thread-safe.
 */
final class ConfigurationBound {

  private static final int STEPS = 400;
  private static final int STAGES_PER_LOOK = 16;
  private static final long MOST_NODES = 200_000;

  /** Share of all prices by which covers must cost more; above the rounding of their order. */
  private static final double CERTAIN = 1e-6;

  /** Share of the mean below which a price counts as 0. */
  private static final double LEAST_PRICE = 1e-9;

  private final double[][] rate;
  private final int m;
  private final int n;
  private final Budget budget;
  private final double[] price;
  private final double[] start;
  private final int[] used;
  private final int[] order;
  private final long[] keys;
  private final double[] value;
  private final double[] cost;
  private final boolean[] take;
  private final boolean[] best;
  private double bestCost;
  private long nodes;

  /**
   * A bound over prices that start from the relaxation's.
   *
   * @param lambda prices of the stages at the relaxation's optimum
   */
  ConfigurationBound(double[][] rate, double[] lambda, Budget budget) {
    this.rate = rate;
    this.m = rate.length;
    this.n = rate[0].length;
    this.budget = budget;
    this.price = new double[n];
    this.start = new double[n];
    for (int j = 0; j < n; j++) {
      for (int s = 0; s < m; s++) {
        start[j] = Math.max(start[j], lambda[s] * rate[s][j]);
      }
    }
    this.used = new int[n];
    this.order = new int[n];
    this.keys = new long[n];
    this.value = new double[n];
    this.cost = new double[n];
    this.take = new boolean[n];
    this.best = new boolean[n];
  }

  /**
   * The least throughput in [low, high] that is shown to be out of reach, to within {@code
   * precision}; {@code high} when nothing better can be shown in time.
   */
  double tighten(double low, double high, double precision) {
    double reach = low;
    double bound = high;
    System.arraycopy(start, 0, price, 0, n);
    if (!scale()) {
      return high;
    }
    while (bound - reach > precision * bound && !budget.spent()) {
      double middle = 0.5 * (reach + bound);
      double[] before = price.clone();
      if (outOfReach(middle)) {
        bound = middle;
      } else {
        reach = middle;
        System.arraycopy(before, 0, price, 0, n);
      }
    }
    return bound;
  }

  /** Whether some prices contradict this throughput. */
  boolean outOfReach(double throughput) {
    double most = Double.NEGATIVE_INFINITY;
    double factor = 1;
    int stale = 0;
    for (int step = 0; step < STEPS && !budget.spent(); step++) {
      double total = Arrays.stream(price).sum();
      double d = -total;
      Arrays.fill(used, 0);
      for (int s = 0; s < m; s++) {
        d += cheapestCover(rate[s], throughput);
        if (s % STAGES_PER_LOOK == STAGES_PER_LOOK - 1 && budget.spent()) {
          return false;
        }
      }
      if (d > CERTAIN * total) {
        return true;
      }
      if (d > most + 1e-6 * total) {
        most = d;
        stale = 0;
      } else if (++stale == 12) {
        factor *= 0.6;
        stale = 0;
        if (factor < 0.02) {
          return false;
        }
      }
      double norm = 0;
      for (int j = 0; j < n; j++) {
        norm += (used[j] - 1.0) * (used[j] - 1.0);
      }
      if (norm == 0) {
        return false;
      }
      // Polyak's step towards a value just above 0, where the contradiction starts.
      double length = factor * (0.002 * total - d) / norm;
      for (int j = 0; j < n; j++) {
        price[j] = Math.max(0, price[j] + length * (used[j] - 1));
      }
      if (!scale()) {
        return false;
      }
    }
    return false;
  }

  /**
   * Brings prices back to a mean of 1; false when all are 0. Only their proportions matter, and
   * without this they may shrink step by step until covers can no longer be told apart.
   */
  private boolean scale() {
    double mean = Arrays.stream(price).sum() / n;
    for (int j = 0; j < n; j++) {
      price[j] = price[j] > mean * LEAST_PRICE ? price[j] / mean : 0;
    }
    return mean > 0;
  }

  /**
   * Least cost of a set of devices whose rates reach {@code need}; counts the set in {@code used}.
   */
  private double cheapestCover(double[] r, double need) {
    int count = 0;
    double free = 0;
    for (int j = 0; j < n; j++) {
      if (r[j] > 0) {
        if (price[j] <= 0) {
          free += r[j];
          used[j]++;
        } else {
          // Sorts by price per rate; the float's bits order positive numbers, the index breaks
          // ties.
          keys[count++] = ((long) Float.floatToIntBits((float) (price[j] / r[j])) << 32) | j;
        }
      }
    }
    double left = need - free;
    if (left <= 0) {
      return 0;
    }
    Arrays.sort(keys, 0, count);
    for (int i = 0; i < count; i++) {
      order[i] = (int) keys[i];
      value[i] = r[order[i]];
      cost[i] = price[order[i]];
    }
    bestCost = Double.POSITIVE_INFINITY;
    nodes = 0;
    double lower = fractional(0, count, left);
    cover(0, count, left, 0);
    if (nodes > MOST_NODES || bestCost == Double.POSITIVE_INFINITY) {
      // Not solved to the end: the fractional cost is still a valid lower bound.
      for (int i = 0; i < count; i++) {
        used[order[i]] += bestCost < Double.POSITIVE_INFINITY && best[i] ? 1 : 0;
      }
      return lower;
    }
    for (int i = 0; i < count; i++) {
      used[order[i]] += best[i] ? 1 : 0;
    }
    return bestCost;
  }

  private double fractional(int from, int count, double need) {
    double total = 0;
    double left = need;
    for (int i = from; i < count; i++) {
      if (value[i] >= left) {
        return total + cost[i] * left / value[i];
      }
      left -= value[i];
      total += cost[i];
    }
    return Double.POSITIVE_INFINITY;
  }

  private void cover(int i, int count, double need, double spent) {
    if (need <= 0) {
      if (spent < bestCost) {
        bestCost = spent;
        System.arraycopy(take, 0, best, 0, count);
        Arrays.fill(best, i, count, false);
      }
      return;
    }
    nodes++;
    if (nodes > MOST_NODES || i == count || spent + fractional(i, count, need) >= bestCost) {
      return;
    }
    take[i] = true;
    cover(i + 1, count, need - value[i], spent + cost[i]);
    take[i] = false;
    cover(i + 1, count, need, spent);
  }
}
