package io.millrace.planner.carbon;

import java.time.Duration;
import java.time.Instant;

/**
 * The intensity that planning uses for a zone, and how good it is.
 *
 * @param level where the value comes from
 * @param source who said it: a feed's name, or {@code configuration}
 * @param origin how the source found it; nothing is known of a constant but that it is an estimate
 * @param asOf when the value began to hold; of a constant, when the last signal did, or when the
 *     watch began if there never was one
 * @param age from {@code asOf} until now, at least zero
 * @param stale whether it stands for a feed that has been silent too long
 * @param reason why it is not the first feed's value; empty when it is
 */
public record CarbonStatus(
    CarbonZone zone,
    CarbonIntensity intensity,
    Level level,
    String source,
    Origin origin,
    Instant asOf,
    Duration age,
    boolean stale,
    String reason) {

  /** Where a value comes from, the best first. */
  public enum Level {
    /** The first feed, just now. */
    FIRST_FEED("first feed"),
    /** Another feed, because those before it failed. */
    OTHER_FEED("other feed"),
    /** Every feed failed; the last value is not stale yet. */
    LAST_KNOWN("last known"),
    /** Every feed failed for too long; the configured constant. */
    CONSTANT("constant");

    private final String words;

    Level(String words) {
      this.words = words;
    }

    /** As people read it. */
    @Override
    public String toString() {
      return words;
    }
  }

  public CarbonStatus {
    if (age.isNegative()) {
      throw new IllegalArgumentException("age must be at least zero (was %s)".formatted(age));
    }
    if (level != Level.FIRST_FEED && reason.isBlank()) {
      throw new IllegalArgumentException("the level '%s' must have a reason".formatted(level));
    }
  }
}
