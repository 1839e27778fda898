package io.millrace.planner.solve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Outer loop over stage sizes around {@link SizedSearch}. */
final class ExactSearch {
  private record Sizes(int[] sizes, double bound) {}

  private final Rates rates;
  private final Budget budget;
  private final SizedSearch search;

  /** Greatest sum of rates {@code [stage][own size][next size]}. */
  private final double[][][] most;

  ExactSearch(Rates rates, Budget budget) {
    this.rates = rates;
    this.budget = budget;
    int[][] nearest = SizedSearch.nearest(rates);
    this.search = new SizedSearch(rates, nearest, budget);
    this.most = most(rates, nearest);
  }

  private static double[][][] most(Rates rates, int[][] nearest) {
    int n = rates.devices;
    int m = rates.stages;
    double[][][] most = new double[m][n + 1][n + 1];
    double[] r = new double[n];
    double[] prefix = new double[n];
    for (int s = 0; s < m; s++) {
      for (int next = 1; next <= n - 1; next++) {
        for (int j = 0; j < n; j++) {
          double t = rates.seconds[s][j];
          if (rates.sends(s)) {
            double total = 0;
            for (int i = 0; i < next; i++) {
              double hop = rates.hop[s][j * n + nearest[s][j * (n - 1) + i]];
              switch (rates.reading) {
                case SUM, MEAN -> total += hop;
                case MAX -> total = Math.max(total, hop);
                case MIN -> total = i == 0 ? hop : total;
                case NONE -> {}
              }
            }
            t +=
                rates.reading == io.millrace.planner.problem.TransferReading.MEAN
                    ? total / next
                    : total;
          }
          r[j] = 1 / t;
        }
        System.arraycopy(r, 0, prefix, 0, n);
        java.util.Arrays.sort(prefix);
        double sum = 0;
        for (int own = 1; own <= n; own++) {
          sum += prefix[n - own];
          most[s][own][next] = sum;
        }
      }
      if (!rates.sends(s)) {
        for (int own = 0; own <= n; own++) {
          most[s][own][0] = most[s][own][1];
        }
      }
    }
    return most;
  }

  private void enumerate(int s, int left, int[] sizes, List<Sizes> out) {
    double z = search.best() * (1 + SizedSearch.TOLERANCE);
    if (s < 0) {
      double b = search.rootBound(sizes);
      if (b > z) {
        out.add(new Sizes(sizes.clone(), b));
      }
      return;
    }
    int next = s == rates.stages - 1 ? 0 : sizes[s + 1];
    for (int own = 1; own <= left - s; own++) {
      if (most[s][own][next] > z) {
        sizes[s] = own;
        enumerate(s - 1, left - own, sizes, out);
      }
    }
  }

  static long[] stats = new long[4];

  int[] run(int[] start) {
    search.incumbent(rates.throughput(start), start);
    List<Sizes> all = new ArrayList<>();
    long t0 = System.nanoTime();
    enumerate(rates.stages - 1, rates.devices, new int[rates.stages], all);
    long t1 = System.nanoTime();
    all.sort(Comparator.comparingDouble((Sizes x) -> -x.bound));
    for (Sizes x : all) {
      if (!search.search(x.sizes)) {
        stats[3] = -1;
        break;
      }
    }
    stats[0] = all.size();
    stats[1] = search.nodes();
    stats[2] = (t1 - t0) / 1000;
    return search.bestStageOf();
  }
}
