package io.millrace.planner.carbon;

import java.time.Duration;
import java.time.Instant;

/**
 * The carbon intensity of a zone for a while.
 *
 * @param time from when it holds
 * @param validFor for how long, above 0
 * @param source who says so, such as {@code electricity-maps}
 */
public record CarbonSignal(
    CarbonZone zone,
    Instant time,
    Duration validFor,
    CarbonIntensity intensity,
    Origin origin,
    String source) {

  public CarbonSignal {
    if (validFor.isNegative() || validFor.isZero()) {
      throw new IllegalArgumentException(
          "A signal of %s at %s must hold for a while (was %s).".formatted(zone, time, validFor));
    }
    if (source.isBlank()) {
      throw new IllegalArgumentException(
          "A signal of %s at %s must name its source.".formatted(zone, time));
    }
  }

  public SignalType type() {
    return intensity.type();
  }

  /** Until when it holds, exclusively. */
  public Instant end() {
    return time.plus(validFor);
  }
}
