package io.millrace.planner.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  /** With few distinct times most events tie, and their order must be that of adding. */
  @Test
  void shouldGiveEventsByTimeAndThenInTheOrderInWhichTheyWereAdded() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    EventQueue queue = new EventQueue();
    List<long[]> expected = new ArrayList<>();
    List<Long> taken = new ArrayList<>();

    // When: adding and taking by turns, like a run does
    long now = 0;
    for (long event = 0; event < 20_000; event++) {
      long time = now + random.nextInt(5);
      queue.add(time, event);
      expected.add(new long[] {time, event});
      if (random.nextInt(3) == 0) {
        now = queue.nextNanos();
        taken.add(queue.take());
      }
    }
    while (!queue.isEmpty()) {
      taken.add(queue.take());
    }

    // Then: what was taken early was the least of what was there, so the whole is sorted
    expected.sort(Comparator.comparingLong((long[] e) -> e[0]).thenComparingLong(e -> e[1]));
    assertThat(taken).isEqualTo(expected.stream().map(e -> e[1]).toList());
  }
}
