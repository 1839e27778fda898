package io.millrace.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.batch.MicroBatcher.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicroBatcherTest {

  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final Instant NEVER = Instant.MAX;

  private final MicroBatcher<String> batcher = new MicroBatcher<>(3, Duration.ofNanos(100));

  @Test
  void shouldAskForNothingWhileNothingWaits() {
    // When
    Decision<String> decision = batcher.decide(NOON, 0, false);

    // Then
    assertThat(decision).isEqualTo(new Decision<>(List.of(), List.of(), Decision.FOREVER));
    assertThat(decision.idle()).isTrue();
  }

  @Test
  void shouldWaitForTheRestOfTheOldestFramesLinger() {
    // Given: the oldest came at 10, so its batch is due at 110
    batcher.add("a", NEVER, 10);
    batcher.add("b", NEVER, 60);

    // When
    Decision<String> early = batcher.decide(NOON, 70, false);
    Decision<String> due = batcher.decide(NOON, 110, false);

    // Then
    assertThat(early).isEqualTo(new Decision<>(List.of(), List.of(), 40));
    assertThat(due).isEqualTo(new Decision<>(List.of(), List.of("a", "b"), 0));
    assertThat(batcher.waiting()).isZero();
  }

  @Test
  void shouldNotWaitWhenTheBatchIsFull() {
    // Given: one more than fits
    List.of("a", "b", "c", "d").forEach(frame -> batcher.add(frame, NEVER, 0));

    // When
    Decision<String> first = batcher.decide(NOON, 0, false);
    Decision<String> second = batcher.decide(NOON, 0, false);

    // Then: the one left over waits for company again, counted from when it came
    assertThat(first.batch()).containsExactly("a", "b", "c");
    assertThat(second).isEqualTo(new Decision<>(List.of(), List.of(), 100));
  }

  @Test
  void shouldNotWaitForFramesThatWillNotCome() {
    // Given
    batcher.add("a", NEVER, 0);

    // When
    Decision<String> decision = batcher.decide(NOON, 0, true);

    // Then
    assertThat(decision.batch()).containsExactly("a");
  }

  @Test
  void shouldGiveUpStaleFramesWhereverTheyStandAndFillTheBatchWithOthers() {
    // Given: at noon the second and the third have had their time, the third to the instant
    batcher.add("a", NOON.plusNanos(1), 0);
    batcher.add("b", NOON.minusSeconds(1), 0);
    batcher.add("c", NOON, 0);
    batcher.add("d", NEVER, 0);
    batcher.add("e", NEVER, 0);

    // When
    Decision<String> decision = batcher.decide(NOON, 0, false);

    // Then
    assertThat(decision.stale()).containsExactly("b", "c");
    assertThat(decision.batch()).containsExactly("a", "d", "e");
  }

  @Test
  void shouldReportStaleFramesAtOnceEvenWhenNoBatchIsDue() {
    // Given
    batcher.add("old", NOON.minusSeconds(1), 0);
    batcher.add("new", NEVER, 0);

    // When
    Decision<String> decision = batcher.decide(NOON, 30, false);

    // Then
    assertThat(decision).isEqualTo(new Decision<>(List.of("old"), List.of(), 70));
    assertThat(decision.idle()).isFalse();
  }

  @Test
  void shouldTellWhichHasWaitedLongest() {
    // Given
    batcher.add("a", NEVER, 10);
    batcher.add("b", NEVER, 50);

    // Then
    assertThat(batcher.oldest()).contains("a");
    assertThat(new MicroBatcher<String>(1, Duration.ZERO).oldest()).isEmpty();
  }

  @Test
  void shouldRefuseABatchOfNothingAndANegativeLinger() {
    assertThatThrownBy(() -> new MicroBatcher<>(0, Duration.ZERO))
        .hasMessageContaining("size must be at least 1 (was 0)");
    assertThatThrownBy(() -> new MicroBatcher<>(1, Duration.ofMillis(-1)))
        .hasMessageContaining("linger must not be negative");
  }
}
