package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.models.image.Image;
import io.millrace.models.task.PlaneWriter.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaneWriterTest {
  private static final float[] NO_PAD = new float[3];

  private static float[] write(
      Image image, Window window, int contentWidth, int contentHeight, int width, int height) {
    FloatBuffer target = FloatBuffer.allocate(3 * width * height);
    PlaneWriter.write(
        image,
        window,
        contentWidth,
        contentHeight,
        width,
        height,
        Normalisation.none(false),
        new float[] {-1, -2, -3},
        target);
    return target.array();
  }

  @Test
  void shouldSplitAPictureIntoPlanes() {
    // Given
    Image image = Pictures.ramp(2, 2);

    // When
    float[] planes = write(image, Window.whole(image), 2, 2, 2, 2);

    // Then: blue, green, red
    assertThat(planes).containsExactly(0, 10, 1, 11, 100, 100, 100, 100, 200, 200, 200, 200);
  }

  @Test
  void shouldPadRightAndBelow() {
    // Given
    Image image = Pictures.ramp(2, 1);

    // When
    float[] planes = write(image, Window.whole(image), 2, 1, 3, 2);

    // Then
    assertThat(planes)
        .containsExactly(0, 10, -1, -1, -1, -1, 100, 100, -2, -2, -2, -2, 200, 200, -3, -3, -3, -3);
  }

  @Test
  void shouldAverageNeighboursWhenHalving() {
    // Given
    Image image = Pictures.ramp(4, 2);

    // When
    float[] planes = write(image, Window.whole(image), 2, 1, 2, 1);

    // Then: (0 + 10 + 1 + 11) / 4 and (20 + 30 + 21 + 31) / 4
    assertThat(planes).containsExactly(5.5f, 25.5f, 100, 100, 200, 200);
  }

  @Test
  void shouldInterpolateBetweenCentresWhenDoubling() {
    // Given
    Image image = Pictures.ramp(2, 2);

    // When
    float[] planes = write(image, Window.whole(image), 4, 4, 4, 4);

    // Then: places -0.25 (clamped to 0), 0.25, 0.75, 1.25 (clamped to 1) in both directions
    assertThat(planes).startsWith(0, 2.5f, 7.5f, 10, 0.25f, 2.75f, 7.75f, 10.25f);
    assertThat(planes[12]).isEqualTo(1);
    assertThat(planes[15]).isEqualTo(11);
  }

  @Test
  void shouldLookAtAWindowOnly() {
    // Given
    Image image = Pictures.ramp(6, 4);

    // When
    float[] planes = write(image, new Window(2, 1, 2, 2), 2, 2, 2, 2);

    // Then
    assertThat(planes).startsWith(21, 31, 22, 32);
  }

  @Test
  void shouldLookHalfAPixelBeside() {
    // Given
    Image image = Pictures.ramp(6, 4);

    // When
    float[] planes = write(image, new Window(1.5, 0, 2, 1), 2, 1, 2, 1);

    // Then
    assertThat(planes).startsWith(15, 25);
  }

  @Test
  void shouldNormalisePerChannelInRedFirstOrder() {
    // Given
    Image image = Pictures.plain(1, 1, 51, 102, 255);
    Normalisation normalisation =
        Normalisation.of(List.of(0.5, 0.2, 0.1), List.of(0.25, 0.5, 1.0), true);
    FloatBuffer target =
        ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder()).asFloatBuffer();

    // When
    PlaneWriter.write(image, Window.whole(image), 1, 1, 1, 1, normalisation, NO_PAD, target);

    // Then: (1 - 0.5) / 0.25, (0.4 - 0.2) / 0.5, (0.2 - 0.1) / 1
    assertThat(target.get(0)).isCloseTo(2, within(1e-6f));
    assertThat(target.get(1)).isCloseTo(0.4f, within(1e-6f));
    assertThat(target.get(2)).isCloseTo(0.1f, within(1e-6f));
  }

  @Test
  void shouldReadBytesAbove127AsPositive() {
    Image image = Pictures.plain(3, 3, 255, 128, 127);
    float[] planes = write(image, Window.whole(image), 2, 2, 2, 2);
    assertThat(planes).containsExactly(255, 255, 255, 255, 128, 128, 128, 128, 127, 127, 127, 127);
  }

  @Test
  void shouldRespectRowGaps() {
    // Given
    Image image = Pictures.ramp(6, 4).crop(1, 1, 3, 2);

    // When
    float[] planes = write(image, Window.whole(image), 3, 2, 3, 2);

    // Then
    assertThat(planes).startsWith(11, 21, 31, 12, 22, 32);
  }

  @Test
  void shouldAgreeWithAPlainFormulaAtAnOddScale() {
    // Given
    Image image = Pictures.ramp(13, 11);

    // When
    float[] planes = write(image, Window.whole(image), 7, 5, 8, 6);

    // Then: on a ramp, bilinear sampling is the ramp itself wherever it does not touch the border
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        double expected = 10 * ((x + 0.5) * 13 / 7 - 0.5) + (y + 0.5) * 11 / 5 - 0.5;
        assertThat((double) planes[y * 8 + x]).isCloseTo(expected, within(1e-3));
      }
    }
  }
}
