package io.millrace.planner.carbon.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that runs through a past time, faster than the one it is driven by: at 3 600 an hour
 * takes a second.
 */
public final class ReplayClock extends Clock {

  private final Clock driver;
  private final Instant driverStart;
  private final Instant start;
  private final double speed;

  /**
   * A clock that stands at a time now and runs from there.
   *
   * @param driver the clock that drives it
   * @param start the time it begins with
   * @param speed how many seconds pass in one of the driver's, above 0
   */
  public ReplayClock(Clock driver, Instant start, double speed) {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("speed must be above 0 (was %s)".formatted(speed));
    }
    this.driver = driver;
    this.driverStart = driver.instant();
    this.start = start;
    this.speed = speed;
  }

  @Override
  public Instant instant() {
    double nanos = Duration.between(driverStart, driver.instant()).toNanos() * speed;
    return start.plusSeconds((long) Math.floor(nanos / 1e9)).plusNanos((long) (nanos % 1e9));
  }

  /** How long something that takes so long on this clock takes on its driver. */
  public Duration onDriver(Duration length) {
    return Duration.ofNanos(Math.round(length.toNanos() / speed));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** Not supported: the clock is in UTC. */
  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("A replay clock is in UTC.");
  }
}
