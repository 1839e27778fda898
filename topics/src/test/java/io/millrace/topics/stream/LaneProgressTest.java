package io.millrace.topics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneProgressTest {

  @Test
  void shouldCommitOnlyUpToTheFirstThatIsNotDone() {
    LaneProgress lane = new LaneProgress(10);
    for (long offset = 10; offset < 14; offset++) {
      lane.taken(offset);
    }
    assertThat(lane.committable()).as("nothing is done").isEqualTo(-1);

    assertThat(lane.done(11)).isTrue();
    assertThat(lane.committable()).as("10 is in the way").isEqualTo(-1);

    assertThat(lane.done(10)).isTrue();
    assertThat(lane.committable()).isEqualTo(12);

    lane.committed(12);
    assertThat(lane.committable()).as("nothing since").isEqualTo(-1);
    assertThat(lane.done(13)).isTrue();
    assertThat(lane.done(12)).isTrue();
    assertThat(lane.committable()).isEqualTo(14);
    assertThat(lane.outstanding()).isZero();
  }

  @Test
  void shouldCountARecordOnce() {
    LaneProgress lane = new LaneProgress(0);
    lane.taken(0);
    lane.taken(1);

    assertThat(lane.done(1)).isTrue();
    assertThat(lane.done(1)).as("a second time").isFalse();
    assertThat(lane.done(0)).isTrue();
    assertThat(lane.done(0)).as("long gone").isFalse();
    assertThat(lane.done(2)).as("never taken").isFalse();
    assertThat(lane.done(-1)).as("never taken").isFalse();
    assertThat(lane.outstanding()).isZero();
  }

  @Test
  void shouldPassOverOffsetsThatTheBrokerSkips() {
    // Given: five billion offsets that retention has removed, and a record before them in work
    LaneProgress lane = new LaneProgress(0);
    lane.taken(3);
    lane.taken(5_000_000_003L);

    assertThat(lane.done(4)).as("does not exist").isFalse();
    assertThat(lane.done(5_000_000_003L)).isTrue();
    assertThat(lane.committable()).isEqualTo(3);
    assertThat(lane.done(3)).isTrue();
    assertThat(lane.committable()).isEqualTo(5_000_000_004L);
  }

  @Test
  void shouldRefuseWhatDoesNotFollow() {
    LaneProgress lane = new LaneProgress(5);
    lane.taken(6);

    assertThat(lane.follows(6)).isFalse();
    assertThat(lane.follows(7)).isTrue();
    assertThatThrownBy(() -> lane.taken(6))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Offset 6 was taken after 6");
  }

  @Test
  void shouldTakeNothingForDoneOnceTheLaneIsLost() {
    LaneProgress lane = new LaneProgress(0);
    lane.taken(0);
    lane.taken(1);
    lane.done(0);

    assertThat(lane.lose()).isEqualTo(1);

    assertThat(lane.owned()).isFalse();
    assertThat(lane.done(1)).isFalse();
    assertThat(lane.outstanding()).isZero();
    assertThat(lane.lose()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void shouldAgreeWithAModelThatRemembersEverything(long seed) {
    Random random = new Random(seed);
    int most = 1 + random.nextInt(300);
    int gaps = random.nextInt(4);
    long next = random.nextInt(1000);
    LaneProgress lane = new LaneProgress(next);
    TreeMap<Long, Boolean> model = new TreeMap<>();
    List<Long> inWork = new ArrayList<>();
    long committed = next;

    for (int i = 0; i < 20_000; i++) {
      if (inWork.size() < most && random.nextInt(5) < 3) {
        long offset = next + (gaps > 0 && random.nextInt(10) < gaps ? random.nextInt(2000) : 0);
        lane.taken(offset);
        model.put(offset, false);
        inWork.add(offset);
        next = offset + 1;
      } else if (!inWork.isEmpty()) {
        // Mostly in order, as batches come back; sometimes anything.
        int index = random.nextInt(4) == 0 ? random.nextInt(inWork.size()) : 0;
        long offset = inWork.remove(index);
        assertThat(lane.done(offset)).isTrue();
        model.put(offset, true);
      }
      if (random.nextInt(50) == 0 && next > 3) {
        long any = next - 1 - random.nextInt(3);
        boolean expected = model.getOrDefault(any, true).equals(false);
        assertThat(lane.done(any)).as("offset %d", any).isEqualTo(expected);
        if (expected) {
          model.put(any, true);
          inWork.remove(any);
        }
      }

      long first =
          model.entrySet().stream()
              .filter(e -> !e.getValue())
              .mapToLong(Map.Entry::getKey)
              .findFirst()
              .orElse(next);
      assertThat(lane.outstanding()).isEqualTo(inWork.size());
      assertThat(lane.committable()).isEqualTo(first > committed ? first : -1);
      if (random.nextInt(20) == 0 && lane.committable() >= 0) {
        committed = lane.committable();
        lane.committed(committed);
      }
      // What lies before the first that is not done has no say any more.
      model.headMap(first).clear();
    }
  }

  @Test
  void shouldNotAllocatePerRecord() {
    // Given: a window of 500 records in work, finished in pairs the wrong way round
    LaneProgress lane = new LaneProgress(0);
    for (long offset = 0; offset < 500; offset++) {
      lane.taken(offset);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long me = Thread.currentThread().getId();

    long before = threads.getThreadAllocatedBytes(me);
    for (long offset = 500; offset < 100_500; offset += 2) {
      lane.done(offset - 499);
      lane.done(offset - 500);
      lane.taken(offset);
      lane.taken(offset + 1);
    }
    long allocated = threads.getThreadAllocatedBytes(me) - before;

    assertThat(lane.committable()).isEqualTo(100_000);
    assertThat(allocated).as("bytes for 100 000 records").isLessThan(100_000);
  }
}
