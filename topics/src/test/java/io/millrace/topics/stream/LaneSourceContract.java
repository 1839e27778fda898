package io.millrace.topics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topics.broker.SharedBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What a lane source does on any real broker. */
abstract class LaneSourceContract {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  abstract KafkaConnection kafka();

  @Test
  void shouldRepeatAfterACrashExactlyWhatWasNotDone(TestInfo test) {
    // Given: six records on one lane, all taken, and only the third left undone
    String topic = topic(test, 1);
    Taker.write(kafka(), topic, 0, 0, 6);
    Taker first = new Taker(kafka(), topic, 10);
    await().atMost(PATIENCE).until(() -> first.taken.size() == 6);
    first.taken.stream().filter(record -> record.offset() != 2).forEach(first.source::done);

    // When: the process stops without draining
    first.stop();
    Taker second = new Taker(kafka(), topic, 10);

    // Then: the next owner starts at the hole, not at the end and not at the beginning
    await().atMost(PATIENCE).until(() -> second.taken.size() == 4);
    assertThat(second.values()).containsExactly("2", "3", "4", "5");
    second.stop();
  }

  @Test
  void shouldPauseWhenFullAndResumeWhenHalfIsDone(TestInfo test) {
    // Given: room for four, twenty records waiting
    String topic = topic(test, 2);
    Taker.write(kafka(), topic, 0, 0, 10);
    Taker.write(kafka(), topic, 1, 0, 10);
    Taker taker = new Taker(kafka(), topic, 4);
    await().atMost(PATIENCE).until(() -> taker.source.state().waiting() > 0);
    int full = taker.taken.size();

    // When: they are done one after the other, as they come
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List.copyOf(taker.taken).forEach(taker.source::done);
              return taker.taken.size() == 20;
            });

    // Then: it never held all of them, and it missed none
    assertThat(full).as("records taken while nothing was done").isLessThanOrEqualTo(5);
    assertThat(taker.places()).doesNotHaveDuplicates().hasSize(20);
    taker.stop();
  }

  @Test
  void shouldShareLanesWithAMemberThatJoinsAndTakeThemBackWhenItLeaves(TestInfo test) {
    // Given
    String topic = topic(test, 4);
    Taker first = new Taker(kafka(), topic, 10);
    await().atMost(PATIENCE).until(() -> first.source.state().lanes().size() == 4);

    // When
    Taker second = new Taker(kafka(), topic, 10);

    // Then
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                first.source.state().lanes().size() == 2
                    && second.source.state().lanes().size() == 2);
    second.stop();
    await().atMost(PATIENCE).until(() -> first.source.state().lanes().size() == 4);
    first.stop();
  }

  @Test
  void shouldCommitEverythingWhenDrained(TestInfo test) {
    // Given
    String topic = topic(test, 1);
    Taker.write(kafka(), topic, 0, 0, 5);
    Taker first = new Taker(kafka(), topic, 10);
    await().atMost(PATIENCE).until(() -> first.taken.size() == 5);

    // When: draining begins while everything is still in work
    CompletableFuture<Void> drained = first.source.drain(Duration.ofSeconds(20));
    first.taken.forEach(first.source::done);
    assertThat(drained).succeedsWithin(PATIENCE);

    // Then: the next owner gets only what came afterwards
    Taker.write(kafka(), topic, 0, 5, 1);
    Taker second = new Taker(kafka(), topic, 10);
    await().atMost(PATIENCE).until(() -> !second.taken.isEmpty());
    assertThat(second.offsets()).containsExactly(5L);
    second.stop();
  }

  String topic(TestInfo test, int lanes) {
    return SharedBroker.topic(kafka(), test.getTestMethod().orElseThrow().getName(), lanes);
  }
}
