package io.millrace.models.image;

import java.nio.ByteBuffer;

/**
 * Turns JPEG and PNG bytes into pictures and pictures into JPEG.
 *
 * <p>The file's header and structure are checked in Java first: a picture above the limit, a file
 * cut short and anything that is neither JPEG nor PNG never reach the native decoder. The decoder
 * itself refuses damaged data instead of filling gaps with grey. Safe for use by any number of
 * threads; each call uses one core.
 */
public final class ImageCodec {
  /** The largest picture decoded unless told otherwise, in pixels: 64 Mi (192 MiB in memory). */
  public static final long DEFAULT_MAX_PIXELS = 64L << 20;

  /** The largest picture that can be decoded at all, in pixels: 512 Mi (1.5 GiB in memory). */
  public static final long LARGEST_MAX_PIXELS = 512L << 20;

  private final long maxPixels;

  /** Makes a codec that decodes up to {@link #DEFAULT_MAX_PIXELS}. */
  public ImageCodec() {
    this(DEFAULT_MAX_PIXELS);
  }

  /**
   * Makes a codec; the first one in a process loads the native libraries, which takes some tenths
   * of a second.
   *
   * @param maxPixels the largest picture to decode, within 1..{@link #LARGEST_MAX_PIXELS}
   */
  public ImageCodec(long maxPixels) {
    if (maxPixels < 1 || maxPixels > LARGEST_MAX_PIXELS) {
      throw new IllegalArgumentException(
          "the limit must be within 1..%d pixels (was %d)"
              .formatted(LARGEST_MAX_PIXELS, maxPixels));
    }
    this.maxPixels = maxPixels;
    FfmpegCodec.load();
  }

  /**
   * Decodes a JPEG or PNG. Transparency is dropped, 16-bit channels become 8-bit; a JPEG's EXIF
   * orientation is not applied.
   *
   * @throws ImageException when the bytes are not a whole picture within the limit
   */
  public Image decode(byte[] bytes) {
    return FfmpegCodec.decode(ImageHeader.read(bytes, maxPixels), bytes);
  }

  /** As {@link #decode(byte[])}, of the buffer's remaining bytes; its position is not moved. */
  public Image decode(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return decode(copy);
  }

  /**
   * Encodes a picture as baseline JPEG, chroma at half resolution (4:2:0).
   *
   * @param quality 1 (smallest) to 100 (best) on the scale of the Independent JPEG Group; 85 to 90
   *     suits video analytics
   * @throws ImageException when the picture is larger than JPEG allows
   */
  public byte[] encodeJpeg(Image image, int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException(
          "JPEG quality must be within 1..100 (was %d)".formatted(quality));
    }
    return FfmpegCodec.encodeJpeg(image, quality);
  }
}
