package io.millrace.dispatcher.ingest;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Time as cameras use it: instants to stamp pictures with, nanoseconds to wait by. */
public interface CameraClock {

  /** The wall clock. */
  Instant now();

  /** A clock that only moves forward, of any origin. */
  long nanos();

  /**
   * Waits until {@link #nanos()} has reached the deadline; returns at once if it has.
   *
   * @throws InterruptedException if the thread was interrupted
   */
  void waitUntil(long deadlineNanos) throws InterruptedException;

  /** A clock that waits by parking the thread. */
  static CameraClock of(Clock wall, LongSupplier nanoClock) {
    return new CameraClock() {
      @Override
      public Instant now() {
        return wall.instant();
      }

      @Override
      public long nanos() {
        return nanoClock.getAsLong();
      }

      @Override
      public void waitUntil(long deadlineNanos) throws InterruptedException {
        while (true) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          long left = deadlineNanos - nanoClock.getAsLong();
          if (left <= 0) {
            return;
          }
          LockSupport.parkNanos(this, left);
        }
      }
    };
  }
}
