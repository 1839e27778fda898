package io.millrace.topics.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What routing comes to when two owners differ by four in speed: a simulation of their queues. */
class RoutedFlowTest {

  private static final long MILLIS = 1_000_000;
  private static final long REPORT_EVERY = 200 * MILLIS;
  private static final long APART = 70 * MILLIS;
  private static final long UNTIL = 60_000 * MILLIS;

  /** Four fast records in the time of one slow one: 100 and 25 a second. */
  private static final long[] SERVICE = {10 * MILLIS, 40 * MILLIS};

  private static final double CAPACITY = 125;

  @Test
  void shouldKeepAFastAndASlowOwnerBusyByLeastFinish() {
    double perSecond = recordsPerSecond("least-finish");

    assertThat(perSecond / CAPACITY).isBetween(0.98, 1.0);
  }

  @Test
  void shouldKeepBothBusyByThePlansWeights() {
    assertThat(recordsPerSecond("planned-weights") / CAPACITY).isBetween(0.98, 1.0);
  }

  @Test
  void shouldBeHeldUpByTheSlowOwnerInTurns() {
    // Half of all go to the slow owner, which does 25 a second; so the fast one does 25 too.
    assertThat(recordsPerSecond("round-robin")).isBetween(49.0, 51.0);
  }

  /** Records done per second when never more than 40 are under way, as a source that waits does. */
  private static double recordsPerSecond(String strategy) {
    LaneRouter router =
        new LaneRouter(RoutingStrategy.named(strategy), 2, LaneRouter.DEFAULT_FRESH_NANOS);
    router.plan(Map.of("fast", 100.0, "slow", 25.0));
    List<Queue<Long>> waiting = List.of(new ArrayDeque<>(), new ArrayDeque<>());
    long[] busyUntil = {0, 0};
    boolean[] busy = {false, false};
    PriorityQueue<long[]> events = new PriorityQueue<>(Comparator.comparingLong(e -> e[0]));
    for (int owner = 0; owner < 2; owner++) {
      // Reports do not come at the same moment.
      events.add(new long[] {owner * APART, 1, owner});
    }
    Random random = new Random(5);
    int underWay = 0;
    int done = 0;
    while (!events.isEmpty() && events.peek()[0] < UNTIL) {
      long[] event = events.remove();
      long now = event[0];
      int owner = (int) event[2];
      if (event[1] == 0) {
        done++;
        underWay--;
        busy[owner] = false;
      } else {
        router.report(
            new OwnerLoad(
                owner == 0 ? "fast" : "slow",
                List.of(owner),
                waiting.get(owner).size(),
                busy[owner] ? 1 : 0,
                SERVICE[owner] / 1e9,
                0,
                0,
                1,
                now));
        events.add(new long[] {now + REPORT_EVERY, 1, owner});
      }
      while (underWay < 40) {
        waiting.get(router.route(0, random.nextLong(), now)).add(now);
        underWay++;
      }
      for (int o : List.of(0, 1)) {
        if (!busy[o] && !waiting.get(o).isEmpty()) {
          waiting.get(o).remove();
          busy[o] = true;
          busyUntil[o] = now + SERVICE[o];
          events.add(new long[] {busyUntil[o], 0, o});
        }
      }
    }
    return done / (UNTIL / 1e9);
  }
}
