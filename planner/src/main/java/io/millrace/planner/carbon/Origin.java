package io.millrace.planner.carbon;

/** How a signal's value was found; the earlier is the better where two speak of the same time. */
public enum Origin {
  /** From metered generation. */
  MEASURED("measured"),
  /** Modelled for a time that has begun. */
  ESTIMATED("estimated"),
  /** Made before its time. */
  FORECAST("forecast");

  private final String word;

  Origin(String word) {
    this.word = word;
  }

  /** As people write it. */
  @Override
  public String toString() {
    return word;
  }
}
