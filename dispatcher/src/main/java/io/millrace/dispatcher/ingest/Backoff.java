package io.millrace.dispatcher.ingest;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long to wait before a camera that failed is tried again: doubling, capped, and shortened by a
 * random part so that cameras which failed together do not come back together.
 *
 * @param first the wait after the first failure
 * @param most the longest wait
 * @param jitter the largest part taken off a wait, 0 to 1
 * @param seed picks the random parts; the same seed gives the same waits
 */
public record Backoff(Duration first, Duration most, double jitter, long seed) {

  /** Half a second, doubling up to half a minute, each shortened by up to a quarter. */
  public static Backoff standard(long seed) {
    return new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0.25, seed);
  }

  public Backoff {
    if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "A back-off must start > 0 and not above its maximum (was %s up to %s)."
              .formatted(first, most));
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("A jitter must lie in 0 to 1 (was " + jitter + ").");
    }
  }

  /**
   * The wait after a failure.
   *
   * @param failures failures in a row, from 1
   */
  public Duration delay(int failures) {
    // 2^30 times any first wait is above any maximum; the cap keeps the power finite.
    double doubled = first.toNanos() * Math.pow(2, Math.min(failures - 1, 30));
    double full = Math.min(doubled, (double) most.toNanos());
    double draw = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * failures).nextDouble();
    return Duration.ofNanos(Math.round(full * (1 - jitter * draw)));
  }
}
