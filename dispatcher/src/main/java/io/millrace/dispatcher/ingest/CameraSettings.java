package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import java.time.Duration;

/**
 * A camera as it is opened.
 *
 * @param id the camera's name
 * @param address where it is
 * @param pace how fast it is read
 * @param openTimeout how long connecting may take until the first data, > 0
 * @param readTimeout how long a connected camera may be silent, > 0
 */
public record CameraSettings(
    CameraId id, CameraAddress address, Pace pace, Duration openTimeout, Duration readTimeout) {

  /** How long connecting may take, unless said otherwise (10 s). */
  public static final Duration DEFAULT_OPEN_TIMEOUT = Duration.ofSeconds(10);

  /** How long a connected camera may be silent, unless said otherwise (10 s). */
  public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(10);

  public CameraSettings {
    check(id, "open timeout", openTimeout);
    check(id, "read timeout", readTimeout);
  }

  /** A camera with the default timeouts. */
  public CameraSettings(CameraId id, CameraAddress address, Pace pace) {
    this(id, address, pace, DEFAULT_OPEN_TIMEOUT, DEFAULT_READ_TIMEOUT);
  }

  /**
   * The camera that people named.
   *
   * @throws CameraException if its address or pace is none
   */
  public static CameraSettings of(CameraSpec spec) {
    try {
      return new CameraSettings(
          spec.id(), CameraAddress.parse(spec.address()), Pace.parse(spec.pace()));
    } catch (IllegalArgumentException e) {
      throw new CameraException(
          CameraException.Reason.ADDRESS,
          "Camera %s: pace: %s".formatted(spec.id(), e.getMessage()),
          e);
    }
  }

  private static void check(CameraId id, String what, Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException(
          "The %s of camera %s must be > 0 (was %s).".formatted(what, id, timeout));
    }
  }
}
