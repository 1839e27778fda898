package io.millrace.models.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuadCropTest {
  /** 8x6 pixels: blue = 10 x, green = 10 y, red = 7. */
  private static final Image RAMP = ramp(8, 6);

  private static Image ramp(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixels[(y * width + x) * 3] = (byte) (10 * x);
        pixels[(y * width + x) * 3 + 1] = (byte) (10 * y);
        pixels[(y * width + x) * 3 + 2] = 7;
      }
    }
    return Image.of(width, height, pixels);
  }

  private static List<Point> quad(double... xy) {
    return List.of(
        new Point(xy[0], xy[1]),
        new Point(xy[2], xy[3]),
        new Point(xy[4], xy[5]),
        new Point(xy[6], xy[7]));
  }

  @Test
  void shouldViewAnUprightRectangleWithoutCopying() {
    // When
    Image crop = QuadCrop.cut(RAMP, quad(2, 1, 5, 1, 5, 4, 2, 4));

    // Then
    assertThat(crop.data()).isSameAs(RAMP.data());
    assertThat(crop.width()).isEqualTo(3);
    assertThat(crop.height()).isEqualTo(3);
    assertThat(crop.blue(0, 0)).isEqualTo(20);
    assertThat(crop.green(2, 2)).isEqualTo(30);
  }

  @Test
  void shouldRoundAndClipAnUprightRectangle() {
    // When
    Image crop = QuadCrop.cut(RAMP, quad(-3, -2, 2.4, -2, 2.4, 1.6, -3, 1.6));

    // Then
    assertThat(crop.width()).isEqualTo(2);
    assertThat(crop.height()).isEqualTo(2);
    assertThat(crop.blue(0, 0)).isZero();
  }

  @Test
  void shouldGiveOnePixelForARectangleOutsideThePicture() {
    Image crop = QuadCrop.cut(RAMP, quad(20, 20, 30, 20, 30, 30, 20, 30));
    assertThat(crop.width()).isEqualTo(1);
    assertThat(crop.height()).isEqualTo(1);
    assertThat(crop.blue(0, 0)).isEqualTo(70);
    assertThat(crop.green(0, 0)).isEqualTo(50);
  }

  @Test
  void shouldTurnAQuadThatBeginsAtAnotherCorner() {
    // Given: the quad of a text that runs upwards begins at the top-right corner
    List<Point> upwards = quad(5, 1, 5, 5, 3, 5, 3, 1);

    // When
    Image crop = QuadCrop.cut(RAMP, upwards);

    // Then: the right edge is the top
    assertThat(crop.width()).isEqualTo(4);
    assertThat(crop.height()).isEqualTo(2);
    assertThat(crop.blue(0, 0)).isEqualTo(40);
    assertThat(crop.green(0, 0)).isEqualTo(10);
    assertThat(crop.blue(3, 1)).isEqualTo(30);
    assertThat(crop.green(3, 1)).isEqualTo(40);
  }

  @Test
  void shouldSampleBetweenPixels() {
    // Given: a rectangle turned by 45 degrees; its sides are sqrt(8) = 2.83, so 3 pixels
    List<Point> diamond = quad(4, 1, 6, 3, 4, 5, 2, 3);

    // When
    Image crop = QuadCrop.cut(RAMP, diamond);

    // Then: the middle of the quad is (4, 3), half a pixel past the centres of pixel (3, 2)
    assertThat(crop.width()).isEqualTo(3);
    assertThat(crop.height()).isEqualTo(3);
    assertThat(crop.blue(1, 1)).isEqualTo(35);
    assertThat(crop.green(1, 1)).isEqualTo(25);
    assertThat(crop.red(1, 1)).isEqualTo(7);
    // Its first pixel's centre is a sixth of both sides away from the top corner: (4, 1 + 4/6).
    assertThat(crop.blue(0, 0)).isEqualTo(35);
    assertThat(crop.green(0, 0)).isBetween(11, 12);
  }

  @Test
  void shouldStraightenPerspective() {
    // Given: a trapezium whose diagonals cross at (4, 2), which is the middle in perspective
    List<Point> trapezium = quad(3, 1, 5, 1, 8, 5.5, 0, 5.5);
    double crossing = 1 + 4.5 * 2 / (2 + 8);

    // When
    Image crop = QuadCrop.cut(RAMP, trapezium);

    // Then: 8 wide, sqrt(9 + 20.25) = 5.4 high; the middle lies between the two middle columns
    assertThat(crop.width()).isEqualTo(8);
    assertThat(crop.height()).isEqualTo(5);
    assertThat((crop.green(3, 2) + crop.green(4, 2)) / 2.0)
        .isCloseTo(10 * (crossing - 0.5), org.assertj.core.data.Offset.offset(1.0));
    assertThat((crop.blue(3, 2) + crop.blue(4, 2)) / 2.0)
        .isCloseTo(35, org.assertj.core.data.Offset.offset(1.0));
  }

  @Test
  void shouldRepeatTheBorderOutsideThePicture() {
    Image crop = QuadCrop.cut(RAMP, quad(-4, -4, 1, -3.5, 0.5, 1.5, -4.5, 1));
    assertThat(crop.blue(0, 0)).isZero();
    assertThat(crop.red(0, 0)).isEqualTo(7);
  }

  @Test
  void shouldBoundTheSizeOfAnAbsurdQuad() {
    // When
    Image crop = QuadCrop.cut(RAMP, quad(-1e9, 0, 1e9, 3, 1e9, 1e9, -1e9, 1e9));

    // Then: no longer than the diagonal
    assertThat(crop.width()).isEqualTo(10);
    assertThat(crop.height()).isEqualTo(10);
  }

  @Test
  void shouldSurviveADegenerateQuad() {
    Image crop = QuadCrop.cut(RAMP, quad(3, 3, 3.5, 3.5, 4, 4, 4.5, 4.5));
    assertThat(crop.width()).isPositive();
    assertThat(crop.red(0, 0)).isEqualTo(7);
  }

  @Test
  void shouldRefuseAnotherNumberOfCorners() {
    assertThatThrownBy(() -> QuadCrop.cut(RAMP, List.of(new Point(0, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a quad has four corners (had 1)");
  }
}
