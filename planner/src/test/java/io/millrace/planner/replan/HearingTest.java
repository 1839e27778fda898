package io.millrace.planner.replan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HearingTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final Hearing hearing = new Hearing();

  @Test
  void shouldNotTrustWhatItHearsBeforeEverybodyCanHaveSpoken() {
    // When
    hearing.word(NOON);
    hearing.word(NOON.plusSeconds(1));

    // Then: a planner that has just begun does not take those for lost that speak next
    assertThat(hearing.listens(NOON.plusMillis(1900))).isFalse();
    assertThat(hearing.listens(NOON.plusSeconds(2))).isTrue();
  }

  @Test
  void shouldForgiveTheTimeInWhichNobodyWasHeardAndListenAnew() {
    // Given: Kafka is away for a minute
    hearing.word(NOON);
    hearing.word(NOON.plusSeconds(2));
    assertThat(hearing.listens(NOON.plusSeconds(62))).isFalse();

    // When
    Duration deaf = hearing.word(NOON.plusSeconds(62));

    // Then
    assertThat(deaf).isEqualTo(Duration.ofSeconds(60));
    assertThat(hearing.word(NOON.plusSeconds(63))).isZero();
    assertThat(hearing.listens(NOON.plusSeconds(63))).isFalse();
    assertThat(hearing.listens(NOON.plusSeconds(64))).isTrue();
  }

  @Test
  void shouldForgiveNothingWhileAnybodyIsHeard() {
    // When: others go on
    for (int second = 0; second < 20; second++) {
      assertThat(hearing.word(NOON.plusSeconds(second))).isZero();
    }

    // Then
    assertThat(hearing.listens(NOON.plusSeconds(20))).isTrue();
  }
}
