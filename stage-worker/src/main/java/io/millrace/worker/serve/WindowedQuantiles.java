package io.millrace.worker.serve;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Quantiles of durations over the last seconds: two histograms, of which the older is emptied and
 * filled anew every window. Precision is two digits. Belongs to one thread.
 */
final class WindowedQuantiles {

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 2;
  private static final double MICROS_PER_SECOND = 1e6;

  private Histogram filling = new Histogram(1, LONGEST_MICROS, DIGITS);
  private Histogram full = new Histogram(1, LONGEST_MICROS, DIGITS);
  private final Histogram both = new Histogram(1, LONGEST_MICROS, DIGITS);
  private long turnAtNanos;

  WindowedQuantiles(long nowNanos) {
    turnAtNanos = nowNanos + WINDOW_NANOS;
  }

  /** Counts a duration; longer than an hour counts as an hour, negative as none. */
  void record(long nanos, long nowNanos) {
    turn(nowNanos);
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    filling.recordValue(Math.max(0, Math.min(micros, LONGEST_MICROS)));
  }

  /** Quantiles in seconds, in the order asked for (each 0 to 1); zeros when nothing was counted. */
  double[] seconds(long nowNanos, double... quantiles) {
    turn(nowNanos);
    both.reset();
    both.add(filling);
    both.add(full);
    double[] seconds = new double[quantiles.length];
    if (both.getTotalCount() > 0) {
      for (int i = 0; i < quantiles.length; i++) {
        seconds[i] = both.getValueAtPercentile(100 * quantiles[i]) / MICROS_PER_SECOND;
      }
    }
    return seconds;
  }

  private void turn(long nowNanos) {
    long late = nowNanos - turnAtNanos;
    if (late >= 0) {
      Histogram emptied = full;
      full = filling;
      filling = emptied;
      filling.reset();
      if (late >= WINDOW_NANOS) {
        full.reset();
      }
      turnAtNanos = nowNanos + WINDOW_NANOS;
    }
  }
}
