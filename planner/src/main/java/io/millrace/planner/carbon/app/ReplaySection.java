package io.millrace.planner.carbon.app;

import io.millrace.planner.carbon.feed.ReplayClock;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The {@code carbon.replay:} section: recorded series run again, from a past time on.
 *
 * @param start the recorded time to begin with, with an offset, such as {@code
 *     2022-07-15T00:00:00Z}
 * @param speed recorded seconds that pass in one second, above 0 (default 1); at 3600 an hour takes
 *     a second
 */
public record ReplaySection(String start, Double speed) {

  private static final double DEFAULT_SPEED = 1;

  public ReplaySection(String start, @Nullable Double speed) {
    this.start = start;
    this.speed = speed == null ? DEFAULT_SPEED : speed;
    if (!(this.speed > 0) || Double.isInfinite(this.speed)) {
      throw new IllegalArgumentException("speed must be above 0 (was %s)".formatted(this.speed));
    }
    // Checked here, so that an error names this section's place in the file.
    startTime();
  }

  /** The recorded time to begin with. */
  public final Instant startTime() {
    try {
      return OffsetDateTime.parse(start).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "start must be a time with an offset, such as 2022-07-15T00:00:00Z (was '%s')"
              .formatted(start),
          e);
    }
  }

  /** A clock that stands at the start now. */
  ReplayClock clock(Clock driver) {
    return new ReplayClock(driver, startTime(), speed);
  }
}
