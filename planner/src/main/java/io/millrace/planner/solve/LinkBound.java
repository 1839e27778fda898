package io.millrace.planner.solve;

import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.score.StageMatrix;
import java.util.Arrays;

/**
 * Upper bound for networks of direct links that are too large for {@link ExactSearch}.
 *
 * <p><b>Idea.</b> Suppose throughput T is reached. Then the last stage has at least k devices,
 * where k of its fastest are needed to add up to T; so every device of the stage before sends to k
 * devices at least and pays at least for its k cheapest links; so that stage needs at least so many
 * devices; and so on up to the first. Under these least transfers the rates no longer depend on
 * each other, and {@link RelaxedBound} bounds what they carry. If that is less than T, T is out of
 * reach. T is bisected.
 *
 * <p>The sum, the mean and the maximum of a device's links never fall when the next cheapest link
 * joins, so the argument holds for each of them; under {@code min} the cheapest link is all there
 * is to it.
 *
 * <p>Cost: O(stages · devices² · log devices) once and O(stages · devices²) memory, as long as that
 * is below {@link #MOST_LINKS}; beyond, only the cheapest link of every device is counted. Then
 * O(devices · stages²) per probe.
 */
final class LinkBound {

  /** Links, stage by stage, up to which all of them are sorted (four bytes each). */
  static final long MOST_LINKS = 20_000_000;

  private static final int PROBES = 12;

  private final double[][] rate;
  private final RelaxedBound relaxed;
  private final double value;

  private LinkBound(double[][] rate, RelaxedBound relaxed, double value) {
    this.rate = rate;
    this.relaxed = relaxed;
    this.value = value;
  }

  /** No assignment carries more frames per second than this. */
  double value() {
    return value;
  }

  /** Rates {@code [stage][device]} that no device exceeds in an assignment as good as the bound. */
  double[][] rate() {
    return rate;
  }

  /** The relaxation over {@link #rate}. */
  RelaxedBound relaxed() {
    return relaxed;
  }

  /** The bound that counts the cheapest link of every device; valid for chains as well. */
  static LinkBound cheapest(StageMatrix matrix, Budget budget) {
    double[][] rate = new double[matrix.stages()][matrix.devices()];
    for (int s = 0; s < matrix.stages(); s++) {
      for (int j = 0; j < matrix.devices(); j++) {
        double hop = 0;
        // Links that there is no time to look at count as free, which keeps the bound valid.
        if (matrix.pairwise() && s + 1 < matrix.stages() && !budget.spent()) {
          hop = Double.POSITIVE_INFINITY;
          for (int k = 0; k < matrix.devices(); k++) {
            if (k != j && matrix.fits(s + 1, k)) {
              hop = Math.min(hop, matrix.hop(s, j, k));
            }
          }
        }
        rate[s][j] = 1 / (matrix.seconds(s, j) + hop);
      }
    }
    RelaxedBound relaxed = RelaxedBound.of(rate, budget);
    return new LinkBound(rate, relaxed, relaxed.value());
  }

  /** The bound, as good as the budget allows. */
  static LinkBound of(StageMatrix matrix, Budget budget) {
    LinkBound best = cheapest(matrix, budget);
    long links = (long) (matrix.stages() - 1) * matrix.devices() * matrix.devices();
    if (!matrix.pairwise()
        || matrix.reading() == TransferReading.MIN
        || links > MOST_LINKS
        || budget.spent()) {
      return best;
    }
    float[][] transfer = leastTransfers(matrix, budget);
    if (transfer.length == 0) {
      return best;
    }
    double reach = 0;
    for (int probe = 0; probe < PROBES && !budget.spent(); probe++) {
      // The first probe at the bound itself already takes the many links into account.
      double goal = probe == 0 ? best.value : 0.5 * (reach + best.value);
      double[][] rate = ratesAt(goal, matrix, transfer);
      RelaxedBound relaxed = RelaxedBound.of(rate, budget);
      if (relaxed.value() < goal) {
        best = new LinkBound(rate, relaxed, goal);
      } else {
        reach = goal;
      }
    }
    return best;
  }

  /**
   * Transfer to the k cheapest receivers, {@code [stage][from · devices + k − 1]}; empty when the
   * budget was spent.
   */
  private static float[][] leastTransfers(StageMatrix matrix, Budget budget) {
    int n = matrix.devices();
    float[][] transfer = new float[matrix.stages() - 1][n * n];
    double[] hops = new double[n];
    for (int s = 0; s < transfer.length; s++) {
      for (int j = 0; j < n; j++) {
        if (budget.spent()) {
          return new float[0][];
        }
        int count = 0;
        for (int k = 0; k < n; k++) {
          if (k != j && matrix.fits(s + 1, k)) {
            hops[count++] = matrix.hop(s, j, k);
          }
        }
        Arrays.sort(hops, 0, count);
        Arrays.fill(transfer[s], j * n, (j + 1) * n, Float.POSITIVE_INFINITY);
        double sum = 0;
        for (int k = 0; k < count; k++) {
          sum += hops[k];
          double least =
              switch (matrix.reading()) {
                case SUM -> sum;
                case MEAN -> sum / (k + 1);
                case MAX -> hops[k];
                case MIN -> hops[0];
                case NONE -> 0;
              };
          // Rounded down, so that it stays a lower bound as a float.
          transfer[s][j * n + k] = Math.max(0, Math.nextDown((float) least));
        }
      }
    }
    return transfer;
  }

  private static double[][] ratesAt(double goal, StageMatrix matrix, float[][] transfer) {
    int m = matrix.stages();
    int n = matrix.devices();
    double[][] rate = new double[m][n];
    int receivers = 1;
    for (int s = m - 1; s >= 0; s--) {
      for (int j = 0; j < n; j++) {
        double hop = s == m - 1 ? 0 : transfer[s][j * n + receivers - 1];
        rate[s][j] = 1 / (matrix.seconds(s, j) + hop);
      }
      receivers = devicesFor(goal, rate[s]);
    }
    return rate;
  }

  /** How many of the greatest rates add up to the goal; all of them when they do not. */
  private static int devicesFor(double goal, double[] rate) {
    double[] rising = rate.clone();
    Arrays.sort(rising);
    double sum = 0;
    int count = 0;
    while (count < rising.length && sum < goal) {
      sum += rising[rising.length - ++count];
    }
    return Math.max(1, count);
  }
}
