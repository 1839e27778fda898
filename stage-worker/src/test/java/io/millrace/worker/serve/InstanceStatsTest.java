package io.millrace.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.topics.record.Reason;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InstanceStatsTest {

  private final InstanceStats stats = new InstanceStats(0);

  @Test
  void shouldTakeTheFirstBatchAsItIsAndWeighLaterOnesByTheirFrames() {
    // When: 40 ms a frame, then two frames of 20 ms each
    stats.worked(1, millis(30), millis(40));
    double first = stats.serviceSeconds();
    stats.worked(2, millis(30), millis(40));

    // Then: 0.9 * 0.9 of the old stays
    assertThat(first).isEqualTo(0.040);
    assertThat(stats.serviceSeconds()).isCloseTo(0.81 * 0.040 + 0.19 * 0.020, within(1e-12));
    assertThat(stats.computeSeconds())
        .as("without waiting and sending")
        .isCloseTo(0.81 * 0.030 + 0.19 * 0.015, within(1e-12));
  }

  @Test
  void shouldCountWhatWasFinishedPerSecondOverTheLastFiveSeconds() {
    // Given: ten frames in the first second, then nothing
    for (int i = 0; i < 10; i++) {
      stats.answered(0, 0);
    }

    // Then
    assertThat(stats.rates(seconds(1)).framesPerSecond()).isEqualTo(10);
    assertThat(stats.rates(seconds(4)).framesPerSecond()).isEqualTo(2.5);
    // The window has left the busy second behind: the oldest mark is that of second 1.
    assertThat(stats.rates(seconds(6)).framesPerSecond()).isZero();
  }

  @Test
  void shouldCountDropsAndDeadLettersAsFinished() {
    // When
    stats.deadLetter();
    stats.dropped(Reason.STALE);
    stats.dropped(Reason.STALE);

    // Then
    assertThat(stats.rates(seconds(1)).framesPerSecond()).isEqualTo(3);
    assertThat(stats.deadLetters()).isEqualTo(1);
    assertThat(stats.drops()).isEqualTo(Map.of(Reason.STALE, 2L));
  }

  @Test
  void shouldTellTheMeanBatch() {
    // Given
    stats.worked(1, 0, 0);
    stats.worked(4, 0, 0);

    // Then
    assertThat(stats.rates(seconds(1)).framesPerBatch()).isEqualTo(2.5);
  }

  @Test
  void shouldForgetLatenciesAfterTwoWindowsAtMost() {
    // Given: a hundred answers after 1 to 100 ms
    for (int i = 1; i <= 100; i++) {
      stats.answered(millis(i), 0);
    }

    // Then: two digits of precision
    double[] fresh = stats.latencySeconds(0, 0.5, 0.95);
    assertThat(fresh[0]).isCloseTo(0.050, within(0.001));
    assertThat(fresh[1]).isCloseTo(0.095, within(0.001));
    assertThat(stats.latencySeconds(seconds(5), 0.5)[0]).isCloseTo(0.050, within(0.001));
    assertThat(stats.latencySeconds(seconds(8), 0.5)[0]).isZero();
  }

  @Test
  void shouldCountAnAgeBelowZeroAsNone() {
    // Given: a camera whose clock is ahead
    stats.taken(-millis(50), 0);

    // Then
    assertThat(stats.ageSeconds(0, 0.5)[0]).isZero();
    assertThat(stats.taken()).isEqualTo(1);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
