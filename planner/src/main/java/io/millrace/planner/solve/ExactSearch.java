package io.millrace.planner.solve;

import io.millrace.planner.problem.TransferReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Exact search for the best assignment of a small cluster, with a bound at every time.
 *
 * <p><b>Problem.</b> At most one stage per device, at least one device per stage; maximise the
 * least stage rate. How much a device loses to transfer depends on <em>how many</em> and which
 * devices the next stage gets.
 *
 * <p><b>Method.</b> An outer loop over the stage sizes (n_0 … n_{M−1}), at most C(N, M) of them,
 * because knowing the sizes is what makes transfer easy to bound. Three sieves, each dearer and
 * finer than the one before: the sum of a stage's fastest devices for its own size and the next
 * one's; a Lagrangian bound per size vector; a branch and bound per size vector ({@link
 * SizedSearch}). Sizes are searched by falling bound, so that the first bound that does not beat
 * the incumbent proves it optimal.
 *
 * <p><b>Out of time.</b> Sizes that were not closed still have a bound of one of the sieves; the
 * greatest is the bound of the whole. A search that found nothing better than its start then tells
 * how far it may be from the best, and never that it is the best.
 *
 * <p>Cost: exponential in the worst case; memory O(C(N, M)). Not thread-safe.
 */
final class ExactSearch {

  private static final int CHECK_EVERY = 64;

  /**
   * What a search found.
   *
   * @param stageOf stage of each device, −1 where unused
   * @param throughput its least stage rate
   * @param bound no assignment has more; {@code throughput} itself when {@code complete}
   * @param complete whether every size vector was closed
   * @param nodes nodes of all trees
   */
  @SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
  record Outcome(int[] stageOf, double throughput, double bound, boolean complete, long nodes) {}

  @SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
  private record Sizes(int[] sizes, double bound) {}

  private final Rates rates;
  private final Budget budget;
  private final SizedSearch search;

  /** Greatest sum of rates {@code [stage][own size][next size]}. */
  private final double[][][] most;

  private long steps;

  ExactSearch(Rates rates, Budget budget) {
    this.rates = rates;
    this.budget = budget;
    int[][] nearest = SizedSearch.nearest(rates);
    this.search = new SizedSearch(rates, nearest, budget);
    this.most = new double[rates.stages][][];
    for (int s = 0; s < rates.stages; s++) {
      most[s] = rates.sends(s) ? sending(s, nearest[s]) : last(s);
    }
  }

  /** How many size vectors there are for so many devices and stages: C(devices, stages). */
  static double sizeVectors(int devices, int stages) {
    double count = 1;
    for (int i = 0; i < stages; i++) {
      count *= (double) (devices - i) / (i + 1);
    }
    return count;
  }

  private double[][] sending(int s, int[] order) {
    int n = rates.devices;
    double[][] greatest = new double[n + 1][n + 1];
    double[] total = new double[n];
    double[] r = new double[n];
    for (int next = 1; next < n; next++) {
      for (int j = 0; j < n; j++) {
        double hop = rates.hop[s][j * n + order[j * (n - 1) + next - 1]];
        total[j] =
            switch (rates.reading) {
              case SUM, MEAN -> total[j] + hop;
              case MAX -> Math.max(total[j], hop);
              case MIN -> next == 1 ? hop : total[j];
              case NONE -> 0;
            };
        double transfer = rates.reading == TransferReading.MEAN ? total[j] / next : total[j];
        r[j] = 1 / (rates.seconds[s][j] + transfer);
      }
      double[] sums = sumsOfGreatest(r);
      for (int own = 1; own <= n; own++) {
        greatest[own][next] = sums[own];
      }
    }
    return greatest;
  }

  private double[][] last(int s) {
    int n = rates.devices;
    double[] sums = sumsOfGreatest(Arrays.stream(rates.seconds[s]).map(t -> 1 / t).toArray());
    double[][] greatest = new double[n + 1][n + 1];
    for (int own = 1; own <= n; own++) {
      Arrays.fill(greatest[own], sums[own]);
    }
    return greatest;
  }

  private static double[] sumsOfGreatest(double[] values) {
    double[] rising = values.clone();
    Arrays.sort(rising);
    double[] sums = new double[values.length + 1];
    for (int own = 1; own < sums.length; own++) {
      sums[own] = sums[own - 1] + rising[values.length - own];
    }
    return sums;
  }

  /**
   * The best assignment, or the best one that was found in time.
   *
   * @param start an assignment to beat
   * @param ceiling a bound that is known already
   */
  Outcome run(int[] start, double ceiling) {
    search.incumbent(rates.throughput(start), start);
    List<Sizes> all = new ArrayList<>();
    if (!enumerate(rates.stages - 1, rates.devices, ceiling, new int[rates.stages], all)) {
      return outcome(ceiling);
    }
    all.sort(Comparator.comparingDouble((Sizes x) -> -x.bound()));
    List<Sizes> open = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Sizes sizes = all.get(i);
      if (i % CHECK_EVERY == 0 && budget.spent()) {
        // Their coarse bounds hold on: they are searched no more, but nothing is forgotten.
        open.addAll(all.subList(i, all.size()));
        break;
      }
      double bound = Math.min(sizes.bound(), search.rootBound(sizes.sizes()));
      if (beats(bound)) {
        open.add(new Sizes(sizes.sizes(), bound));
      }
    }
    open.sort(Comparator.comparingDouble((Sizes x) -> -x.bound()));
    for (Sizes sizes : open) {
      if (!beats(sizes.bound())) {
        break;
      }
      if (budget.spent() || !search.search(sizes.sizes())) {
        return outcome(sizes.bound());
      }
    }
    return new Outcome(search.bestStageOf(), search.best(), search.best(), true, search.nodes());
  }

  private Outcome outcome(double bound) {
    return new Outcome(
        search.bestStageOf(), search.best(), Math.max(bound, search.best()), false, search.nodes());
  }

  private boolean beats(double bound) {
    return bound > search.best() * (1 + SizedSearch.TOLERANCE);
  }

  /** Lists sizes of this stage and the ones before it; false when the budget was spent. */
  private boolean enumerate(int s, int left, double bound, int[] sizes, List<Sizes> out) {
    if (s < 0) {
      out.add(new Sizes(sizes.clone(), bound));
      return ++steps % CHECK_EVERY != 0 || !budget.spent();
    }
    int next = s == rates.stages - 1 ? 0 : sizes[s + 1];
    for (int own = 1; own <= left - s; own++) {
      double here = Math.min(bound, most[s][own][next]);
      sizes[s] = own;
      if (beats(here) && !enumerate(s - 1, left - own, here, sizes, out)) {
        return false;
      }
    }
    return true;
  }
}
