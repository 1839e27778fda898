package io.millrace.bench.recovery;

import java.util.Arrays;
import java.util.Locale;

/** Who is killed. */
public enum Victim {
  /** A worker, by SIGKILL; a new one of its name takes its place. */
  WORKER,
  /** The planner, by SIGKILL; a new one takes up the plan in force. */
  PLANNER,
  /** The broker, by SIGKILL; it comes back on the same port with the same data. */
  BROKER,
  /** The broker, by SIGTERM; it comes back on the same port with the same data. */
  BROKER_STOPPED;

  /** Its name for people. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The victim of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those that there are
   */
  public static Victim named(String name) {
    return Arrays.stream(values())
        .filter(victim -> victim.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no victim '%s'.%nMaybe one of %s."
                        .formatted(name, Arrays.stream(values()).map(Victim::label).toList())));
  }
}
