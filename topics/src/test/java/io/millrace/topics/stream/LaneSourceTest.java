package io.millrace.topics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneSourceTest {

  private final FakeConsumer consumer = new FakeConsumer();
  private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
  private final List<Exception> failures = Collections.synchronizedList(new ArrayList<>());

  /** Begins where a clock that counts nanoseconds turns negative. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 100);

  private volatile Consumer<Taken> onTaken = record -> {};
  private final LaneSource source = source(4);

  @AfterEach
  void stop() {
    source.drain(Duration.ZERO).orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void shouldCommitEveryIntervalUpToTheFirstThatIsNotDone() {
    // Given
    start(0);
    consumer.records(0, 0, 1, 2);
    until(() -> taken.size() == 3);
    finish(0, 2);

    pass(LaneSource.COMMIT_INTERVAL);
    until(() -> consumer.commits.contains(Map.of(0, 1L)));

    finish(1);
    pass(LaneSource.COMMIT_INTERVAL);
    until(() -> consumer.commits.contains(Map.of(0, 3L)));
    assertThat(consumer.commits).containsExactly(Map.of(0, 1L), Map.of(0, 3L));
  }

  @Test
  void shouldNeverTellThatFewerThanNoRecordsWait() {
    // Given: a fetch that brings more than the end of the lane that it tells
    start(0);
    consumer.records(0, 0, 1, 2);
    until(() -> taken.size() == 3);

    pass(Duration.ofSeconds(2));
    turnTwice();

    assertThat(source.state().waiting()).isZero();
  }

  @Test
  void shouldGoOnWhenALaneMovesWhileItIsResumed() {
    // Given: a source without room, so that its lanes are paused
    start(0);
    consumer.records(0, 0, 1, 2, 3);
    until(() -> taken.size() == 4);
    turnTwice();
    consumer.laneMovedAtResume = true;

    // When: there is room again
    finish(0, 1, 2, 3);
    until(() -> !consumer.laneMovedAtResume);
    consumer.records(0, 4);

    until(() -> taken.size() == 5);
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldHaveOneCommitUnderWayAtATime() {
    // Given: a broker that does not answer the first commit
    consumer.holdCommits = true;
    start(0);
    consumer.records(0, 0, 1, 2);
    until(() -> taken.size() == 3);
    finish(0);
    pass(LaneSource.COMMIT_INTERVAL);
    until(() -> consumer.held.size() == 1);

    // When: time goes by and work goes on
    finish(1);
    for (int i = 0; i < 5; i++) {
      pass(LaneSource.COMMIT_INTERVAL);
      turnTwice();
    }
    assertThat(consumer.commits).hasSize(1);

    // Then: the next one follows the answer, even a bad one
    consumer.answer(new TimeoutException("broker away"));
    until(consumer.held::isEmpty);
    pass(LaneSource.COMMIT_INTERVAL);
    until(() -> consumer.commits.size() == 2);
    assertThat(consumer.commits.get(1)).isEqualTo(Map.of(0, 2L));
  }

  @Test
  void shouldNotWaitForeverForTheAnswerToACommit() {
    consumer.holdCommits = true;
    start(0);
    consumer.records(0, 0);
    until(() -> taken.size() == 1);
    finish(0);
    pass(LaneSource.COMMIT_INTERVAL);
    until(() -> consumer.commits.size() == 1);

    pass(Duration.ofSeconds(31));

    until(() -> consumer.commits.size() == 2);
  }

  @Test
  void shouldGoOnWhenTheCommitOfARevokedLaneFails() {
    // Given: a record done and one not, when the lane goes to somebody else and the commit fails
    start(0, 1);
    consumer.records(0, 0, 1);
    until(() -> taken.size() == 2);
    finish(0);
    consumer.failCommits = true;

    consumer.assignLanes(1);

    // Then: nothing of it is owned, counted or committed any more, and the other lane goes on
    until(() -> source.state().lanes().equals(List.of(1)));
    assertThat(source.state().outstanding()).isZero();
    assertThat(taken).allMatch(record -> !record.owned());
    finish(1);
    assertThat(source.state().outstanding()).isZero();
    consumer.failCommits = false;
    consumer.records(1, 0);
    until(() -> taken.size() == 3);
    finishOn(1, 0);
    pass(LaneSource.COMMIT_INTERVAL);
    until(() -> consumer.commits.contains(Map.of(1, 1L)));
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldCommitWhatIsDoneBeforeALaneGoes() {
    start(0);
    consumer.records(0, 0, 1);
    until(() -> taken.size() == 2);
    finish(0);

    consumer.assignLanes();

    until(() -> source.state().lanes().isEmpty());
    assertThat(consumer.commits).containsExactly(Map.of(0, 1L));
  }

  @Test
  void shouldPauseWhenFullResumeAtHalfAndPauseAgainAfterARebalance() {
    // Given: room for four
    start(0);
    consumer.setMaxPollRecords(1);
    consumer.records(0, 0, 1, 2, 3, 4, 5, 6, 7);
    until(() -> !consumer.paused().isEmpty());
    assertThat(taken).hasSize(4);

    // When: a rebalance loses the pause
    consumer.assignLanes(0, 1);
    until(() -> source.state().lanes().equals(List.of(0, 1)));
    until(() -> consumer.paused().size() == 2);

    // Then: one done is not enough, two are
    finish(0);
    turnTwice();
    assertThat(consumer.paused()).hasSize(2);
    finish(1);
    until(() -> consumer.paused().isEmpty());
    assertThat(source.state().outstanding()).isEqualTo(2);
  }

  @Test
  void shouldCountARecordThatIsDoneTwiceOnce() {
    start(0);
    consumer.records(0, 0, 1);
    until(() -> taken.size() == 2);

    finish(0);
    finish(0);

    assertThat(source.state().outstanding()).isEqualTo(1);
  }

  @Test
  void shouldTakeALaneAnewThatWentBack() {
    // Given: offsets 5 and 6 in work, when the log is cut and others are written in their place
    start(0);
    consumer.records(0, 5, 6);
    until(() -> taken.size() == 2);

    consumer.cut(0, 2);
    consumer.records(0, 2, 5);

    // Then: both are taken, what was in work before counts no more
    until(() -> taken.size() == 4);
    assertThat(source.state().outstanding()).isEqualTo(2);
    List<Taken> all = List.copyOf(taken);
    source.done(all.get(0));
    assertThat(all.get(0).owned()).isFalse();
    assertThat(source.state().outstanding()).isEqualTo(2);
    source.done(all.get(2));
    pass(LaneSource.COMMIT_INTERVAL);
    until(() -> consumer.commits.contains(Map.of(0, 5L)));
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldWaitForAClusterThatIsAway() {
    start(0);

    consumer.setPollException(new TimeoutException("broker away"));
    consumer.records(0, 0);

    until(() -> taken.size() == 1);
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldKnowItsLanesWhileTheBacklogIsUnknown() {
    start(0, 1);

    consumer.setOffsetsException(new TimeoutException("broker away"));
    pass(LaneSource.COMMIT_INTERVAL);
    turnTwice();

    assertThat(source.state().lanes()).containsExactly(0, 1);
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldFailWhenTheClusterRefusesIt() {
    start(0);
    consumer.records(0, 0, 1);
    until(() -> taken.size() == 2);
    finish(0);

    consumer.setPollException(new GroupAuthorizationException("text.detect"));

    until(() -> !failures.isEmpty());
    assertThat(failures).singleElement().isInstanceOf(GroupAuthorizationException.class);
    assertThat(consumer.commits).as("what was done").containsExactly(Map.of(0, 1L));
    assertThat(consumer.closed()).isTrue();
    assertThat(source.state()).isEqualTo(new LaneSource.State(List.of(), 0, 0));
  }

  @Test
  void shouldFailWhenTheListenerThrowsAndLeaveTheRecordToTheNextOwner() {
    // Given: a listener that cannot take the second record
    onTaken =
        record -> {
          if (record.offset() == 1) {
            throw new IllegalStateException("no more memory for pictures");
          }
          source.done(record);
        };
    start(0);

    consumer.records(0, 0, 1, 2);

    until(() -> !failures.isEmpty());
    assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(taken).as("nothing is taken after it").hasSize(2);
    assertThat(consumer.commits).containsExactly(Map.of(0, 1L));
    assertThat(source.state().outstanding()).isZero();
    assertThat(source.drain(Duration.ofDays(1))).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void shouldTellOfAnErrorToo() {
    onTaken =
        record -> {
          throw new OutOfMemoryError("direct buffer memory");
        };
    start(0);

    consumer.records(0, 0);

    until(() -> !failures.isEmpty());
    assertThat(failures.get(0)).hasCauseInstanceOf(OutOfMemoryError.class);
    until(consumer::closed);
  }

  /**
   * The hazard: lanes that stay keep their pause through a rebalance. A source that takes the
   * rebalance for a new start, and has room again before its next look, would leave them paused for
   * ever, owned and never read.
   */
  @Test
  void shouldResumeLanesThatStayedPausedThroughARebalance() {
    // Given: a full source
    start(0, 1);
    consumer.records(0, 0, 1, 2, 3);
    until(() -> taken.size() == 4 && !consumer.paused().isEmpty());

    // When: a lane leaves, and everything is done within the same poll
    consumer.assignLanes(() -> taken.forEach(source::done), 0);
    until(() -> source.state().lanes().equals(List.of(0)));

    // Then
    consumer.records(0, 4);
    until(() -> taken.size() == 5);
  }

  @Test
  void shouldDrainUntilEverythingTakenIsDone() {
    // Given: two in work, one waiting
    start(0);
    consumer.setMaxPollRecords(2);
    consumer.records(0, 0, 1, 2);
    until(() -> taken.size() >= 2);

    CompletableFuture<Void> drained = source.drain(Duration.ofDays(1));
    turnTwice();
    int inWork = taken.size();
    assertThat(drained).isNotDone();
    taken.forEach(source::done);

    assertThat(drained).succeedsWithin(Duration.ofSeconds(20));
    assertThat(consumer.commits).containsExactly(Map.of(0, (long) inWork));
    assertThat(consumer.closedWithin).isLessThan(LaneSource.CLOSE_TIMEOUT);
  }

  @Test
  void shouldNotWaitLongerThanTheFirstDeadline() {
    // Given: one in work that never ends
    start(0);
    consumer.records(0, 0);
    until(() -> taken.size() == 1);
    assertThat(source.drain(Duration.ofSeconds(10))).isNotDone();

    // When: somebody asks more patiently, and somebody less
    CompletableFuture<Void> patient = source.drain(Duration.ofDays(1));
    pass(Duration.ofSeconds(9));
    turnTwice();
    assertThat(patient).isNotDone();
    assertThat(source.drain(Duration.ofMillis(500))).isNotDone();
    pass(Duration.ofMillis(501));

    assertThat(patient).succeedsWithin(Duration.ofSeconds(20));
    assertThat(consumer.commits).isEmpty();
    assertThat(source.state().outstanding()).isZero();
  }

  @Test
  void shouldNotLetTheCallerOfDrainEndItForOthers() {
    start(0);
    consumer.records(0, 0);
    until(() -> taken.size() == 1);

    source.drain(Duration.ofDays(1)).cancel(true);

    assertThat(source.drain(Duration.ofDays(1))).isNotDone();
  }

  @Test
  void shouldDrainBeforeItIsStarted() {
    assertThat(source.drain(Duration.ofDays(1))).isDone();
    assertThat(consumer.closed()).isTrue();

    source.start();

    assertThat(source.state().lanes()).isEmpty();
    assertThat(taken).isEmpty();
  }

  @Test
  void shouldBeStartedOnce() {
    source.start();

    assertThatThrownBy(source::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The source of text.frames was started before.");
    assertThatThrownBy(() -> source(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The room (0) of a source must be at least 1.");
  }

  private LaneSource source(int room) {
    return new LaneSource(
        consumer,
        FakeConsumer.TOPIC,
        room,
        new LaneSource.Listener() {
          @Override
          public void taken(Taken record) {
            taken.add(record);
            onTaken.accept(record);
          }

          @Override
          public void failed(Exception cause) {
            failures.add(cause);
          }
        },
        nanos::get);
  }

  private void start(int... lanes) {
    source.start();
    until(() -> consumer.subscription().contains(FakeConsumer.TOPIC));
    consumer.assignLanes(lanes);
    until(() -> source.state().lanes().size() == lanes.length);
  }

  private void finish(long... offsets) {
    for (long offset : offsets) {
      finishOn(0, offset);
    }
  }

  private void finishOn(int lane, long offset) {
    taken.stream()
        .filter(record -> record.lane() == lane && record.offset() == offset)
        .forEach(source::done);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Until the poll thread has gone round: the second task runs after the whole first turn. */
  private void turnTwice() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    consumer.schedulePollTask(() -> first.complete(null));
    consumer.schedulePollTask(() -> second.complete(null));
    assertThat(first).succeedsWithin(Duration.ofSeconds(20));
    assertThat(second).succeedsWithin(Duration.ofSeconds(20));
  }

  private static void until(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(20)).until(condition);
  }
}
