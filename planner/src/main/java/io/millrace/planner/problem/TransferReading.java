package io.millrace.planner.problem;

import java.util.Locale;

/**
 * How the links from a device to the devices of the next stage become one transfer time.
 *
 * <p>NUDIF's equation 2 to the letter is {@link #SUM}. A record goes to one device only, so {@link
 * #MEAN} is what even routing costs.
 */
public enum TransferReading {
  /** All links added up: equation 2 to the letter. */
  SUM,
  /** The average link: what even routing costs. */
  MEAN,
  /** The slowest link. */
  MAX,
  /** The fastest link: what routing to the nearest costs. */
  MIN,
  /** No transfer at all. */
  NONE;

  /** The reading of this name, in any case. */
  public static TransferReading named(String name) {
    for (TransferReading reading : values()) {
      if (reading.label().equals(name.toLowerCase(Locale.ROOT))) {
        return reading;
      }
    }
    throw new IllegalArgumentException(
        "There is no transfer reading '%s'.%nMaybe one of sum, mean, max, min, none."
            .formatted(name));
  }

  /** The name that people write. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
