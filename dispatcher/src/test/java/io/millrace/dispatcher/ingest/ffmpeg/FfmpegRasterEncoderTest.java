package io.millrace.dispatcher.ingest.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class FfmpegRasterEncoderTest {

  private static final int WIDTH = 65;
  private static final int HEIGHT = 33;

  @Test
  void shouldKeepColoursAndPlaces() throws IOException {
    // Given red on the left, blue on the right, black below; odd sides, so that the last colour
    // samples hang over the edge
    int[] pixels = new int[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / WIDTH >= 24 ? 0x000000 : i % WIDTH < 32 ? 0xE02010 : 0x1030D0;
    }

    // When another implementation reads what was written
    BufferedImage read;
    try (FfmpegRasterEncoder encoder = new FfmpegRasterEncoder()) {
      read = ImageIO.read(new ByteArrayInputStream(encoder.encode(pixels, WIDTH, HEIGHT)));
    }

    // Then
    assertThat(read.getWidth()).isEqualTo(WIDTH);
    assertThat(read.getHeight()).isEqualTo(HEIGHT);
    assertNear(read.getRGB(8, 8), 0xE02010);
    assertNear(read.getRGB(60, 8), 0x1030D0);
    assertNear(read.getRGB(64, 32), 0x000000);
  }

  @Test
  void shouldUseTheWholeRangeOfBrightness() throws IOException {
    // Given
    int[] white = new int[WIDTH * HEIGHT];
    Arrays.fill(white, 0xFFFFFF);

    // When
    BufferedImage read;
    try (FfmpegRasterEncoder encoder = new FfmpegRasterEncoder()) {
      read = ImageIO.read(new ByteArrayInputStream(encoder.encode(white, WIDTH, HEIGHT)));
    }

    // Then video's foot and head room (235 for white) is not left in
    assertNear(read.getRGB(30, 15), 0xFFFFFF);
  }

  @Test
  void shouldFollowAChangeOfSize() throws IOException {
    try (FfmpegRasterEncoder encoder = new FfmpegRasterEncoder()) {
      // Given
      byte[] first = encoder.encode(new int[64 * 48], 64, 48);

      // When
      byte[] second = encoder.encode(new int[320 * 180], 320, 180);
      byte[] third = encoder.encode(new int[64 * 48], 64, 48);

      // Then
      assertThat(ImageIO.read(new ByteArrayInputStream(second)).getWidth()).isEqualTo(320);
      assertThat(third).isEqualTo(first);
    }
  }

  private static void assertNear(int actual, int expected) {
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat((actual >> shift) & 0xFF)
          .as("%06x against %06x", actual & 0xFFFFFF, expected)
          .isBetween(((expected >> shift) & 0xFF) - 6, ((expected >> shift) & 0xFF) + 6);
    }
  }
}
