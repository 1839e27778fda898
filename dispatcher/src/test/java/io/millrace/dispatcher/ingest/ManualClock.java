package io.millrace.dispatcher.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that jumps to whatever is waited for and remembers the jumps. */
final class ManualClock implements CameraClock {

  static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private final List<Duration> waits = new ArrayList<>();
  private long nanos;

  @Override
  public Instant now() {
    return START.plusNanos(nanos);
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void waitUntil(long deadlineNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (deadlineNanos > nanos) {
      waits.add(Duration.ofNanos(deadlineNanos - nanos));
      nanos = deadlineNanos;
    }
  }

  void advance(Duration time) {
    nanos += time.toNanos();
  }

  /** Every wait that took time, in order. */
  List<Duration> waits() {
    return waits;
  }
}
