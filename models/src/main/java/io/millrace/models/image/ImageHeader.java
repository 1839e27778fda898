package io.millrace.models.image;

import io.millrace.models.image.ImageException.Reason;

/**
 * What the bytes of a JPEG or PNG say about the picture before anything is decoded. Reading it
 * walks the file's segments to its end mark, so that a file cut short is known as such: decoders
 * fill the missing part with grey and call it a picture.
 *
 * @param width in pixels, > 0
 * @param height in pixels, > 0
 */
record ImageHeader(Format format, int width, int height) {
  /** The formats understood. */
  enum Format {
    JPEG,
    PNG
  }

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int TEM = 0x01;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int SOF0 = 0xc0;
  private static final int SOF15 = 0xcf;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int IHDR = 0x49484452;
  private static final int IEND = 0x49454e44;

  /**
   * Reads the header of {@code bytes}.
   *
   * @throws ImageException when there is no header, or the file ends before its end mark
   */
  static ImageHeader read(byte[] bytes, long maxPixels) {
    if (bytes.length == 0) {
      throw new ImageException(Reason.EMPTY, "the picture has 0 bytes; a JPEG or PNG is expected");
    }
    Cursor in = new Cursor(bytes);
    if (bytes.length >= 3 && in.u16(0) == (0xff00 | SOI) && in.u8(2) == 0xff) {
      return jpeg(in, maxPixels);
    }
    if (bytes.length >= 8 && in.i64(0) == PNG_SIGNATURE) {
      return png(in, maxPixels);
    }
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < Math.min(8, bytes.length); i++) {
      start.append("%02x".formatted(bytes[i]));
    }
    throw new ImageException(
        Reason.UNKNOWN_FORMAT,
        "the picture's %d bytes begin with 0x%s, which is neither JPEG nor PNG"
            .formatted(bytes.length, start));
  }

  private static ImageHeader jpeg(Cursor in, long maxPixels) {
    ImageHeader header = null;
    boolean scanned = false;
    int at = 2;
    while (true) {
      if (in.u8(at) != 0xff) {
        throw corrupt(Format.JPEG, "no marker at byte %d of %d".formatted(at, in.size()));
      }
      int marker = in.u8(at + 1);
      if (marker == 0xff) {
        at++;
      } else if (marker == EOI) {
        if (header == null || !scanned) {
          throw corrupt(Format.JPEG, "it ends at byte %d without any pixels".formatted(at));
        }
        return header;
      } else if (marker == TEM || (marker >= RST0 && marker <= RST7)) {
        at += 2;
      } else if (marker == 0 || marker == SOI) {
        throw corrupt(Format.JPEG, "unexpected marker 0xff%02x at byte %d".formatted(marker, at));
      } else {
        int length = in.u16(at + 2);
        if (length < 2) {
          throw corrupt(Format.JPEG, "a segment of %d bytes at byte %d".formatted(length, at));
        }
        if (isStartOfFrame(marker)) {
          header = of(Format.JPEG, in.u16(at + 7), in.u16(at + 5), maxPixels);
        }
        at += 2 + length;
        if (marker == SOS) {
          scanned = true;
          at = in.endOfScan(at);
        }
      }
    }
  }

  private static boolean isStartOfFrame(int marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
  }

  private static ImageHeader png(Cursor in, long maxPixels) {
    if (in.i32(12) != IHDR) {
      throw corrupt(Format.PNG, "it does not begin with an IHDR chunk");
    }
    ImageHeader header = of(Format.PNG, in.i32(16), in.i32(20), maxPixels);
    int at = 8;
    while (in.i32(at + 4) != IEND) {
      int length = in.i32(at);
      if (length < 0) {
        throw corrupt(
            Format.PNG, "a chunk of %d bytes at byte %d".formatted(length & 0xffffffffL, at));
      }
      at = in.require((long) at + 12 + length);
    }
    return header;
  }

  private static ImageHeader of(Format format, int width, int height, long maxPixels) {
    if (width <= 0 || height <= 0) {
      throw corrupt(format, "its header says %dx%d pixels".formatted(width, height));
    }
    long pixels = (long) width * height;
    if (pixels > maxPixels) {
      throw new ImageException(
          Reason.TOO_LARGE,
          "the %s is %dx%d = %d pixels, the limit is %d; nothing was decoded. Send a smaller picture or raise the limit."
              .formatted(format, width, height, pixels, maxPixels));
    }
    return new ImageHeader(format, width, height);
  }

  private static ImageException corrupt(Format format, String what) {
    return new ImageException(Reason.CORRUPT, "the %s is corrupt: %s".formatted(format, what));
  }

  /** Bounds-checked big-endian reads: running off the end means that the file is cut short. */
  private static final class Cursor {
    private final byte[] bytes;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    int size() {
      return bytes.length;
    }

    int require(long end) {
      if (end > bytes.length) {
        throw new ImageException(
            Reason.TRUNCATED,
            "the picture is cut short: it has %d bytes and needs at least %d, and has no end mark"
                .formatted(bytes.length, end));
      }
      return (int) end;
    }

    int u8(int at) {
      require((long) at + 1);
      return bytes[at] & 0xff;
    }

    int u16(int at) {
      return u8(at) << 8 | u8(at + 1);
    }

    int i32(int at) {
      return u16(at) << 16 | u16(at + 2);
    }

    long i64(int at) {
      return (long) i32(at) << 32 | (i32(at + 4) & 0xffffffffL);
    }

    /** The first marker behind entropy-coded data that is neither a stuffed 0xff nor a restart. */
    int endOfScan(int from) {
      for (int i = from; i < bytes.length - 1; i++) {
        if (bytes[i] == (byte) 0xff) {
          int marker = bytes[i + 1] & 0xff;
          if (marker != 0 && (marker < RST0 || marker > RST7)) {
            return i;
          }
        }
      }
      return require((long) bytes.length + 2);
    }
  }
}
