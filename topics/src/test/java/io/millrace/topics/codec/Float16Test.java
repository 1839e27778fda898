package io.millrace.topics.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Float16Test {

  @Test
  void shouldComeBackFromFloatAsItWasForEveryNumber() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      short half = (short) bits;
      float value = Float16.toFloat(half);
      if (!Float.isNaN(value)) {
        assertThat(Float16.of(value)).as("%04x is %s", bits, value).isEqualTo(half);
      }
    }
  }

  @Test
  void shouldRoundToTheNearestAndTiesToEven() {
    // Given: neighbours in every binade, and the float halfway between
    for (int bits = 0; bits < 0x7bff; bits++) {
      float low = Float16.toFloat((short) bits);
      float high = Float16.toFloat((short) (bits + 1));
      float middle = (low + high) / 2;

      // Then
      assertThat(Float16.of(middle)).isEqualTo((short) (bits % 2 == 0 ? bits : bits + 1));
      assertThat(Float16.of(Math.nextDown(middle))).isEqualTo((short) bits);
      assertThat(Float16.of(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
    }
  }

  @Test
  void shouldKnowWhatTheStandardSays() {
    assertThat(Float16.of(1f)).isEqualTo((short) 0x3c00);
    assertThat(Float16.of(-2f)).isEqualTo((short) 0xc000);
    assertThat(Float16.of(0x1p-24f)).isEqualTo((short) 1);
    assertThat(Float16.of(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
    assertThat(Float.isNaN(Float16.toFloat(Float16.of(Float.NaN)))).isTrue();
  }

  @Test
  void shouldStopAtTheGreatestInsteadOfBecomingInfinite() {
    assertThat(Float16.toFloat(Float16.of(1e9f))).isEqualTo(Float16.MAX);
    assertThat(Float16.toFloat(Float16.of(-1e9f))).isEqualTo(-Float16.MAX);
  }
}
