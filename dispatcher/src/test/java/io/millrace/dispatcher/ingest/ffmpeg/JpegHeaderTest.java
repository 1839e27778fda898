package io.millrace.dispatcher.ingest.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JpegHeaderTest {

  private static final int[] SOI = {0xFF, 0xD8};
  private static final int[] JFIF = {0xFF, 0xE0, 0, 7, 'J', 'F', 'I', 'F', 0};
  private static final int[] AVI1 = {0xFF, 0xE0, 0, 7, 'A', 'V', 'I', '1', 1};
  private static final int[] HUFFMAN = {0xFF, 0xC4, 0, 3, 0};

  /** 8 bits, height 0x0168 = 360, width 0x0280 = 640, one component. */
  private static final int[] BASELINE = {
    0xFF, 0xC0, 0, 11, 8, 0x01, 0x68, 0x02, 0x80, 1, 1, 0x11, 0
  };

  private static final int[] ARITHMETIC = {
    0xFF, 0xC9, 0, 11, 8, 0x01, 0x68, 0x02, 0x80, 1, 1, 0x11, 0
  };
  private static final int[] SCAN = {0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34};

  @Test
  void shouldReadTheSizeOfACompleteFile() {
    assertThat(read(SOI, JFIF, HUFFMAN, BASELINE, SCAN)).contains(new JpegHeader(640, 360));
  }

  @Test
  void shouldRefuseMotionJpegWithoutHuffmanTables() {
    assertThat(read(SOI, JFIF, BASELINE, SCAN)).isEmpty();
  }

  @Test
  void shouldRefuseWhatMayBeHalfOfAnInterlacedPicture() {
    assertThat(read(SOI, AVI1, HUFFMAN, BASELINE, SCAN)).isEmpty();
  }

  @Test
  void shouldRefuseCodingsThatFewCanRead() {
    assertThat(read(SOI, JFIF, HUFFMAN, ARITHMETIC, SCAN)).isEmpty();
  }

  @Test
  void shouldRefuseAHeaderCutOffAnywhere() {
    // Given
    byte[] whole = bytes(SOI, JFIF, HUFFMAN, BASELINE, SCAN);
    int scan = whole.length - SCAN.length;

    // When / Then
    for (int length = 0; length < scan + 4; length++) {
      assertThat(JpegHeader.of(Arrays.copyOf(whole, length), length)).isEmpty();
    }
  }

  @Test
  void shouldRefuseWhatIsNoJpeg() {
    assertThat(JpegHeader.of("GET / HTTP/1.1".getBytes(StandardCharsets.UTF_8), 14)).isEmpty();
  }

  private static Optional<JpegHeader> read(int[]... segments) {
    byte[] bytes = bytes(segments);
    return JpegHeader.of(bytes, bytes.length);
  }

  private static byte[] bytes(int[]... segments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int[] segment : segments) {
      Arrays.stream(segment).forEach(out::write);
    }
    return out.toByteArray();
  }
}
