package io.millrace.dispatcher.results;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How many plates that stood readably in the pictures were read exactly.
 *
 * @param plates readable plates in the pictures that were answered
 * @param read those of them that were read exactly
 * @param malformed results whose truth could not be understood; they count no plates
 */
public record Accuracy(long plates, long read, long malformed) {

  /** The accuracy before the first plate. */
  public static final Accuracy NONE = new Accuracy(0, 0, 0);

  /** Plates read per plate, 0 to 1; 0 when there was no plate. */
  @JsonProperty
  public double share() {
    return plates == 0 ? 0 : (double) read / plates;
  }

  /** Both together. */
  public Accuracy plus(Accuracy other) {
    return new Accuracy(plates + other.plates, read + other.read, malformed + other.malformed);
  }
}
