package io.millrace.topics.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A stage's name, unique in its pipeline.
 *
 * @param value 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or a digit
 */
public record StageId(@JsonValue String value) implements Comparable<StageId> {

  public StageId {
    Names.check("stage", value);
  }

  /** The id with this name. */
  @JsonCreator
  public static StageId of(String value) {
    return new StageId(value);
  }

  @Override
  public int compareTo(StageId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
