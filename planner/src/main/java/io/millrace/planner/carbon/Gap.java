package io.millrace.planner.carbon;

import java.time.Duration;
import java.time.Instant;

/**
 * A time without a signal.
 *
 * @param from its start
 * @param to its end, exclusively; {@link Instant#MIN} and {@link Instant#MAX} stand for the time
 *     before a series begins and after it ends
 */
public record Gap(Instant from, Instant to) {

  public Gap {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "A gap must end after it starts (%s, %s).".formatted(from, to));
    }
  }

  /** Whether there are signals on both sides. */
  public boolean isInside() {
    return !from.equals(Instant.MIN) && !to.equals(Instant.MAX);
  }

  /**
   * How long it is.
   *
   * @throws IllegalStateException if it is not {@link #isInside()}
   */
  public Duration length() {
    if (!isInside()) {
      throw new IllegalStateException("The gap %s has no length.".formatted(this));
    }
    return Duration.between(from, to);
  }
}
