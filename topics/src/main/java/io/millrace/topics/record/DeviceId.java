package io.millrace.topics.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A device's name, unique in a cluster.
 *
 * @param value 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or a digit
 */
public record DeviceId(@JsonValue String value) implements Comparable<DeviceId> {

  public DeviceId {
    Names.check("device", value);
  }

  /** The id with this name. */
  @JsonCreator
  public static DeviceId of(String value) {
    return new DeviceId(value);
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
