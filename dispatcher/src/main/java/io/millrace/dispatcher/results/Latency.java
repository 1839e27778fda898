package io.millrace.dispatcher.results;

import org.HdrHistogram.Histogram;

/**
 * A distribution of times from capture to answer, in seconds, accurate to 1 %.
 *
 * @param count results measured; all times are 0 when there were none
 * @param p50Seconds median
 * @param p95Seconds 95th percentile
 * @param p99Seconds 99th percentile
 * @param maxSeconds the longest
 */
public record Latency(
    long count, double p50Seconds, double p95Seconds, double p99Seconds, double maxSeconds) {

  /** The distribution of nothing. */
  public static final Latency NONE = new Latency(0, 0, 0, 0, 0);

  static Latency ofMicros(Histogram micros) {
    if (micros.getTotalCount() == 0) {
      return NONE;
    }
    return new Latency(
        micros.getTotalCount(),
        micros.getValueAtPercentile(50) / 1e6,
        micros.getValueAtPercentile(95) / 1e6,
        micros.getValueAtPercentile(99) / 1e6,
        micros.getMaxValue() / 1e6);
  }
}
