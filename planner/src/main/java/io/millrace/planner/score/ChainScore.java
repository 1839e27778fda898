package io.millrace.planner.score;

import java.util.Arrays;
import java.util.List;

/**
 * What independent chains carry, one device per stage each, as EdgeShard's plans are scored.
 *
 * <p>A device in a chain sends to one device only, so it pays for one link whatever the transfer
 * reading; a chain is as fast as its slowest device, and chains add up.
 *
 * @param throughput frames per second of all chains together
 * @param chainRates frames per second of each chain
 * @param deviceSeconds seconds per frame on each device, 0 on devices without a stage
 */
@SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
public record ChainScore(double throughput, double[] chainRates, double[] deviceSeconds) {

  /**
   * Scores chains.
   *
   * @param chains each with the device of every stage
   * @throws IllegalArgumentException if a chain is not as long as the pipeline, or a device stands
   *     in two places
   */
  public static ChainScore of(StageMatrix matrix, List<int[]> chains) {
    double[] rates = new double[chains.size()];
    double[] seconds = new double[matrix.devices()];
    double total = 0;
    for (int c = 0; c < rates.length; c++) {
      int[] chain = chains.get(c);
      if (chain.length != matrix.stages()) {
        throw new IllegalArgumentException(
            "chain %d must have %d devices (has %d)".formatted(c, matrix.stages(), chain.length));
      }
      double slowest = 0;
      for (int s = 0; s < chain.length; s++) {
        if (seconds[chain[s]] > 0) {
          throw new IllegalArgumentException("device %d stands in two places".formatted(chain[s]));
        }
        double hop = s + 1 < chain.length ? matrix.hop(s, chain[s], chain[s + 1]) : 0;
        seconds[chain[s]] = matrix.seconds(s, chain[s]) + hop;
        slowest = Math.max(slowest, seconds[chain[s]]);
      }
      rates[c] = 1 / slowest;
      total += rates[c];
    }
    return new ChainScore(total, rates, seconds);
  }

  /** The stage of each device, for scoring the chains as one assignment. */
  public static int[] stageOf(StageMatrix matrix, List<int[]> chains) {
    int[] stageOf = new int[matrix.devices()];
    Arrays.fill(stageOf, AssignmentScore.UNUSED);
    for (int[] chain : chains) {
      for (int s = 0; s < chain.length; s++) {
        stageOf[chain[s]] = s;
      }
    }
    return stageOf;
  }

  /** Mean time of a frame through its chain without queues, each chain taking its share. */
  public double latencySeconds(List<int[]> chains) {
    double latency = 0;
    for (int c = 0; c < chainRates.length; c++) {
      double through = 0;
      for (int device : chains.get(c)) {
        through += deviceSeconds[device];
      }
      latency += through * chainRates[c] / throughput;
    }
    return latency;
  }
}
