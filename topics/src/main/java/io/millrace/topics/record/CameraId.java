package io.millrace.topics.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A camera's name, unique in a cluster: the key of every record that comes from it.
 *
 * @param value 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or a digit
 */
public record CameraId(@JsonValue String value) implements Comparable<CameraId> {

  public CameraId {
    Names.check("camera", value);
  }

  /** The id with this name. */
  @JsonCreator
  public static CameraId of(String value) {
    return new CameraId(value);
  }

  @Override
  public int compareTo(CameraId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
