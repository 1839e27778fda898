package io.millrace.planner.carbon;

import java.time.Duration;

/**
 * How long a feed that failed is left alone: twice as long after each further failure.
 *
 * @param first after the first failure, above zero
 * @param longest at most, unless the provider itself asks for more
 */
public record RetryPause(Duration first, Duration longest) {

  /** What a provider may ask for at most. */
  private static final Duration LONGEST_ASKED = Duration.ofDays(1);

  private static final int MOST_DOUBLINGS = 20;

  public RetryPause {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "The first pause must be above 0 and not above the longest (%s, %s)."
              .formatted(first, longest));
    }
  }

  /**
   * The pause before the next attempt.
   *
   * @param failures in a row, at least 1
   * @param asked what the provider asks for; zero if nothing
   */
  public Duration after(int failures, Duration asked) {
    Duration own = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    own = own.compareTo(longest) > 0 ? longest : own;
    Duration bounded = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    return bounded.compareTo(own) > 0 ? bounded : own;
  }
}
