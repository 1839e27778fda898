package io.millrace.planner.layer;

import java.util.Locale;

/** What makes one cut better than another; the least is best. */
public enum LayerObjective {
  /** Seconds of one inference from source to destination. */
  LATENCY("s"),
  /** Joules of one inference: computing and links. */
  ENERGY("J"),
  /** Grams of CO₂ equivalent of one inference, waiting included. */
  CARBON("g"),
  /**
   * Grams of CO₂ equivalent over the duration, as many inferences as fit in: CADI's own objective.
   * It rewards doing less work.
   */
  CARBON_TOTAL("g"),
  /** Grams of CO₂ equivalent over the duration at a required rate of inferences. */
  CARBON_AT_RATE("g");

  private final String unit;

  LayerObjective(String unit) {
    this.unit = unit;
  }

  public String unit() {
    return unit;
  }

  /** Whether waiting counts, so that an arc's cost depends on what the other devices do. */
  public boolean waits() {
    return this == CARBON || this == CARBON_TOTAL || this == CARBON_AT_RATE;
  }

  /** The name that people write, such as {@code carbon-total}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The objective of this name. */
  public static LayerObjective named(String name) {
    for (LayerObjective objective : values()) {
      if (objective.label().equals(name)) {
        return objective;
      }
    }
    throw new IllegalArgumentException(
        "There is no objective '%s'.%nMaybe one of latency, energy, carbon, carbon-total, carbon-at-rate."
            .formatted(name));
  }
}
