package io.millrace.models.image;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A picture in memory: uint8 pixels {@code [height, width, 3]}, blue, green, red interleaved.
 *
 * <p>An image is a view of a byte array that others may hold too. It never writes to the array, and
 * whoever makes an image gives up writing to it. Rows may be longer than the picture is wide
 * ({@link #rowStride()}), so that an upright part of a picture needs no copy.
 */
public final class Image {
  /** Bytes per pixel: blue, green, red. */
  public static final int CHANNELS = 3;

  private final int width;
  private final int height;
  private final byte[] data;
  private final int offset;
  private final int rowStride;

  private Image(int width, int height, byte[] data, int offset, int rowStride) {
    this.width = width;
    this.height = height;
    this.data = data;
    this.offset = offset;
    this.rowStride = rowStride;
  }

  /**
   * Views {@code data} as a picture whose rows follow each other without a gap.
   *
   * @param width in pixels, > 0
   * @param height in pixels, > 0
   * @param data at least {@code width * height * 3} bytes, not written to from now on
   */
  public static Image of(int width, int height, byte[] data) {
    return view(width, height, data, 0, Math.multiplyExact(width, CHANNELS));
  }

  /** As {@link #of(int, int, byte[])}, the first pixel's blue being {@code data[offset]}. */
  public static Image of(int width, int height, byte[] data, int offset) {
    return view(width, height, data, offset, Math.multiplyExact(width, CHANNELS));
  }

  /**
   * Views part of {@code data} as a picture.
   *
   * @param offset index of the first pixel's blue
   * @param rowStride bytes from one row's start to the next one's, at least {@code width * 3}
   * @throws IllegalArgumentException when the picture does not lie within {@code data}
   */
  public static Image view(int width, int height, byte[] data, int offset, int rowStride) {
    Objects.requireNonNull(data, "data");
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException(
          "a picture must be at least 1x1 pixels (was %dx%d)".formatted(width, height));
    }
    long rowBytes = (long) width * CHANNELS;
    if (rowStride < rowBytes) {
      throw new IllegalArgumentException(
          "a row of %d pixels takes %d bytes, but the row stride is %d"
              .formatted(width, rowBytes, rowStride));
    }
    long end = offset + (long) rowStride * (height - 1) + rowBytes;
    if (offset < 0 || end > data.length) {
      throw new IllegalArgumentException(
          "%dx%d pixels at offset %d with row stride %d end at byte %d, but there are %d bytes"
              .formatted(width, height, offset, rowStride, end, data.length));
    }
    return new Image(width, height, data, offset, rowStride);
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** The array behind the picture; read it, never write to it. */
  public byte[] data() {
    return data;
  }

  /** Index in {@link #data()} of the first pixel's blue. */
  public int offset() {
    return offset;
  }

  /** Bytes in {@link #data()} from one row's start to the next one's. */
  public int rowStride() {
    return rowStride;
  }

  /** Bytes of the pixels: {@code width * height * 3}. */
  public int sizeBytes() {
    return Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS);
  }

  /** Blue of a pixel, 0..255. */
  public int blue(int x, int y) {
    return data[index(x, y)] & 0xff;
  }

  /** Green of a pixel, 0..255. */
  public int green(int x, int y) {
    return data[index(x, y) + 1] & 0xff;
  }

  /** Red of a pixel, 0..255. */
  public int red(int x, int y) {
    return data[index(x, y) + 2] & 0xff;
  }

  private int index(int x, int y) {
    Objects.checkIndex(x, width);
    Objects.checkIndex(y, height);
    return offset + y * rowStride + x * CHANNELS;
  }

  /** Views an upright rectangle of this picture, without a copy; it must lie within the picture. */
  public Image crop(int x, int y, int cropWidth, int cropHeight) {
    Objects.checkFromIndexSize(x, cropWidth, width);
    Objects.checkFromIndexSize(y, cropHeight, height);
    return view(cropWidth, cropHeight, data, offset + y * rowStride + x * CHANNELS, rowStride);
  }

  /** A copy turned by 180 degrees. */
  public Image rotated180() {
    byte[] turned = new byte[sizeBytes()];
    int to = turned.length - CHANNELS;
    for (int y = 0; y < height; y++) {
      int from = offset + y * rowStride;
      for (int x = 0; x < width; x++, from += CHANNELS, to -= CHANNELS) {
        turned[to] = data[from];
        turned[to + 1] = data[from + 1];
        turned[to + 2] = data[from + 2];
      }
    }
    return of(width, height, turned);
  }

  /** A copy turned by 90 degrees counter-clockwise: the right edge becomes the top. */
  public Image rotated90CounterClockwise() {
    byte[] turned = new byte[sizeBytes()];
    int to = 0;
    for (int x = width - 1; x >= 0; x--) {
      int from = offset + x * CHANNELS;
      for (int y = 0; y < height; y++, from += rowStride, to += CHANNELS) {
        turned[to] = data[from];
        turned[to + 1] = data[from + 1];
        turned[to + 2] = data[from + 2];
      }
    }
    return of(/* width= */ height, /* height= */ width, turned);
  }

  /**
   * Puts the pixels, row after row without a gap, into {@code target}: {@link #sizeBytes()} bytes.
   */
  public void writeTo(ByteBuffer target) {
    int rowBytes = width * CHANNELS;
    if (rowStride == rowBytes) {
      target.put(data, offset, rowBytes * height);
      return;
    }
    for (int y = 0; y < height; y++) {
      target.put(data, offset + y * rowStride, rowBytes);
    }
  }

  /** The pixels, row after row without a gap, in a new array. */
  public byte[] toByteArray() {
    byte[] copy = new byte[sizeBytes()];
    writeTo(ByteBuffer.wrap(copy));
    return copy;
  }

  @Override
  public String toString() {
    return "Image[%dx%d]".formatted(width, height);
  }
}
