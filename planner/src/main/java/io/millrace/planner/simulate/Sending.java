package io.millrace.planner.simulate;

import java.util.Locale;

/** What a device does while it sends. */
public enum Sending {
  /** Nothing else: its processor is held, as the published model counts it (NUDIF, equation 2). */
  HOLDING,
  /** It goes on working; the link or uplink carries one record at a time. */
  BESIDE;

  /** The way of sending of this name, in any case. */
  public static Sending named(String name) {
    for (Sending sending : values()) {
      if (sending.label().equals(name.toLowerCase(Locale.ROOT))) {
        return sending;
      }
    }
    throw new IllegalArgumentException(
        "There is no way of sending '%s'.%nMaybe one of holding, beside.".formatted(name));
  }

  /** The name that people write. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
