package io.millrace.planner.carbon;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which emissions of a power plant a carbon intensity counts. */
public enum Scope {
  /** What leaves the chimney. */
  @JsonProperty("direct")
  DIRECT("direct"),
  /** The chimney, the plant's building and its fuel's way there. */
  @JsonProperty("life-cycle")
  LIFE_CYCLE("life-cycle");

  private final String word;

  Scope(String word) {
    this.word = word;
  }

  /** As people write it. */
  @Override
  public String toString() {
    return word;
  }
}
