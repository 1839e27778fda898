package io.millrace.topics.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A pipeline's name, the first part of its topics' names.
 *
 * @param value 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or a digit
 */
public record PipelineId(@JsonValue String value) implements Comparable<PipelineId> {

  public PipelineId {
    Names.check("pipeline", value);
  }

  /** The id with this name. */
  @JsonCreator
  public static PipelineId of(String value) {
    return new PipelineId(value);
  }

  @Override
  public int compareTo(PipelineId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
