package io.millrace.planner.problem;

import java.util.Locale;

/** What makes one plan better than another. */
public enum Objective {
  /** Most frames per second; with several pipelines the least served, by weight, gets most. */
  THROUGHPUT,
  /** The asked rates on the fewest devices. */
  DEVICES,
  /** The asked rates with the least power. */
  ENERGY,
  /** The asked rates with the least carbon. */
  CARBON;

  /** Whether the asked rates are a constraint. */
  public boolean demand() {
    return this != THROUGHPUT;
  }

  /** The objective of this name, in any case. */
  public static Objective named(String name) {
    for (Objective objective : values()) {
      if (objective.label().equals(name.toLowerCase(Locale.ROOT))) {
        return objective;
      }
    }
    throw new IllegalArgumentException(
        "There is no objective '%s'.%nMaybe one of throughput, devices, energy, carbon."
            .formatted(name));
  }

  /** The name that people write. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
