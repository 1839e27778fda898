package io.millrace.dispatcher.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacingTest {

  private static final boolean LIVE = true;
  private static final boolean RECORDED = false;

  @Test
  void shouldPlayARecordingAtItsOwnSpeed() {
    // Given a recording whose first picture is at 40 ms and is read at 1000 ms
    Pacing pacing = Pacing.of(new Pace.Native(), RECORDED);

    // When three pictures are read as fast as can be
    Pacing.Decision first = pacing.decide(Duration.ofMillis(40), millis(1000));
    Pacing.Decision second = pacing.decide(Duration.ofMillis(80), millis(1001));
    Pacing.Decision third = pacing.decide(Duration.ofMillis(140), millis(1040));

    // Then each is due as far after the first as it lies after it in the recording
    assertThat(first).isEqualTo(new Pacing.Decision(true, millis(1000)));
    assertThat(second).isEqualTo(new Pacing.Decision(true, millis(1040)));
    assertThat(third).isEqualTo(new Pacing.Decision(true, millis(1100)));
  }

  @Test
  void shouldCatchUpWhenOnlyALittleLate() {
    // Given
    Pacing pacing = Pacing.of(new Pace.Native(), RECORDED);
    pacing.decide(Duration.ZERO, 0);

    // When a picture due at 100 ms comes 900 ms late, the next one in time
    Pacing.Decision late = pacing.decide(Duration.ofMillis(100), millis(1000));
    Pacing.Decision next = pacing.decide(Duration.ofMillis(1100), millis(1001));

    // Then the clock has not moved
    assertThat(late.notBefore()).isEqualTo(millis(100));
    assertThat(next.notBefore()).isEqualTo(millis(1100));
  }

  @Test
  void shouldNotBurstAfterALongPause() {
    // Given
    Pacing pacing = Pacing.of(new Pace.Native(), RECORDED);
    pacing.decide(Duration.ZERO, 0);

    // When the machine slept for an hour
    long hour = Duration.ofHours(1).toNanos();
    Pacing.Decision late = pacing.decide(Duration.ofMillis(100), hour);
    Pacing.Decision next = pacing.decide(Duration.ofMillis(200), hour + 1);

    // Then the rest is played an hour later
    assertThat(late).isEqualTo(new Pacing.Decision(true, hour));
    assertThat(next).isEqualTo(new Pacing.Decision(true, hour + millis(100)));
  }

  @Test
  void shouldNeverHoldALivePictureBack() {
    // Given
    Pacing pacing = Pacing.of(new Pace.Native(), LIVE);
    pacing.decide(Duration.ZERO, 0);

    // When a picture claims to lie in the future
    Pacing.Decision decision = pacing.decide(Duration.ofSeconds(10), millis(5));

    // Then
    assertThat(decision).isEqualTo(new Pacing.Decision(true, millis(5)));
  }

  @Test
  void shouldNeverHoldBackOrDropWithAsap() {
    // Given
    Pacing pacing = Pacing.of(new Pace.Asap(), RECORDED);

    // When / Then
    for (int i = 0; i < 100; i++) {
      assertThat(pacing.decide(Duration.ofMillis(40L * i), i))
          .isEqualTo(new Pacing.Decision(true, i));
    }
  }

  @Test
  void shouldSampleThirtyASecondDownToTwelveAndAHalf() {
    // Given a hundred seconds of 30 pictures a second
    Pacing pacing = Pacing.of(new Pace.Rate(12.5), LIVE);

    // When
    int taken = 0;
    long longestGap = 0;
    long last = 0;
    for (int i = 0; i < 3000; i++) {
      long at = i * 1_000_000_000L / 30;
      if (pacing.decide(Duration.ofNanos(at), at).taken()) {
        taken++;
        longestGap = Math.max(longestGap, at - last);
        last = at;
      }
    }

    // Then the rate is met, evenly: no gap exceeds one step and one picture
    assertThat(taken).isBetween(1250, 1251);
    assertThat(longestGap).isLessThanOrEqualTo(millis(80 + 34));
  }

  @Test
  void shouldLoseNothingWhenTheCameraDeliversTheRateUnevenly() {
    // Given 25 a second, each up to 9 ms early or late
    Pacing pacing = Pacing.of(new Pace.Rate(25), LIVE);
    SplittableRandom random = new SplittableRandom(3);

    // When
    int taken = 0;
    for (int i = 0; i < 1000; i++) {
      long at = millis(100) + millis(40) * i + random.nextLong(-millis(9), millis(9));
      taken += pacing.decide(Duration.ofNanos(at), at).taken() ? 1 : 0;
    }

    // Then
    assertThat(taken).isEqualTo(1000);
  }

  @Test
  void shouldNotMakeUpForAPauseOfTheCamera() {
    // Given one a second, and a pause of a minute
    Pacing pacing = Pacing.of(new Pace.Rate(1), LIVE);
    pacing.decide(Duration.ZERO, 0);
    pacing.decide(Duration.ofSeconds(60), 0);

    // When pictures come again, ten a second
    int taken = 0;
    for (int i = 1; i <= 30; i++) {
      taken += pacing.decide(Duration.ofSeconds(60).plusMillis(100L * i), 0).taken() ? 1 : 0;
    }

    // Then three seconds give three, no more
    assertThat(taken).isEqualTo(3);
  }

  @Test
  void shouldGoOnWhenPositionsGoBack() {
    // Given a stream that has run for an hour
    Pacing pacing = Pacing.of(new Pace.Rate(1), LIVE);
    pacing.decide(Duration.ofHours(1), 0);

    // When its clock starts anew
    Pacing.Decision first = pacing.decide(Duration.ZERO, 0);
    Pacing.Decision second = pacing.decide(Duration.ofMillis(100), 0);

    // Then it is not silent for an hour
    assertThat(first.taken()).isTrue();
    assertThat(second.taken()).isFalse();
  }

  @Test
  void shouldSampleARecordingInItsOwnTimeAndHoldWhatItTakes() {
    // Given 10 a second, read as fast as can be
    Pacing pacing = Pacing.of(new Pace.Rate(5), RECORDED);

    // When
    Pacing.Decision first = pacing.decide(Duration.ZERO, 0);
    Pacing.Decision second = pacing.decide(Duration.ofMillis(99), 1);
    Pacing.Decision third = pacing.decide(Duration.ofMillis(200), 2);

    // Then
    assertThat(first).isEqualTo(new Pacing.Decision(true, 0));
    assertThat(second.taken()).isFalse();
    assertThat(third).isEqualTo(new Pacing.Decision(true, millis(200)));
  }

  private static long millis(long millis) {
    return millis * 1_000_000;
  }
}
