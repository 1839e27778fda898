package io.millrace.dispatcher.ingest.source;

import java.time.Duration;
import java.time.Instant;

/**
 * One picture as JPEG bytes, ready to travel.
 *
 * <p>The bytes are not copied: whoever holds a {@code Captured} reads them and never writes.
 */
public final class Captured {

  private final byte[] jpeg;
  private final int width;
  private final int height;
  private final Instant captured;
  private final Duration position;
  private final String groundTruth;

  /**
   * A picture.
   *
   * @param jpeg a complete JPEG file; the caller gives it away
   * @param width picture width in pixels, > 0
   * @param height picture height in pixels, > 0
   * @param captured when the picture left its camera; for a recording that is when it was played,
   *     not when it was once filmed, so that latency measured from here is always true
   * @param position see {@link #position()}
   * @param groundTruth see {@link #groundTruth()}
   */
  public Captured(
      byte[] jpeg, int width, int height, Instant captured, Duration position, String groundTruth) {
    if (jpeg.length == 0 || width <= 0 || height <= 0) {
      throw new IllegalArgumentException(
          "A captured picture needs bytes and a size > 0 (was %d bytes, %dx%d)."
              .formatted(jpeg.length, width, height));
    }
    if (position.isNegative()) {
      throw new IllegalArgumentException(
          "The position of a captured picture must not be negative (was " + position + ").");
    }
    this.jpeg = jpeg;
    this.width = width;
    this.height = height;
    this.captured = captured;
    this.position = position;
    this.groundTruth = groundTruth;
  }

  /** The JPEG file itself, not a copy. */
  public byte[] jpeg() {
    return jpeg;
  }

  /** Picture width in pixels. */
  public int width() {
    return width;
  }

  /** Picture height in pixels. */
  public int height() {
    return height;
  }

  /** When the picture left its camera. */
  public Instant captured() {
    return captured;
  }

  /** Time since the start of the recording; of a live camera, since it was opened. */
  public Duration position() {
    return position;
  }

  /** What really stands in the picture, as JSON; empty when the camera does not know. */
  public String groundTruth() {
    return groundTruth;
  }

  @Override
  public String toString() {
    return "%dx%d at %s, %d bytes".formatted(width, height, position, jpeg.length);
  }
}
