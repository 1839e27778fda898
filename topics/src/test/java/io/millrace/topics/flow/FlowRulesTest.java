package io.millrace.topics.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FlowRulesTest {

  @Test
  void shouldPauseAtTheRoomAndResumeOnlyWhenHalfOfItIsDone() {
    Room room = new Room(8);

    assertThat(room.paused(false, 7)).isFalse();
    assertThat(room.paused(false, 8)).isTrue();
    assertThat(room.paused(true, 5)).isTrue();
    assertThat(room.paused(true, 4)).isFalse();
    assertThat(room.made(4)).isTrue();
    assertThat(room.made(5)).isFalse();
  }

  @Test
  void shouldHaveRoomForFourBatchesAndNeverLessThanEight() {
    assertThat(Room.forBatch(1)).isEqualTo(new Room(8));
    assertThat(Room.forBatch(16)).isEqualTo(new Room(64));
    assertThatThrownBy(() -> new Room(0))
        .hasMessageContaining("at least 1")
        .hasMessageContaining("0");
  }

  @Test
  void shouldBeginABatchThatIsFullOrHasWaitedLongEnough() {
    BatchDue due = new BatchDue(4, 100);

    assertThat(due.waitNanos(4, 0)).isZero();
    assertThat(due.waitNanos(3, 30)).isEqualTo(70);
    assertThat(due.waitNanos(1, 100)).isZero();
    assertThat(due.waitNanos(1, 500)).isZero();
  }

  @Test
  void shouldWeighFramesOfABatchAsManyTimesAsThereAre() {
    ServiceMean one = new ServiceMean();
    ServiceMean batched = new ServiceMean();

    assertThat(one.seconds()).isZero();
    one.worked(1, 1_000_000_000);
    batched.worked(1, 1_000_000_000);
    assertThat(one.seconds()).isEqualTo(1);
    one.worked(1, 2_000_000_000);
    one.worked(1, 2_000_000_000);
    batched.worked(2, 4_000_000_000L);

    assertThat(one.seconds()).isCloseTo(1.19, within(1e-12));
    assertThat(batched.seconds()).isCloseTo(one.seconds(), within(1e-12));
  }
}
