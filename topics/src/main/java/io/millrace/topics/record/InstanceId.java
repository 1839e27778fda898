package io.millrace.topics.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One running copy of a stage: one member of the stage's consumer group.
 *
 * @param value 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or a digit
 */
public record InstanceId(@JsonValue String value) implements Comparable<InstanceId> {

  public InstanceId {
    Names.check("instance", value);
  }

  /** The id with this name. */
  @JsonCreator
  public static InstanceId of(String value) {
    return new InstanceId(value);
  }

  @Override
  public int compareTo(InstanceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
