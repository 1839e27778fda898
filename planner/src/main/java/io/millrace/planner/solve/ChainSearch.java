package io.millrace.planner.solve;

import io.millrace.planner.score.StageMatrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The chain of free devices whose slowest device is fastest, as EdgeShard wants it.
 *
 * <p><b>Method.</b> Depth first from the last stage to the first, so that a device's one outgoing
 * link is known when it is chosen, by branch and bound twice: first for the least slowest time,
 * then, among all chains as good, for the least total time. The second is our rule for ties, which
 * the model leaves open and which decides what later chains find. Both start from a chain that a
 * matching finds under the cheapest links, which is optimal already when links cost nothing.
 *
 * <p>After {@link #MOST_NODES} nodes, or when the budget is spent, the best chain so far is
 * returned; up to 24 devices and 4 stages that never happens. Not thread-safe.
 */
final class ChainSearch {

  static final long MOST_NODES = 300_000;

  private static final int CHECK_EVERY = 256;

  private final StageMatrix matrix;
  private final Budget budget;
  private final int m;
  private final int n;

  /** Devices by rising time without transfer, stage by stage; only those that fit. */
  private final int[][] order;

  private final boolean[] taken;
  private final double[] leastFrom;
  private final double[] sumFrom;
  private final int[] chain;
  private int[] best = new int[0];
  private double slowest;
  private double total;
  private boolean shorten;
  private long nodes;
  private boolean exact = true;

  ChainSearch(StageMatrix matrix, Budget budget) {
    this.matrix = matrix;
    this.budget = budget;
    this.m = matrix.stages();
    this.n = matrix.devices();
    this.order = new int[m][];
    for (int s = 0; s < m; s++) {
      int stage = s;
      order[s] =
          IntStream.range(0, n)
              .filter(j -> matrix.fits(stage, j))
              .boxed()
              .sorted((a, b) -> Double.compare(matrix.seconds(stage, a), matrix.seconds(stage, b)))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    this.taken = new boolean[n];
    this.leastFrom = new double[m + 1];
    this.sumFrom = new double[m + 1];
    this.chain = new int[m];
  }

  /** Whether every chain so far was searched to the end. */
  boolean exact() {
    return exact;
  }

  /**
   * The best chain of devices that no earlier chain took, and takes them; empty if there is none.
   */
  int[] next() {
    best = new int[0];
    slowest = Double.POSITIVE_INFINITY;
    total = Double.POSITIVE_INFINITY;
    match();
    if (best.length == 0) {
      return best;
    }
    // What the stages up to s cost at least, whoever is chosen.
    for (int s = 0; s < m; s++) {
      double least = Double.POSITIVE_INFINITY;
      for (int j : order[s]) {
        if (!taken[j]) {
          least = matrix.seconds(s, j);
          break;
        }
      }
      leastFrom[s + 1] = Math.max(s == 0 ? 0 : leastFrom[s], least);
      sumFrom[s + 1] = (s == 0 ? 0 : sumFrom[s]) + least;
    }
    search(false);
    search(true);
    for (int j : best) {
      taken[j] = true;
    }
    return best;
  }

  private void search(boolean shortest) {
    shorten = shortest;
    nodes = 0;
    descend(m - 1, 0, 0);
  }

  private void descend(int s, double longest, double sum) {
    if (s < 0) {
      best = chain.clone();
      slowest = longest;
      total = sum;
      return;
    }
    for (int j : order[s]) {
      if (++nodes > MOST_NODES || (nodes % CHECK_EVERY == 0 && budget.spent())) {
        nodes = MOST_NODES;
        exact = false;
        return;
      }
      double seconds = matrix.seconds(s, j);
      if (!open(Math.max(longest, seconds), sum + seconds, s)) {
        // The others are no faster.
        return;
      }
      if (taken[j]) {
        continue;
      }
      seconds += s == m - 1 ? 0 : matrix.hop(s, j, chain[s + 1]);
      if (open(Math.max(longest, seconds), sum + seconds, s)) {
        chain[s] = j;
        taken[j] = true;
        descend(s - 1, Math.max(longest, seconds), sum + seconds);
        taken[j] = false;
      }
    }
  }

  /** Whether a chain that is so slow from stage s on may still be better than the best. */
  private boolean open(double longest, double sum, int s) {
    double atLeast = Math.max(longest, leastFrom[s]);
    return shorten ? atLeast <= slowest && sum + sumFrom[s] < total : atLeast < slowest;
  }

  /** A first chain: the least limit under which stages can be matched, links at their cheapest. */
  private void match() {
    int[] found = matched(Double.POSITIVE_INFINITY);
    if (found.length == 0) {
      return;
    }
    keep(found);
    double low = 0;
    double high = slowest;
    while (high - low > 1e-6 * high && !budget.spent()) {
      double middle = 0.5 * (low + high);
      int[] here = matched(middle);
      if (here.length == 0) {
        low = middle;
      } else {
        keep(here);
        high = middle;
      }
    }
  }

  private void keep(int[] found) {
    double longest = 0;
    double sum = 0;
    for (int s = 0; s < m; s++) {
      double seconds =
          matrix.seconds(s, found[s]) + (s + 1 < m ? matrix.hop(s, found[s], found[s + 1]) : 0);
      longest = Math.max(longest, seconds);
      sum += seconds;
    }
    if (longest < slowest) {
      best = found;
      slowest = longest;
      total = sum;
    }
  }

  /** One free device per stage within the limit; empty if that cannot be done. */
  private int[] matched(double limit) {
    int[] stageOf = new int[n];
    Arrays.fill(stageOf, -1);
    int[] deviceOf = new int[m];
    for (int s = 0; s < m; s++) {
      if (!take(s, limit, stageOf, deviceOf, new boolean[n])) {
        return new int[0];
      }
    }
    return deviceOf;
  }

  private boolean take(int s, double limit, int[] stageOf, int[] deviceOf, boolean[] asked) {
    for (boolean free : new boolean[] {true, false}) {
      for (int j : order[s]) {
        if (matrix.seconds(s, j) > limit) {
          break;
        }
        if (taken[j] || asked[j] || free != (stageOf[j] < 0)) {
          continue;
        }
        asked[j] = true;
        if (free || take(stageOf[j], limit, stageOf, deviceOf, asked)) {
          stageOf[j] = s;
          deviceOf[s] = j;
          return true;
        }
      }
    }
    return false;
  }
}
