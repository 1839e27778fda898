package io.millrace.planner.carbon;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which power plants a carbon intensity speaks of. */
public enum Kind {
  /** The plants that answer one more kilowatt-hour of demand. */
  @JsonProperty("marginal")
  MARGINAL("marginal"),
  /** All plants that feed the zone, by their share. */
  @JsonProperty("average")
  AVERAGE("average");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /** As people write it. */
  @Override
  public String toString() {
    return word;
  }
}
