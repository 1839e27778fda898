package io.millrace.dispatcher.ingest.ffmpeg;

import java.util.Optional;

/**
 * What the header of a JPEG file says, as far as it decides whether the file may travel as it came.
 *
 * <p>Motion JPEG is not always JPEG: its pictures may leave out the Huffman tables or hold one
 * field of an interlaced picture each. Those are no files that others can read. Source: ITU-T T.81,
 * annex B; the {@code AVI1} marker of the AVI MJPEG specification.
 *
 * @param width picture width in pixels
 * @param height picture height in pixels
 */
record JpegHeader(int width, int height) {

  private static final int SOI = 0xD8;
  private static final int DHT = 0xC4;
  private static final int SOS = 0xDA;
  private static final int APP0 = 0xE0;

  /** The header of a complete, not interlaced JPEG file; empty if it is not one. */
  static Optional<JpegHeader> of(byte[] bytes, int length) {
    if (length < 4 || marker(bytes, 0) != SOI) {
      return Optional.empty();
    }
    boolean huffman = false;
    int width = 0;
    int height = 0;
    int at = 2;
    while (at + 4 <= length) {
      int marker = marker(bytes, at);
      int size = word(bytes, at + 2);
      if (marker < 0 || size < 2 || at + 2 + size > length) {
        return Optional.empty();
      }
      if (marker == SOS) {
        return huffman && width > 0 && height > 0
            ? Optional.of(new JpegHeader(width, height))
            : Optional.empty();
      }
      if (marker == DHT) {
        huffman = true;
      } else if (isFrame(marker) && size >= 8) {
        height = word(bytes, at + 5);
        width = word(bytes, at + 7);
      } else if (marker == APP0 && isAvi(bytes, at + 4, size - 2)) {
        return Optional.empty();
      }
      at += 2 + size;
    }
    return Optional.empty();
  }

  private static int marker(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) == 0xFF ? bytes[at + 1] & 0xFF : -1;
  }

  private static int word(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  /** Baseline, extended or progressive, Huffman coded: what every reader knows. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xC2;
  }

  private static boolean isAvi(byte[] bytes, int at, int size) {
    return size >= 4
        && bytes[at] == 'A'
        && bytes[at + 1] == 'V'
        && bytes[at + 2] == 'I'
        && bytes[at + 3] == '1';
  }
}
