package io.millrace.dispatcher.results;

import static io.millrace.dispatcher.results.Samples.NOON;
import static io.millrace.dispatcher.results.Samples.frame;
import static io.millrace.dispatcher.results.Samples.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.topics.record.FrameRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private final TestClock clock = new TestClock(NOON);
  private final History history = new History(clock);

  private void record(Duration latency) {
    history.record(result(frame(0), latency, List.of(), ""));
  }

  @Test
  void shouldCountASecondOnlyWhenItIsOver() {
    // Given
    record(Duration.ofMillis(100));
    assertThat(history.seconds()).isEmpty();
    assertThat(history.resultsPerSecond()).isZero();

    // When
    clock.advance(Duration.ofSeconds(1));

    // Then
    assertThat(history.seconds()).extracting(Second::results).containsExactly(1L);
    assertThat(history.resultsPerSecond()).isEqualTo(1);
  }

  @Test
  void shouldKeepSecondsWithoutResults() {
    // Given
    record(Duration.ofMillis(100));
    clock.advance(Duration.ofSeconds(3));
    record(Duration.ofMillis(100));
    record(Duration.ofMillis(100));
    clock.advance(Duration.ofSeconds(1));

    // When
    List<Second> seconds = history.seconds();

    // Then
    long noon = NOON.getEpochSecond();
    assertThat(seconds).extracting(Second::results).containsExactly(1L, 0L, 0L, 2L);
    assertThat(seconds)
        .extracting(Second::epochSecond)
        .containsExactly(noon, noon + 1, noon + 2, noon + 3);
    assertThat(seconds.get(1).p99Seconds()).isZero();
    assertThat(history.resultsPerSecond()).isEqualTo(3.0 / 4);
  }

  @Test
  void shouldTellPercentilesWithinOnePercent() {
    // Given: 1 ms to 100 ms
    for (int i = 1; i <= 100; i++) {
      record(Duration.ofMillis(i));
    }
    clock.advance(Duration.ofSeconds(1));

    // When
    Second second = history.seconds().get(0);
    Latency run = history.runLatency();

    // Then
    assertThat(second.p50Seconds()).isCloseTo(0.050, within(0.0005));
    assertThat(second.p95Seconds()).isCloseTo(0.095, within(0.00095));
    assertThat(run.p99Seconds()).isCloseTo(0.099, within(0.00099));
    assertThat(run.maxSeconds()).isCloseTo(0.100, within(0.001));
    assertThat(run.count()).isEqualTo(100);
  }

  @Test
  void shouldTellTheRecentLatencyOverTheLastSecondsTogether() {
    // Given: a slow result long ago, then one of 10 ms and three of 30 ms in different seconds
    record(Duration.ofSeconds(50));
    clock.advance(Duration.ofSeconds(History.RATE_SECONDS));
    record(Duration.ofMillis(10));
    clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 3; i++) {
      record(Duration.ofMillis(30));
    }
    clock.advance(Duration.ofSeconds(1));

    // When
    Latency recent = history.recentLatency();

    // Then
    assertThat(recent.count()).isEqualTo(4);
    assertThat(recent.p50Seconds()).isCloseTo(0.030, within(0.0003));
    assertThat(recent.maxSeconds()).isCloseTo(0.030, within(0.0003));
  }

  @Test
  void shouldForgetWhatIsOlderThanFiveMinutes() {
    // Given
    record(Duration.ofMillis(100));
    clock.advance(Duration.ofSeconds(History.SECONDS + 1));

    // When
    List<Second> seconds = history.seconds();

    // Then
    assertThat(seconds).hasSize(History.SECONDS);
    assertThat(seconds).allMatch(second -> second.results() == 0);
    assertThat(history.runLatency().count()).isEqualTo(1);
  }

  @Test
  void shouldSurviveClocksThatDisagree() {
    // Given: an answer before its question, one from 1970, and a clock that is set back
    record(Duration.ofMillis(-5));
    history.record(
        result(new FrameRef(Samples.GATE, 1, 1, Instant.MIN), Duration.ZERO, List.of(), ""));
    clock.advance(Duration.ofSeconds(-30));
    record(Duration.ofDays(20_000));
    clock.advance(Duration.ofSeconds(31));

    // When
    List<Second> seconds = history.seconds();

    // Then
    assertThat(seconds).extracting(Second::results).containsExactly(3L);
    assertThat(history.runLatency().p50Seconds()).isZero();
    assertThat(history.runLatency().maxSeconds()).isCloseTo(3600, within(36.0));
  }

  @Test
  void shouldMeasureTheRunBetweenItsFirstAndLastResult() {
    // Given: 11 results, one every half second
    clock.advance(Duration.ofSeconds(100));
    for (int i = 0; i < 11; i++) {
      record(Duration.ofMillis(100));
      clock.advance(Duration.ofMillis(500));
    }

    // When
    double rate = history.runResultsPerSecond();

    // Then
    assertThat(rate).isEqualTo(2);
  }
}
