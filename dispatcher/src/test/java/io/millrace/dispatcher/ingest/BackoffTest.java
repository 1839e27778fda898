package io.millrace.dispatcher.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void shouldDoubleUpToTheMaximum() {
    // Given
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0, 1);

    // When
    List<Long> millis =
        IntStream.rangeClosed(1, 9).mapToObj(n -> backoff.delay(n).toMillis()).toList();

    // Then
    assertThat(millis)
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L);
  }

  @Test
  void shouldStayAtTheMaximumHoweverOftenItFails() {
    assertThat(new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0, 1).delay(1_000_000))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void shouldTakeAtMostTheJitterOffAndSpreadIt() {
    // Given
    Backoff backoff = new Backoff(Duration.ofSeconds(8), Duration.ofSeconds(8), 0.25, 42);

    // When
    List<Duration> delays = IntStream.rangeClosed(1, 200).mapToObj(backoff::delay).toList();

    // Then
    assertThat(delays)
        .allSatisfy(d -> assertThat(d).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(8)));
    assertThat(delays).anyMatch(d -> d.compareTo(Duration.ofMillis(6400)) < 0);
    assertThat(delays).anyMatch(d -> d.compareTo(Duration.ofMillis(7600)) > 0);
  }

  @Test
  void shouldDependOnTheSeedAlone() {
    assertThat(Backoff.standard(7).delay(3)).isEqualTo(Backoff.standard(7).delay(3));
    assertThat(Backoff.standard(7).delay(3)).isNotEqualTo(Backoff.standard(8).delay(3));
  }

  @Test
  void shouldRefuseWaitsAndJitterOutOfRange() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), 0, 1))
        .hasMessageContaining("must start > 0");
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), 0, 1))
        .hasMessageContaining("not above its maximum (was PT2S up to PT1S)");
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1.5, 1))
        .hasMessageContaining("0 to 1 (was 1.5)");
  }
}
