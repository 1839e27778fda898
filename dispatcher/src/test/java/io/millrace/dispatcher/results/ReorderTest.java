package io.millrace.dispatcher.results;

import static io.millrace.dispatcher.results.Samples.DETECT;
import static io.millrace.dispatcher.results.Samples.GATE;
import static io.millrace.dispatcher.results.Samples.YARD;
import static io.millrace.dispatcher.results.Samples.answered;
import static io.millrace.dispatcher.results.Samples.dropped;
import static io.millrace.dispatcher.results.Samples.failed;
import static io.millrace.dispatcher.results.Samples.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReorderTest {

  private static final long MS = 1_000_000;

  private final Reorder reorder = new Reorder(Duration.ofMillis(100));

  private static List<Long> sequences(List<Released> released) {
    return released.stream().map(each -> each.result().frame().sequence()).toList();
  }

  @Test
  void shouldHoldAResultUntilThoseBeforeItCame() {
    // Given
    assertThat(reorder.accept(answered(frame(1)), 0)).isEmpty();
    assertThat(reorder.accept(answered(frame(2)), 0)).isEmpty();

    // When
    List<Released> released = reorder.accept(answered(frame(0)), 10 * MS);

    // Then
    assertThat(sequences(released)).containsExactly(0L, 1L, 2L);
    assertThat(released).noneMatch(Released::late);
  }

  @Test
  void shouldCloseGapsWithDropsAndDeadLetters() {
    // Given
    reorder.accept(answered(frame(2)), 0);
    reorder.accept(failed(frame(1)), 0);

    // When
    List<Released> released = reorder.accept(dropped(frame(0), DETECT, Reason.STALE), 0);

    // Then
    assertThat(sequences(released)).containsExactly(2L);
  }

  @Test
  void shouldKeepRunsAndCamerasApart() {
    // Given: run 1 of gate waits for its frame 0
    reorder.accept(answered(frame(GATE, 1, 1)), 0);

    // When
    List<Released> nextRun = reorder.accept(answered(frame(GATE, 2, 0)), 0);
    List<Released> other = reorder.accept(answered(frame(YARD, 1, 0)), 0);

    // Then
    assertThat(sequences(nextRun)).containsExactly(0L);
    assertThat(sequences(other)).containsExactly(0L);
    assertThat(reorder.waiting()).isEqualTo(1);
  }

  @Test
  void shouldGoOnWithoutAMissingFrameAtTheDeadline() {
    // Given: 0 and 2 are missing
    reorder.accept(answered(frame(1)), 0);
    reorder.accept(answered(frame(3)), 60 * MS);

    // When, Then: 1 goes when it has waited 100 ms, 3 when it has
    assertThat(reorder.expire(99 * MS)).isEmpty();
    assertThat(sequences(reorder.expire(100 * MS))).containsExactly(1L);
    assertThat(reorder.expire(159 * MS)).isEmpty();
    assertThat(sequences(reorder.expire(160 * MS))).containsExactly(3L);
  }

  @Test
  void shouldReleaseAllBeforeTheResultThatIsDueInOrder() {
    // Given: 5 came first; what came later but stands before it must not be overtaken by it
    reorder.accept(answered(frame(5)), 0);
    reorder.accept(answered(frame(3)), 90 * MS);
    reorder.accept(answered(frame(6)), 95 * MS);
    reorder.accept(answered(frame(8)), 95 * MS);

    // When
    List<Released> released = reorder.expire(100 * MS);

    // Then: 6 follows 5 without a gap, 8 does not
    assertThat(sequences(released)).containsExactly(3L, 5L, 6L);
    assertThat(reorder.waiting()).isEqualTo(1);
  }

  @Test
  void shouldHandOutAStragglerMarkedLate() {
    // Given
    reorder.accept(answered(frame(1)), 0);
    reorder.expire(100 * MS);

    // When
    List<Released> straggler = reorder.accept(answered(frame(0)), 200 * MS);

    // Then
    assertThat(sequences(straggler)).containsExactly(0L);
    assertThat(straggler).allMatch(Released::late);
    assertThat(reorder.late()).isEqualTo(1);
    assertThat(reorder.accept(answered(frame(0)), 201 * MS)).isEmpty();
    assertThat(reorder.duplicates()).isEqualTo(1);
  }

  @Test
  void shouldStopWaitingWhenTooManyWait() {
    // Given: frame 0 never comes, and the deadline is far away
    Reorder patient = new Reorder(Duration.ofDays(1));
    for (long i = 1; i <= Reorder.MOST_WAITING; i++) {
      assertThat(patient.accept(answered(frame(i)), 0)).isEmpty();
    }

    // When
    List<Released> released = patient.accept(answered(frame(Reorder.MOST_WAITING + 1L)), 0);

    // Then
    assertThat(released).hasSize(Reorder.MOST_WAITING + 1);
    assertThat(patient.waiting()).isZero();
  }

  @Test
  void shouldForgetARunLongAfterItsLastOutcome() {
    // Given
    reorder.accept(answered(frame(0)), 0);
    long later = Reorder.RUN_KEPT.toNanos() + 1;

    // When
    reorder.expire(later);

    // Then: nothing of the run is left, not even what recognises its duplicates
    assertThat(sequences(reorder.accept(answered(frame(0)), later))).containsExactly(0L);
    assertThat(reorder.duplicates()).isZero();
  }

  private record Delivery(long atNanos, long sequence) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldDeliverInOrderAndOnceWhenDelaysStayBelowTheDeadline(long seed) {
    // Given: a frame every 5 ms, answered within 90 ms, some answered twice, some dropped
    Random random = new Random(seed);
    List<Delivery> deliveries = new ArrayList<>();
    List<Long> answers = new ArrayList<>();
    for (long sequence = 0; sequence < 1000; sequence++) {
      int copies = random.nextInt(5) == 0 ? 2 : 1;
      for (int copy = 0; copy < copies; copy++) {
        deliveries.add(new Delivery((5 * sequence + random.nextInt(90)) * MS, sequence));
      }
      if (sequence % 7 != 3) {
        answers.add(sequence);
      }
    }
    deliveries.sort(Comparator.comparingLong(Delivery::atNanos));

    // When
    List<Released> released = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      FrameRef frame = frame(delivery.sequence());
      Outcome outcome =
          delivery.sequence() % 7 == 3 ? dropped(frame, DETECT, Reason.STALE) : answered(frame);
      released.addAll(reorder.expire(delivery.atNanos()));
      released.addAll(reorder.accept(outcome, delivery.atNanos()));
    }

    // Then
    assertThat(sequences(released)).isEqualTo(answers);
    assertThat(released).noneMatch(Released::late);
    assertThat(reorder.duplicates()).isEqualTo(deliveries.size() - 1000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldHoldNothingLongerThanTheDeadlineAndLoseNothing(long seed) {
    // Given: delays up to five deadlines, one frame in ten lost for good
    Random random = new Random(seed);
    List<Delivery> deliveries = new ArrayList<>();
    for (long sequence = 0; sequence < 1000; sequence++) {
      if (random.nextInt(10) != 0) {
        deliveries.add(new Delivery((5 * sequence + random.nextInt(500)) * MS, sequence));
      }
    }
    deliveries.sort(Comparator.comparingLong(Delivery::atNanos));
    long[] arrived = new long[1000];

    // When: time goes on by milliseconds
    List<Long> inTime = new ArrayList<>();
    List<Long> all = new ArrayList<>();
    int next = 0;
    for (long now = 0; now < 6000 * MS; now += MS) {
      List<Released> released = new ArrayList<>(reorder.expire(now));
      while (next < deliveries.size() && deliveries.get(next).atNanos() <= now) {
        long sequence = deliveries.get(next++).sequence();
        arrived[(int) sequence] = now;
        released.addAll(reorder.accept(answered(frame(sequence)), now));
      }
      for (Released each : released) {
        long sequence = each.result().frame().sequence();
        all.add(sequence);
        if (!each.late()) {
          inTime.add(sequence);
        }
        // Then
        assertThat(now - arrived[(int) sequence]).isLessThanOrEqualTo(100 * MS);
      }
    }

    // Then
    assertThat(inTime).isSorted();
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(
            deliveries.stream().map(Delivery::sequence).sorted().toList());
    assertThat(reorder.late()).isEqualTo(all.size() - inTime.size());
  }
}
