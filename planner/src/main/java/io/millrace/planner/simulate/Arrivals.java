package io.millrace.planner.simulate;

import java.util.Locale;

/** When the frames of a live camera come. */
public enum Arrivals {
  /** Evenly, each camera beginning at a time of its own. */
  PERIODIC,
  /** At random and independently: exponential times between frames. */
  POISSON;

  /** The process of this name, in any case. */
  public static Arrivals named(String name) {
    for (Arrivals arrivals : values()) {
      if (arrivals.label().equals(name.toLowerCase(Locale.ROOT))) {
        return arrivals;
      }
    }
    throw new IllegalArgumentException(
        "There is no arrival process '%s'.%nMaybe one of periodic, poisson.".formatted(name));
  }

  /** The name that people write. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
