package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Rectangle;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensorTest {

  private static final Light DAY = new Light(0);
  private static final int SIZE = 256;

  @Test
  void shouldAddNoiseOfTheDeviationThatWasAskedFor() {
    // Given
    int[] pixels = filled(0x808080);

    // When
    new Sensor(4).noise(pixels, SIZE, SIZE, DAY, 1);

    // Then
    double mean = Arrays.stream(pixels).map(Rgb::green).average().orElseThrow();
    double variance =
        Arrays.stream(pixels)
            .mapToDouble(p -> Math.pow(Rgb.green(p) - mean, 2))
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(128, within(0.1));
    assertThat(Math.sqrt(variance)).isCloseTo(4, within(0.15));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x000000, 0xFFFFFF, 0xFF00FF, 0x00FF80, 0x01FE7F, 0x7F8001})
  void shouldNeverRunOverAChannel(int rgb) {
    // Given
    int[] pixels = filled(rgb);

    // When
    new Sensor(5).noise(pixels, SIZE, SIZE, DAY, 1);

    // Then no channel has moved further than the noise reaches (2·√3 deviations)
    int most = (int) Math.ceil(2 * Math.sqrt(3) * 5);
    for (int pixel : pixels) {
      assertThat(pixel >>> 24).isZero();
      assertThat(Math.abs(Rgb.red(pixel) - Rgb.red(rgb))).isLessThanOrEqualTo(most);
      assertThat(Math.abs(Rgb.green(pixel) - Rgb.green(rgb))).isLessThanOrEqualTo(most);
      assertThat(Math.abs(Rgb.blue(pixel) - Rgb.blue(rgb))).isLessThanOrEqualTo(most);
    }
  }

  @Test
  void shouldAddTheSameNoiseForTheSameSeedOnly() {
    // Given
    int[] first = filled(0x808080);
    int[] same = filled(0x808080);
    int[] other = filled(0x808080);
    Sensor sensor = new Sensor(4);

    // When
    sensor.noise(first, SIZE, SIZE, DAY, 1);
    sensor.noise(other, SIZE, SIZE, DAY, 2);
    new Sensor(4).noise(same, SIZE, SIZE, DAY, 1);

    // Then
    assertThat(same).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void shouldLeaveThePictureAloneWithoutNoise() {
    // Given
    int[] pixels = filled(0x123456);

    // When
    new Sensor(0).noise(pixels, SIZE, SIZE, DAY, 1);

    // Then
    assertThat(pixels).containsOnly(0x123456);
  }

  @Test
  void shouldSmearALineOverThePixelsItMovedAcross() {
    // Given a white column at x = 10
    int[] pixels = new int[20 * 20];
    for (int y = 0; y < 20; y++) {
      pixels[y * 20 + 10] = 0xFFFFFF;
    }

    // When it moved by two pixels: three taps, at -1, 0 and 1
    new Sensor(0).smear(pixels, 20, new Rectangle(0, 0, 20, 20), 2, 0);

    // Then a third of it stands in each of three columns
    for (int x = 1; x < 19; x++) {
      int expected = x >= 9 && x <= 11 ? 0x555555 : 0;
      assertThat(pixels[5 * 20 + x]).as("column %d", x).isEqualTo(expected);
    }
  }

  @Test
  void shouldSmearInsideItsAreaOnly() {
    // Given
    int[] pixels = new int[20 * 20];
    Arrays.setAll(pixels, i -> i * 7919 & 0xFFFFFF);
    int[] before = pixels.clone();

    // When
    new Sensor(0).smear(pixels, 20, new Rectangle(5, 5, 8, 8), 3, 3);

    // Then
    for (int i = 0; i < pixels.length; i++) {
      if (!new Rectangle(5, 5, 8, 8).contains(i % 20, i / 20)) {
        assertThat(pixels[i]).isEqualTo(before[i]);
      }
    }
    assertThat(pixels).isNotEqualTo(before);
  }

  private static int[] filled(int rgb) {
    int[] pixels = new int[SIZE * SIZE];
    Arrays.fill(pixels, rgb);
    return pixels;
  }
}
