package io.millrace.topics.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A stage's name, unique in its pipeline.
 *
 * @param value 1 to 100 letters, digits, '_' or '-', beginning with a letter or a digit; no dot,
 *     because the topic {@code <pipeline>.<stage>} must not be another pipeline's topic
 */
public record StageId(@JsonValue String value) implements Comparable<StageId> {

  public StageId {
    Names.checkWithoutDots("stage", value);
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
