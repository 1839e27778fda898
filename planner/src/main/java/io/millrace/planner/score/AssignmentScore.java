package io.millrace.planner.score;

import java.util.Arrays;

/**
 * What an assignment of devices to stages carries, by the published model.
 *
 * <p>Device time is compute plus the transfer to the devices of the next stage, reduced as the
 * matrix reads it; a stage's rate is the sum over its devices of one over device time; the
 * throughput is the least rate (NUDIF, equations 2 to 4).
 *
 * @param throughput frames per second
 * @param stageRates frames per second that each stage could carry alone
 * @param deviceSeconds seconds per frame on each device, 0 on devices without a stage
 */
@SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
public record AssignmentScore(double throughput, double[] stageRates, double[] deviceSeconds) {

  /** Marks a device without a stage. */
  public static final int UNUSED = -1;

  /**
   * Scores an assignment.
   *
   * @param stageOf stage of each device, or {@link #UNUSED}
   * @return the score; throughput 0 if a stage has no device or does not fit one of its devices
   */
  public static AssignmentScore of(StageMatrix matrix, int[] stageOf) {
    int m = matrix.stages();
    double[] rates = new double[m];
    double[] times = new double[matrix.devices()];
    for (int j = 0; j < matrix.devices(); j++) {
      int s = stageOf[j];
      if (s != UNUSED) {
        times[j] = matrix.seconds(s, j) + transfer(matrix, stageOf, s, j);
        rates[s] += 1 / times[j];
      }
    }
    boolean fits = true;
    for (int j = 0; j < matrix.devices(); j++) {
      fits &= stageOf[j] == UNUSED || matrix.fits(stageOf[j], j);
    }
    double least = Arrays.stream(rates).min().orElse(0);
    return new AssignmentScore(fits ? least : 0, rates, times);
  }

  private static double transfer(StageMatrix matrix, int[] stageOf, int s, int j) {
    if (!matrix.pairwise() || s == matrix.stages() - 1) {
      return 0;
    }
    double sum = 0;
    double longest = 0;
    double shortest = Double.POSITIVE_INFINITY;
    int count = 0;
    for (int k = 0; k < stageOf.length; k++) {
      if (stageOf[k] == s + 1) {
        double hop = matrix.hop(s, j, k);
        sum += hop;
        longest = Math.max(longest, hop);
        shortest = Math.min(shortest, hop);
        count++;
      }
    }
    if (count == 0) {
      return 0;
    }
    return switch (matrix.reading()) {
      case SUM -> sum;
      case MEAN -> sum / count;
      case MAX -> longest;
      case MIN -> shortest;
      case NONE -> 0;
    };
  }

  /** The stage that carries least. */
  public int limitingStage() {
    int least = 0;
    for (int s = 1; s < stageRates.length; s++) {
      if (stageRates[s] < stageRates[least]) {
        least = s;
      }
    }
    return least;
  }

  /** Mean time of a frame through all stages, each device taking its share, without queues. */
  public double latencySeconds(int[] stageOf) {
    double latency = 0;
    for (int s = 0; s < stageRates.length; s++) {
      int devices = 0;
      for (int stage : stageOf) {
        devices += stage == s ? 1 : 0;
      }
      // Shares are 1/T over their sum, so each device adds T · (1/T) / rate = 1 / rate.
      latency += devices / stageRates[s];
    }
    return latency;
  }
}
