package io.millrace.planner.solve;

import io.millrace.planner.problem.TransferReading;
import java.util.Arrays;

/**
 * Exact search for the best assignment with given stage sizes.
 *
 * <p><b>Problem.</b> Stage s gets exactly n_s devices; maximise the least stage rate. A device's
 * rate depends on which devices the next stage gets, so the choices are not independent.
 *
 * <p><b>Bound.</b> With the sizes known, the transfer of a device is at least what its assigned
 * links cost plus the cheapest links still open, as many as the next stage lacks. That gives an
 * upper bound r_sj on every rate, and for all λ ≥ 0 with Σ λ_s = 1 and all μ
 *
 * <pre>  least rate ≤ Σ_j max_s (λ_s·r_sj − μ_s) + Σ_s μ_s·n_s</pre>
 *
 * (Lagrangian relaxation of "every stage reaches the throughput" and of the sizes). A node is
 * closed as soon as one pair (λ, μ) brings the right side down to the best known throughput;
 * Polyak's subgradient steps, whose target is exactly that throughput, look for such a pair,
 * starting from the parent's.
 *
 * <p><b>Branching.</b> A (stage, device) pair whose reduced value lies further below the device's
 * best than the node's slack is closed as well. The device with fewest open stages is taken next,
 * the one with the greatest regret among equals, and its stages best first.
 *
 * <p><b>Symmetry.</b> Real clusters have many devices of one kind. Once a device was tried at a
 * stage, no other undecided device of its kind needs that stage in what remains of the node:
 * swapping the two would lead to where the search has been. So each kind keeps a set of barred
 * stages.
 *
 * <p>Cost: O(stages · devices · largest size) per node. Not thread-safe.
 */
final class SizedSearch {

  /** Relative difference below which two throughputs count as equal. */
  static final double TOLERANCE = 1e-9;

  private static final int UNDECIDED = -1;
  private static final int ROOT_STEPS = 60;
  private static final int NODE_STEPS = 12;
  private static final int CHECK_EVERY = 256;

  private final Rates rates;
  private final int m;
  private final int n;

  /** Devices by rising hop from (stage, device), {@code [stage][from * n + rank]}. */
  private final int[][] nearest;

  private final Budget budget;
  private final int[] size;
  private final int[] kind;

  /** Bit s of a kind: undecided devices of this kind need not be tried at stage s (m: idle). */
  private final long[] barred;

  private final int[] stageOf;
  private final int[] open;
  private double best;
  private int[] bestStageOf;
  private long nodes;
  private boolean outOfTime;

  // One row per depth, so that going back up costs nothing.
  private final double[][][] assignedHop;
  private final double[][][] rate;
  private final double[][] lambda;
  private final double[][] mu;
  private final int[] count;
  private final double[] sum;

  SizedSearch(Rates rates, int[][] nearest, Budget budget) {
    this.rates = rates;
    this.m = rates.stages;
    this.n = rates.devices;
    this.nearest = nearest;
    this.budget = budget;
    this.size = new int[m];
    this.kind = rates.kinds();
    this.barred = new long[n];
    this.open = new int[m + 1];
    this.stageOf = new int[n];
    this.assignedHop = new double[n + 1][rates.hop.length][n];
    this.rate = new double[n + 1][m][n];
    this.lambda = new double[n + 2][m];
    this.mu = new double[n + 2][m];
    this.count = new int[m];
    this.sum = new double[m];
    this.bestStageOf = new int[n];
  }

  /** For every stage that sends, the devices in order of rising hop from each device. */
  static int[][] nearest(Rates rates) {
    int n = rates.devices;
    int[][] nearest = new int[rates.hop.length][];
    for (int s = 0; s < nearest.length; s++) {
      nearest[s] = new int[n * (n - 1)];
      for (int j = 0; j < n; j++) {
        int from = j;
        double[] hops = rates.hop[s];
        Integer[] order = new Integer[n - 1];
        for (int k = 0, i = 0; k < n; k++) {
          if (k != j) {
            order[i++] = k;
          }
        }
        Arrays.sort(order, (a, b) -> Double.compare(hops[from * n + a], hops[from * n + b]));
        for (int i = 0; i < n - 1; i++) {
          nearest[s][j * (n - 1) + i] = order[i];
        }
      }
    }
    return nearest;
  }

  /** Best throughput known, which the search only tries to beat. */
  void incumbent(double throughput, int[] assignment) {
    best = throughput;
    bestStageOf = assignment.clone();
  }

  double best() {
    return best;
  }

  int[] bestStageOf() {
    return bestStageOf.clone();
  }

  long nodes() {
    return nodes;
  }

  /**
   * Searches all assignments with these sizes for one that beats the incumbent.
   *
   * @return whether the search came to its end; false when the budget was spent
   */
  boolean search(int[] sizes) {
    prepare(sizes);
    outOfTime = false;
    Arrays.fill(lambda[0], 1.0 / m);
    Arrays.fill(mu[0], 0);
    descend(0, ROOT_STEPS);
    return !outOfTime;
  }

  /**
   * Upper bound on the throughput with these sizes, not below the incumbent's unless that is shown.
   */
  double rootBound(int[] sizes) {
    prepare(sizes);
    Arrays.fill(lambda[0], 1.0 / m);
    Arrays.fill(mu[0], 0);
    fillRates(0);
    return dualAscent(0, ROOT_STEPS);
  }

  private void prepare(int[] sizes) {
    System.arraycopy(sizes, 0, size, 0, m);
    int used = 0;
    for (int s = 0; s < m; s++) {
      open[s] = size[s];
      used += size[s];
    }
    open[m] = n - used;
    Arrays.fill(barred, 0);
    Arrays.fill(stageOf, UNDECIDED);
    for (double[] row : assignedHop[0]) {
      Arrays.fill(row, 0);
    }
    if (rates.reading == TransferReading.MIN) {
      for (double[] row : assignedHop[0]) {
        Arrays.fill(row, Double.POSITIVE_INFINITY);
      }
    }
  }

  private void descend(int depth, int steps) {
    nodes++;
    if (nodes % CHECK_EVERY == 0 && budget.spent()) {
      outOfTime = true;
    }
    if (outOfTime) {
      return;
    }
    if (depth == n) {
      double throughput = rates.throughput(stageOf);
      if (throughput > best * (1 + TOLERANCE)) {
        best = throughput;
        bestStageOf = Arrays.stream(stageOf).map(s -> s == m ? -1 : s).toArray();
      }
      return;
    }
    fillRates(depth);
    double bound = dualAscent(depth, steps);
    if (bound <= best * (1 + TOLERANCE)) {
      return;
    }
    branch(depth, bound);
  }

  private void branch(int depth, double bound) {
    double[][] r = rate[depth];
    double[] lam = lambda[depth];
    double[] m0 = mu[depth];
    double slack = bound - best;
    int chosen = -1;
    int fewest = Integer.MAX_VALUE;
    double greatest = -1;
    for (int j = 0; j < n; j++) {
      if (stageOf[j] != UNDECIDED) {
        continue;
      }
      boolean idle = may(m, j);
      double first = idle ? 0 : Double.NEGATIVE_INFINITY;
      double second = Double.NEGATIVE_INFINITY;
      for (int s = 0; s < m; s++) {
        if (may(s, j) && r[s][j] > 0) {
          double value = lam[s] * r[s][j] - m0[s];
          if (value > first) {
            second = first;
            first = value;
          } else if (value > second) {
            second = value;
          }
        }
      }
      int options = idle && first <= slack ? 1 : 0;
      for (int s = 0; s < m; s++) {
        if (may(s, j) && r[s][j] > 0 && first - (lam[s] * r[s][j] - m0[s]) <= slack) {
          options++;
        }
      }
      double regret = first - second;
      if (options < fewest || (options == fewest && regret > greatest)) {
        fewest = options;
        greatest = regret;
        chosen = j;
      }
    }
    if (fewest == 0) {
      return;
    }
    double[] value = new double[m + 1];
    double first = Double.NEGATIVE_INFINITY;
    for (int s = 0; s <= m; s++) {
      boolean can = may(s, chosen) && (s == m || r[s][chosen] > 0);
      value[s] = !can ? Double.NEGATIVE_INFINITY : s == m ? 0 : lam[s] * r[s][chosen] - m0[s];
      first = Math.max(first, value[s]);
    }
    long before = barred[kind[chosen]];
    while (!outOfTime) {
      int s = 0;
      for (int t = 1; t <= m; t++) {
        if (value[t] > value[s]) {
          s = t;
        }
      }
      if (value[s] == Double.NEGATIVE_INFINITY
          || first - value[s] > bound - best * (1 + TOLERANCE)) {
        break;
      }
      value[s] = Double.NEGATIVE_INFINITY;
      assign(depth, chosen, s);
      System.arraycopy(lam, 0, lambda[depth + 1], 0, m);
      System.arraycopy(m0, 0, mu[depth + 1], 0, m);
      descend(depth + 1, NODE_STEPS);
      stageOf[chosen] = UNDECIDED;
      open[s]++;
      barred[kind[chosen]] |= 1L << s;
    }
    barred[kind[chosen]] = before;
  }

  /** Whether an undecided device may still get a stage, or idle (m). */
  private boolean may(int s, int device) {
    return open[s] > 0 && (barred[kind[device]] >>> s & 1) == 0;
  }

  private void assign(int depth, int device, int stage) {
    stageOf[device] = stage;
    open[stage]--;
    double[][] from = assignedHop[depth];
    double[][] to = assignedHop[depth + 1];
    for (int s = 0; s < from.length; s++) {
      System.arraycopy(from[s], 0, to[s], 0, n);
      if (s + 1 == stage) {
        double[] hops = rates.hop[s];
        for (int j = 0; j < n; j++) {
          double hop = hops[j * n + device];
          to[s][j] =
              switch (rates.reading) {
                case SUM, MEAN -> to[s][j] + hop;
                case MAX -> Math.max(to[s][j], hop);
                case MIN -> Math.min(to[s][j], hop);
                case NONE -> 0;
              };
        }
      }
    }
  }

  /** Upper bounds of the rates of all pairs that are still possible. */
  private void fillRates(int depth) {
    for (int s = 0; s < m; s++) {
      double[] row = rate[depth][s];
      boolean sends = rates.sends(s);
      for (int j = 0; j < n; j++) {
        int now = stageOf[j];
        if (now == s || (now == UNDECIDED && open[s] > 0)) {
          double base = rates.seconds[s][j];
          row[j] = 1 / (sends ? base + leastTransfer(depth, s, j) : base);
        }
      }
    }
  }

  private double leastTransfer(int depth, int s, int j) {
    double total = assignedHop[depth][s][j];
    int need = open[s + 1];
    if (need > 0) {
      double[] hops = rates.hop[s];
      int[] order = nearest[s];
      int base = j * (n - 1);
      for (int i = 0; i < n - 1; i++) {
        int k = order[base + i];
        if (stageOf[k] == UNDECIDED) {
          double hop = hops[j * n + k];
          switch (rates.reading) {
            case SUM, MEAN -> total += hop;
            case MAX -> total = Math.max(total, hop);
            case MIN -> {
              return Math.min(total, hop);
            }
            case NONE -> {}
          }
          need--;
          if (need == 0) {
            break;
          }
        }
      }
      if (need > 0) {
        return Double.POSITIVE_INFINITY;
      }
    }
    return rates.reading == TransferReading.MEAN ? total / size[s + 1] : total;
  }

  /**
   * Lowers the bound of this node by subgradient steps; leaves the multipliers of the least bound.
   */
  private double dualAscent(int depth, int steps) {
    double[] lam = lambda[depth];
    double[] mult = mu[depth];
    double[][] r = rate[depth];
    double[] bestLam = lambda[n + 1];
    double[] bestMu = mu[n + 1];
    double least = Double.POSITIVE_INFINITY;
    double target = best * (1 + TOLERANCE);
    for (int step = 0; ; step++) {
      double g = dual(r, lam, mult);
      if (g < least) {
        least = g;
        System.arraycopy(lam, 0, bestLam, 0, m);
        System.arraycopy(mult, 0, bestMu, 0, m);
      }
      if (least <= target || step == steps) {
        break;
      }
      double norm = 0;
      double mean = 0;
      for (int s = 0; s < m; s++) {
        mean += sum[s];
      }
      mean /= m;
      for (int s = 0; s < m; s++) {
        double a = sum[s] - mean;
        double b = size[s] - count[s];
        norm += a * a + b * b;
      }
      if (norm < 1e-18) {
        break;
      }
      double length = (g - target) / norm;
      double total = 0;
      for (int s = 0; s < m; s++) {
        lam[s] = Math.max(0, lam[s] - length * (sum[s] - mean));
        mult[s] -= length * (size[s] - count[s]);
        total += lam[s];
      }
      if (total <= 0) {
        Arrays.fill(lam, 1.0 / m);
        total = 1;
      }
      for (int s = 0; s < m; s++) {
        lam[s] /= total;
        mult[s] /= total;
      }
    }
    System.arraycopy(bestLam, 0, lam, 0, m);
    System.arraycopy(bestMu, 0, mult, 0, m);
    return least;
  }

  /**
   * The Lagrangian's value; leaves its rates by stage in {@code sum}, its sizes in {@code count}.
   */
  private double dual(double[][] r, double[] lam, double[] mult) {
    double g = 0;
    for (int s = 0; s < m; s++) {
      sum[s] = 0;
      count[s] = 0;
      g += mult[s] * size[s];
    }
    for (int j = 0; j < n; j++) {
      int s = stageOf[j];
      if (s == UNDECIDED) {
        double most = may(m, j) ? 0 : Double.NEGATIVE_INFINITY;
        s = m;
        for (int t = 0; t < m; t++) {
          if (may(t, j)) {
            double value = lam[t] * r[t][j] - mult[t];
            if (value > most) {
              most = value;
              s = t;
            }
          }
        }
      }
      if (s < m) {
        g += lam[s] * r[s][j] - mult[s];
        sum[s] += r[s][j];
        count[s]++;
      }
    }
    return g;
  }
}
