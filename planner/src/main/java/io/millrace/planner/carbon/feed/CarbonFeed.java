package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.SignalType;
import java.time.Duration;
import java.time.Instant;

/**
 * A source of carbon signals of one type. Asking blocks, but no longer than the feed's timeout, and
 * does not throw: what goes wrong is an answer.
 */
public interface CarbonFeed {

  /** The source's name, the same as its signals'. */
  String source();

  /** What its signals are. */
  SignalType type();

  /**
   * The signals around now, at least one that has begun or is about to.
   *
   * @param now the time of the asker's clock
   */
  FeedAnswer latest(CarbonZone zone, Instant now);

  /**
   * The signals from now on.
   *
   * @param horizon how far to look ahead; the provider may know less
   */
  FeedAnswer forecast(CarbonZone zone, Instant now, Duration horizon);
}
