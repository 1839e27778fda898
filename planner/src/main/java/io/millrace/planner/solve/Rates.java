package io.millrace.planner.solve;

import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.score.StageMatrix;
import java.util.Arrays;

/**
 * A stage matrix unpacked into arrays for search loops; it scores assignments as fast as it can.
 */
final class Rates {

  final int stages;
  final int devices;
  final TransferReading reading;
  final boolean pairwise;

  /** Seconds per frame without pairwise transfer, infinite where a stage does not fit. */
  final double[][] seconds;

  /** Seconds of transfer {@code [stage][from * devices + to]}; empty unless pairwise. */
  final double[][] hop;

  Rates(StageMatrix matrix) {
    stages = matrix.stages();
    devices = matrix.devices();
    reading = matrix.reading();
    pairwise = matrix.pairwise();
    seconds = new double[stages][devices];
    for (int s = 0; s < stages; s++) {
      for (int j = 0; j < devices; j++) {
        seconds[s][j] = matrix.seconds(s, j);
      }
    }
    hop = new double[pairwise ? stages - 1 : 0][];
    for (int s = 0; s < hop.length; s++) {
      hop[s] = new double[devices * devices];
      for (int j = 0; j < devices; j++) {
        for (int k = 0; k < devices; k++) {
          hop[s][j * devices + k] = matrix.hop(s, j, k);
        }
      }
    }
  }

  /**
   * Which devices can be swapped in any assignment without changing its score.
   *
   * @return for every device the first one of its kind
   */
  int[] kinds() {
    int[] kind = new int[devices];
    for (int j = 0; j < devices; j++) {
      kind[j] = j;
      for (int k = 0; k < j && kind[j] == j; k++) {
        if (kind[k] == k && alike(j, k)) {
          kind[j] = k;
        }
      }
    }
    return kind;
  }

  private boolean alike(int j, int k) {
    boolean alike = true;
    for (int s = 0; alike && s < stages; s++) {
      alike = seconds[s][j] == seconds[s][k];
    }
    for (int s = 0; alike && s < hop.length; s++) {
      alike = hop[s][j * devices + k] == hop[s][k * devices + j];
      for (int x = 0; alike && x < devices; x++) {
        alike =
            x == j
                || x == k
                || (hop[s][j * devices + x] == hop[s][k * devices + x]
                    && hop[s][x * devices + j] == hop[s][x * devices + k]);
      }
    }
    return alike;
  }

  /** Whether transfer follows after this stage. */
  boolean sends(int stage) {
    return pairwise && stage < stages - 1;
  }

  /**
   * Fills in the rate of every stage.
   *
   * @param stageOf stage of each device; anything outside 0 to stages − 1 is unused
   * @param rate receives frames per second by stage; 0 where a stage has no device
   */
  void stageRates(int[] stageOf, double[] rate) {
    Arrays.fill(rate, 0);
    for (int j = 0; j < devices; j++) {
      int s = stageOf[j];
      if (s >= 0 && s < stages) {
        rate[s] += 1 / (seconds[s][j] + (sends(s) ? transfer(stageOf, s, j) : 0));
      }
    }
  }

  /** The least rate of any stage. */
  double throughput(int[] stageOf) {
    double[] rate = new double[stages];
    stageRates(stageOf, rate);
    return Arrays.stream(rate).min().orElse(0);
  }

  private double transfer(int[] stageOf, int s, int j) {
    double[] hops = hop[s];
    int base = j * devices;
    int next = s + 1;
    double total = 0;
    int count = 0;
    switch (reading) {
      case SUM, MEAN -> {
        for (int k = 0; k < devices; k++) {
          if (stageOf[k] == next) {
            total += hops[base + k];
            count++;
          }
        }
        if (reading == TransferReading.MEAN && count > 0) {
          total /= count;
        }
      }
      case MAX -> {
        for (int k = 0; k < devices; k++) {
          if (stageOf[k] == next) {
            total = Math.max(total, hops[base + k]);
          }
        }
      }
      case MIN -> {
        total = Double.POSITIVE_INFINITY;
        for (int k = 0; k < devices; k++) {
          if (stageOf[k] == next) {
            total = Math.min(total, hops[base + k]);
          }
        }
      }
      case NONE -> {}
    }
    return Double.isInfinite(total) ? 0 : total;
  }
}
