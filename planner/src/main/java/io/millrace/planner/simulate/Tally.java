package io.millrace.planner.simulate;

import org.HdrHistogram.Histogram;

/** What became of one pipeline's frames. */
final class Tally {

  private static final int DIGITS = 3;
  private static final long NANOS_PER_MICRO = 1000;

  /** From capture to result, in microseconds, of results since the warm-up. */
  final Histogram latencyMicros = new Histogram(DIGITS);

  long framesIn;
  long results;
  long full;
  long stale;
  long duplicates;
  long framesInMeasured;
  long resultsMeasured;
  private double latencySumSeconds;

  void result(long latencyNanos, boolean measured) {
    results++;
    if (measured) {
      resultsMeasured++;
      latencyMicros.recordValue(latencyNanos / NANOS_PER_MICRO);
      latencySumSeconds += latencyNanos / 1e9;
    }
  }

  /** Mean latency of the measured results; 0 without any. */
  double meanLatencySeconds() {
    return resultsMeasured == 0 ? 0 : latencySumSeconds / resultsMeasured;
  }

  /** A quantile of the measured results' latency; 0 without any. */
  double latencySeconds(double percentile) {
    return latencyMicros.getValueAtPercentile(percentile) / 1e6;
  }
}
