package io.millrace.planner.solve;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Budgets on a clock that moves a little whenever it is read, so that tests are repeatable. */
final class Ticks {

  private Ticks() {}

  /** A budget that is spent after it was asked about so many times. */
  static Budget asks(long count) {
    return Budget.of(Duration.ofNanos(count), clock(1));
  }

  /** A budget so long that it is not spent by searches that end by themselves. */
  static Budget ample() {
    return Budget.of(Duration.ofHours(1), clock(1));
  }

  static LongSupplier clock(long nanosPerRead) {
    AtomicLong now = new AtomicLong();
    return () -> now.getAndAdd(nanosPerRead);
  }
}
