package io.millrace.planner.metrics;

import java.util.Map;
import java.util.TreeSet;

/**
 * One number with what it is of.
 *
 * @param labels by name
 * @param value finite
 */
record Sample(Map<String, String> labels, double value) {

  Sample {
    labels = Map.copyOf(labels);
  }

  /**
   * A label's value.
   *
   * @param address who answered, for the error
   * @throws MetricsException if there is no such label
   */
  String label(String name, String address) {
    String value = labels.get(name);
    if (value == null) {
      throw new MetricsException(
          MetricsException.Reason.UNREADABLE,
          "%s: a sample has no label '%s' (has %s).%nMaybe relabelling drops it."
              .formatted(address, name, new TreeSet<>(labels.keySet())));
    }
    return value;
  }
}
