package io.millrace.topics.record;

/**
 * A camera as people name it.
 *
 * @param id the camera's name
 * @param address a file, {@code rtsp://}, {@code http://}, a capture device, or {@code gate:}
 * @param pace {@code native}, a rate such as {@code 5/s}, or {@code asap}
 */
public record CameraSpec(CameraId id, String address, String pace) {

  /** Pace used when a camera names none. */
  public static final String DEFAULT_PACE = "native";

  public CameraSpec {
    if (address.isBlank()) {
      throw new IllegalArgumentException("address must not be blank");
    }
    if (pace.isBlank()) {
      throw new IllegalArgumentException(
          "pace must not be blank; write native, asap or a rate such as 5/s");
    }
  }
}
