package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.Fallback;
import io.millrace.planner.carbon.RetryPause;
import java.time.Duration;

/**
 * How feeds are watched.
 *
 * @param refresh how long after a good answer a feed is asked again, above zero
 * @param pause how long a feed that failed is left alone
 * @param fallback which value stands when feeds fail
 */
public record WatchSettings(Duration refresh, RetryPause pause, Fallback fallback) {

  public WatchSettings {
    if (refresh.isNegative() || refresh.isZero()) {
      throw new IllegalArgumentException("refresh must be above 0 (was %s)".formatted(refresh));
    }
  }
}
