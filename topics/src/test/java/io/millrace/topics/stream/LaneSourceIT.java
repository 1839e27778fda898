package io.millrace.topics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topics.broker.SharedBroker;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

class LaneSourceIT extends LaneSourceContract {

  @RegisterExtension static final SharedBroker BROKER = new SharedBroker();

  @Override
  KafkaConnection kafka() {
    return BROKER.kafka();
  }

  @Test
  void shouldRebalanceWhileItIsFull(TestInfo test) {
    // Given: a member that is paused and finishes nothing
    String topic = topic(test, 2);
    Taker.write(kafka(), topic, 0, 0, 10);
    Taker.write(kafka(), topic, 1, 0, 10);
    Taker full = new Taker(kafka(), topic, 2);
    await().atMost(PATIENCE).until(() -> full.source.state().waiting() > 0);

    // When: a second one joins
    Taker second = new Taker(kafka(), topic, 100, true);

    // Then: it gets a lane and every record of it that was not committed
    await().atMost(PATIENCE).until(() -> second.taken.size() == 10);
    int lane = second.taken.element().lane();
    assertThat(full.source.state().lanes()).containsExactly(1 - lane);
    assertThat(full.taken).allMatch(record -> record.owned() == (record.lane() != lane));
    full.stop();
    await().atMost(PATIENCE).until(() -> second.taken.size() == 20);
    second.stop();
  }

  @Test
  void shouldReadLanesThatAreAddedWhileItRuns(TestInfo test) {
    // Given: a new group, on a topic that grows
    String topic = topic(test, 1);
    Taker taker = new Taker(kafka(), topic, 100, true);
    await().atMost(PATIENCE).until(() -> taker.source.state().lanes().equals(List.of(0)));

    topic(test, 3);
    Taker.write(kafka(), topic, 2, 7, 1);

    // Then: nothing of the added lane is missed, though it was written before it was assigned
    await().atMost(PATIENCE).until(() -> taker.values().equals(List.of("7")));
    assertThat(taker.source.state().lanes()).contains(2);
    taker.stop();
  }

  @Test
  void shouldLeaveToOthersWhatItsListenerCouldNotTake(TestInfo test) {
    // Given: a listener with a defect
    String topic = topic(test, 1);
    Taker.write(kafka(), topic, 0, 0, 4);
    AtomicBoolean failed = new AtomicBoolean();
    LaneSource[] broken = new LaneSource[1];
    broken[0] =
        new LaneSource(
            kafka().groupConsumer("broken", topic, 10),
            topic,
            10,
            new LaneSource.Listener() {
              @Override
              public void taken(Taken record) {
                if (record.offset() == 2) {
                  throw new IllegalStateException("defect");
                }
                broken[0].done(record);
              }

              @Override
              public void failed(Exception cause) {
                failed.set(true);
              }
            },
            System::nanoTime);
    broken[0].start();
    await().atMost(PATIENCE).untilTrue(failed);

    Taker next = new Taker(kafka(), topic, 10, true);

    await().atMost(PATIENCE).until(() -> next.taken.size() == 2);
    assertThat(next.values()).containsExactly("2", "3");
    next.stop();
  }
}
