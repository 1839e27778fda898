package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ApproachTest {

  /** 10 m/s, braking for 2 s (10 m), standing for 3 s, then 2 m/s². */
  private final Approach approach = new Approach(10, 2, 3, 2);

  @Test
  void shouldDriveAsWorkedOutByHand() {
    assertThat(approach.distance(-5)).isEqualTo(10 + 10 * 3);
    assertThat(approach.distance(-2)).isEqualTo(10);
    // Braking at 5 m/s²: one second before it stands it is 2.5 m away and does 5 m/s.
    assertThat(approach.distance(-1)).isEqualTo(2.5);
    assertThat(approach.speed(-1)).isEqualTo(5);
    assertThat(approach.distance(1)).isZero();
    assertThat(approach.speed(2)).isZero();
    // Two seconds after it drove off: 2/2 · 2² = 4 m.
    assertThat(approach.distance(5)).isEqualTo(-4);
    assertThat(approach.speed(5)).isEqualTo(4);
  }

  @Test
  void shouldNeverJump() {
    double step = 0.001;
    for (double at = -10; at < 10; at += step) {
      assertThat(approach.distance(at) - approach.distance(at + step))
          .isCloseTo(approach.speed(at + step / 2) * step, within(1e-4));
    }
  }

  @Test
  void shouldInvertItself() {
    assertThat(approach.distance(approach.passed(9))).isCloseTo(-9, within(1e-9));
    assertThat(approach.distance(approach.before(70))).isCloseTo(70, within(1e-9));
  }

  @Test
  void shouldBrakeUntilItDrivesOff() {
    assertThat(approach.braking(-2.1)).isFalse();
    assertThat(approach.braking(-1.9)).isTrue();
    assertThat(approach.braking(2.9)).isTrue();
    assertThat(approach.braking(3.1)).isFalse();
  }
}
