package io.millrace.planner.solve;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time a search may take, on a clock that is handed in. */
public final class Budget {

  private final LongSupplier nanoClock;
  private final long startNanos;
  private final long endNanos;

  private Budget(LongSupplier nanoClock, long startNanos, long endNanos) {
    this.nanoClock = nanoClock;
    this.startNanos = startNanos;
    this.endNanos = endNanos;
  }

  /** A budget that starts now. */
  public static Budget of(Duration time, LongSupplier nanoClock) {
    long now = nanoClock.getAsLong();
    return new Budget(nanoClock, now, now + time.toNanos());
  }

  /** A part of what is left, as a budget of its own that starts now. */
  public Budget share(double part) {
    long now = nanoClock.getAsLong();
    return new Budget(nanoClock, now, now + (long) (part * Math.max(0, endNanos - now)));
  }

  public boolean spent() {
    return nanoClock.getAsLong() - endNanos >= 0;
  }

  /** Seconds since the start. */
  public double elapsedSeconds() {
    return (nanoClock.getAsLong() - startNanos) / 1e9;
  }

  /** Seconds until the end, at least 0. */
  public double leftSeconds() {
    return Math.max(0, (endNanos - nanoClock.getAsLong()) / 1e9);
  }
}
