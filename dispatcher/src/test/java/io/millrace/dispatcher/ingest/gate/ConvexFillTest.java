package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConvexFillTest {

  private static final int SIZE = 20;
  private static final int WHITE = 0xFFFFFF;

  private final int[] pixels = new int[SIZE * SIZE];
  private final ConvexFill filler = new ConvexFill(pixels, SIZE, SIZE);

  @Test
  void shouldFillWholePixelsWholly() {
    // When columns 3 to 7 of rows 2 to 5 are filled
    fill(1, 3, 2, 8, 2, 8, 6, 3, 6);

    // Then these and no others are
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        boolean inside = x >= 3 && x < 8 && y >= 2 && y < 6;
        assertThat(pixels[y * SIZE + x]).as("%d, %d", x, y).isEqualTo(inside ? WHITE : 0);
      }
    }
  }

  @Test
  void shouldShadeAnEdgeByTheShareItCovers() {
    // When a rectangle reaches a quarter into column 2 and three quarters into column 8, and half
    // into row 6
    fill(1, 2.75, 2, 8.75, 2, 8.75, 6.5, 2.75, 6.5);

    // Then
    assertThat(grey(2, 3)).isCloseTo(0.25, within(0.01));
    assertThat(grey(5, 3)).isEqualTo(1);
    assertThat(grey(8, 3)).isCloseTo(0.75, within(0.01));
    assertThat(grey(5, 6)).isCloseTo(0.5, within(0.01));
    assertThat(grey(8, 6)).isCloseTo(0.375, within(0.01));
  }

  @Test
  void shouldCoverAsMuchAsTheTrianglesArea() {
    // When the triangle's legs are 15 and 12 long: 90 pixels
    fill(1, 2, 3, 17, 3, 2, 15);

    // Then
    double covered = 0;
    for (int i = 0; i < pixels.length; i++) {
      covered += grey(i % SIZE, i / SIZE);
    }
    assertThat(covered).isCloseTo(90, within(0.5));
  }

  @Test
  void shouldTakeEitherDirectionRoundThePolygon() {
    // Given
    fill(1, 2, 3, 17, 4, 9, 15);
    int[] clockwise = pixels.clone();
    Arrays.fill(pixels, 0);

    // When
    fill(1, 9, 15, 17, 4, 2, 3);

    // Then
    assertThat(pixels).isEqualTo(clockwise);
  }

  @Test
  void shouldCutOffWhatLiesOutsideThePicture() {
    // When a polygon surrounds the picture, and others lie beside it
    fill(0.5, -50, -40, 70, -40, 70, 90, -50, 90);
    fill(1, -9, 2, -1, 2, -1, 9, -9, 9);
    fill(1, 2, 21, 9, 21, 9, 30, 2, 30);

    // Then every pixel got half of it once
    assertThat(pixels).containsOnly(0x7F7F7F);
  }

  @Test
  void shouldIgnoreWhatHasNoArea() {
    // When
    fill(1, 5, 5, 9, 5);
    fill(1);

    // Then
    assertThat(pixels).containsOnly(0);
  }

  private void fill(double opacity, double... corners) {
    int count = corners.length / 2;
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = corners[2 * i];
      y[i] = corners[2 * i + 1];
    }
    filler.fill(x, y, count, WHITE, opacity);
  }

  private double grey(int x, int y) {
    return Rgb.green(pixels[y * SIZE + x]) / 255.0;
  }
}
