package io.millrace.models.image;

import io.millrace.models.image.ImageException.Reason;
import java.nio.ByteBuffer;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Turns JPEG and PNG bytes into pictures and pictures into JPEG, through OpenCV.
 *
 * <p>The file's header and structure are checked in Java first: a picture above the limit, a file
 * cut short and anything that is neither JPEG nor PNG never reach the native decoder. Safe for use
 * by any number of threads; each call uses one core.
 */
public final class ImageCodec {
  /** The largest picture decoded unless told otherwise, in pixels: 64 Mi (192 MiB in memory). */
  public static final long DEFAULT_MAX_PIXELS = 64L << 20;

  private final long maxPixels;

  /** Makes a codec that decodes up to {@link #DEFAULT_MAX_PIXELS}. */
  public ImageCodec() {
    this(DEFAULT_MAX_PIXELS);
  }

  /**
   * Makes a codec; the first one in a process loads the native library.
   *
   * @param maxPixels the largest picture to decode, within 1..715827882 (2 GiB in memory)
   */
  public ImageCodec(long maxPixels) {
    if (maxPixels < 1 || maxPixels > Integer.MAX_VALUE / Image.CHANNELS) {
      throw new IllegalArgumentException(
          "the limit must be within 1..%d pixels (was %d)"
              .formatted(Integer.MAX_VALUE / Image.CHANNELS, maxPixels));
    }
    this.maxPixels = maxPixels;
    Native.load();
  }

  /**
   * Decodes a JPEG or PNG; transparency is dropped, 16-bit channels become 8-bit, a JPEG's EXIF
   * orientation is applied.
   *
   * @throws ImageException when the bytes are not a whole picture within the limit
   */
  public Image decode(byte[] bytes) {
    ImageHeader header = ImageHeader.read(bytes, maxPixels);
    Mat encoded = new MatOfByte(bytes);
    Mat decoded = null;
    try {
      decoded = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR);
      if (decoded.empty() || decoded.type() != CvType.CV_8UC3) {
        throw corrupt(header, bytes.length, "the decoder gave no pixels");
      }
      byte[] pixels = new byte[Math.toIntExact(decoded.total()) * Image.CHANNELS];
      decoded.get(0, 0, pixels);
      return Image.of(decoded.cols(), decoded.rows(), pixels);
    } catch (CvException e) {
      throw corrupt(header, bytes.length, String.valueOf(e.getMessage()));
    } finally {
      encoded.release();
      if (decoded != null) {
        decoded.release();
      }
    }
  }

  /** As {@link #decode(byte[])}, of the buffer's remaining bytes; its position is not moved. */
  public Image decode(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return decode(copy);
  }

  private static ImageException corrupt(ImageHeader header, int length, String what) {
    return new ImageException(
        Reason.CORRUPT,
        "the %s of %dx%d pixels in %d bytes is corrupt: %s"
            .formatted(header.format(), header.width(), header.height(), length, what));
  }

  /**
   * Encodes a picture as baseline JPEG.
   *
   * @param quality 1 (smallest) to 100 (best); 85 to 90 suits video analytics
   */
  public byte[] encodeJpeg(Image image, int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException(
          "JPEG quality must be within 1..100 (was %d)".formatted(quality));
    }
    Mat pixels = new Mat(image.height(), image.width(), CvType.CV_8UC3);
    MatOfByte encoded = new MatOfByte();
    MatOfInt settings = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality);
    try {
      boolean whole = image.offset() == 0 && image.data().length == image.sizeBytes();
      pixels.put(0, 0, whole ? image.data() : image.toByteArray());
      if (!Imgcodecs.imencode(".jpg", pixels, encoded, settings)) {
        throw notEncoded(image, "the encoder refused it");
      }
      return encoded.toArray();
    } catch (CvException e) {
      throw notEncoded(image, String.valueOf(e.getMessage()));
    } finally {
      pixels.release();
      encoded.release();
      settings.release();
    }
  }

  private static ImageException notEncoded(Image image, String what) {
    return new ImageException(
        Reason.NOT_ENCODED,
        "the picture of %dx%d pixels cannot be written as JPEG (at most 65535x65535): %s"
            .formatted(image.width(), image.height(), what));
  }

  /** The native library, loaded once per process. */
  private static final class Native {
    static {
      nu.pattern.OpenCV.loadLocally();
      // One core per call: parallelism is across frames, and belongs to whoever owns the cores.
      Core.setNumThreads(1);
    }

    private Native() {}

    static void load() {
      // Touching the class is what loads it.
    }
  }
}
