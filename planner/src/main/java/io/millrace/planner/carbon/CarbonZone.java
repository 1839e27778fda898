package io.millrace.planner.carbon;

/**
 * A part of the electricity grid, by the name that the cluster's devices use.
 *
 * @param value the name, such as {@code US-CAL-CISO}
 */
public record CarbonZone(String value) implements Comparable<CarbonZone> {

  public CarbonZone {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          "A carbon zone must have a name.%nMaybe US-CAL-CISO or GB.".formatted());
    }
  }

  @Override
  public int compareTo(CarbonZone other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
