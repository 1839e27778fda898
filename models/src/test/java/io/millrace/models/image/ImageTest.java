package io.millrace.models.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ImageTest {
  /** Two rows of three pixels, blue = 10 * row + column, with two bytes of gap after each row. */
  private static final byte[] PADDED = {
    0, 100, 50, 1, 101, 51, 2, 102, 52, -1, -1, 10, 110, 60, 11, 111, 61, 12, 112, 62, -1, -1
  };

  @Test
  void shouldReadPixelsAcrossRowGaps() {
    // Given
    Image image = Image.view(3, 2, PADDED, 0, 11);

    // When / Then
    assertThat(image.blue(2, 1)).isEqualTo(12);
    assertThat(image.green(2, 1)).isEqualTo(112);
    assertThat(image.red(2, 1)).isEqualTo(62);
    assertThatThrownBy(() -> image.blue(3, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shouldReadBytesAsUnsigned() {
    assertThat(Image.of(1, 1, new byte[] {-1, -128, 127}).blue(0, 0)).isEqualTo(255);
    assertThat(Image.of(1, 1, new byte[] {-1, -128, 127}).green(0, 0)).isEqualTo(128);
  }

  @Test
  void shouldWriteRowsWithoutGaps() {
    // Given
    Image image = Image.view(3, 2, PADDED, 0, 11);
    ByteBuffer target = ByteBuffer.allocate(20);
    target.position(1);

    // When
    image.writeTo(target);

    // Then
    assertThat(target.position()).isEqualTo(19);
    assertThat(image.toByteArray())
        .containsExactly(0, 100, 50, 1, 101, 51, 2, 102, 52, 10, 110, 60, 11, 111, 61, 12, 112, 62);
  }

  @Test
  void shouldCropWithoutCopying() {
    // Given
    Image image = Image.view(3, 2, PADDED, 0, 11);

    // When
    Image crop = image.crop(1, 1, 2, 1);

    // Then
    assertThat(crop.data()).isSameAs(PADDED);
    assertThat(crop.toByteArray()).containsExactly(11, 111, 61, 12, 112, 62);
    assertThatThrownBy(() -> image.crop(2, 0, 2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shouldTurnBy180Degrees() {
    assertThat(Image.view(3, 2, PADDED, 0, 11).rotated180().toByteArray())
        .containsExactly(12, 112, 62, 11, 111, 61, 10, 110, 60, 2, 102, 52, 1, 101, 51, 0, 100, 50);
  }

  @Test
  void shouldTurnTheRightEdgeToTheTop() {
    // Given
    Image image = Image.view(3, 2, PADDED, 0, 11);

    // When
    Image turned = image.rotated90CounterClockwise();

    // Then
    assertThat(turned.width()).isEqualTo(2);
    assertThat(turned.height()).isEqualTo(3);
    assertThat(turned.toByteArray())
        .containsExactly(2, 102, 52, 12, 112, 62, 1, 101, 51, 11, 111, 61, 0, 100, 50, 10, 110, 60);
  }

  @Test
  void shouldRefuseAPictureThatLeavesItsBytes() {
    assertThatThrownBy(() -> Image.of(2, 2, new byte[11]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "2x2 pixels at offset 0 with row stride 6 end at byte 12, but there are 11 bytes");
    assertThatThrownBy(() -> Image.of(1, 1, new byte[3], 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Image.of(1, 1, new byte[3], -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Image.of(0, 1, new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x1");
    assertThatThrownBy(() -> Image.view(2, 1, new byte[6], 0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row stride is 5");
    // A product that overflows an int must not pass as small.
    assertThatThrownBy(() -> Image.view(30_000, 30_000, new byte[9], 0, 90_000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldAllowALastRowWithoutItsGap() {
    assertThat(Image.view(1, 2, new byte[] {1, 2, 3, 0, 0, 4, 5, 6}, 0, 5).blue(0, 1)).isEqualTo(4);
  }
}
