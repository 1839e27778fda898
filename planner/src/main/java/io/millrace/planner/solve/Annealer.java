package io.millrace.planner.solve;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Finds a good assignment of a small cluster by simulated annealing.
 *
 * <p>A move gives one device another stage (or none), or swaps the stages of two. Its energy is a
 * soft minimum of the stage rates, log-sum-exp with rising sharpness, so that a move that lifts the
 * second-worst stage counts too. The best assignment by the true minimum is kept. Cost: O(devices +
 * pairs of consecutive stages) per move.
 */
final class Annealer {

  private final Rates rates;
  private final SplittableRandom random;
  private final Budget budget;

  Annealer(Rates rates, long seed, Budget budget) {
    this.rates = rates;
    this.random = new SplittableRandom(seed);
    this.budget = budget;
  }

  /** The best of so many moves from a start that has a device for every stage and fits. */
  int[] improve(int[] start, int moves) {
    int n = rates.devices;
    int m = rates.stages;
    int[] stageOf = start.clone();
    double[] rate = new double[m];
    rates.stageRates(stageOf, rate);
    int[] best = stageOf.clone();
    double bestThroughput = Arrays.stream(rate).min().orElse(0);
    double scale = Math.max(bestThroughput, Double.MIN_NORMAL);
    double energy = soft(rate, scale);
    for (int i = 0; i < moves; i++) {
      if (i % 256 == 0 && budget.spent()) {
        break;
      }
      double temperature = 0.03 * Math.pow(0.01, (double) i / moves);
      int a = random.nextInt(n);
      int b = -1;
      int before = stageOf[a];
      if (random.nextInt(3) == 0) {
        stageOf[a] = random.nextInt(16) == 0 ? -1 : random.nextInt(m);
        if (stageOf[a] == before || !fits(stageOf[a], a)) {
          stageOf[a] = before;
          continue;
        }
      } else {
        b = random.nextInt(n);
        if (stageOf[b] == before || !fits(stageOf[b], a) || !fits(before, b)) {
          continue;
        }
        stageOf[a] = stageOf[b];
        stageOf[b] = before;
      }
      rates.stageRates(stageOf, rate);
      double next = soft(rate, scale);
      if (next >= energy || random.nextDouble() < Math.exp((next - energy) / temperature)) {
        energy = next;
        double throughput = least(rate);
        if (throughput > bestThroughput) {
          bestThroughput = throughput;
          best = stageOf.clone();
        }
      } else if (b < 0) {
        stageOf[a] = before;
      } else {
        stageOf[b] = stageOf[a];
        stageOf[a] = before;
      }
    }
    return best;
  }

  private boolean fits(int stage, int device) {
    return stage < 0 || rates.seconds[stage][device] < Double.POSITIVE_INFINITY;
  }

  private static double least(double[] rate) {
    double least = rate[0];
    for (double r : rate) {
      least = Math.min(least, r);
    }
    return least;
  }

  private static double soft(double[] rate, double scale) {
    double least = least(rate);
    double extra = 0;
    for (double r : rate) {
      extra += Math.exp((least - r) / scale * 60);
    }
    return least / scale - Math.log(extra) / 60;
  }
}
