package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.topics.broker.SharedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopicTailIT {

  @RegisterExtension static final SharedBroker BROKER = new SharedBroker();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Queue<String> read = new ConcurrentLinkedQueue<>();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void shouldReadFromTheEndExactlyWhatIsWrittenAfterItIsPositioned() throws InterruptedException {
    String topic = BROKER.topic("from-end", 2);
    Taker.write(BROKER.kafka(), topic, 0, 0, 3);
    try (TopicTail tail = tail(TopicTail.From.END, topic)) {
      tail.start();
      assertThat(tail.awaitPositioned(PATIENCE)).isTrue();

      Taker.write(BROKER.kafka(), topic, 0, 3, 2);
      Taker.write(BROKER.kafka(), topic, 1, 5, 1);

      await().atMost(PATIENCE).until(() -> read.size() == 3);
      assertThat(read).containsExactlyInAnyOrder("3", "4", "5");
    }
  }

  @Test
  void shouldReadFromTheBeginningAndGoOn() throws InterruptedException {
    String one = BROKER.topic("from-beginning", 1);
    String two = BROKER.topic("from-beginning-too", 1);
    Taker.write(BROKER.kafka(), one, 0, 0, 2);
    try (TopicTail tail = tail(TopicTail.From.BEGINNING, one, two)) {
      tail.start();
      assertThat(tail.awaitPositioned(PATIENCE)).isTrue();
      Taker.write(BROKER.kafka(), two, 0, 2, 1);

      await().atMost(PATIENCE).until(() -> read.size() == 3);
      assertThat(read).containsExactlyInAnyOrder("0", "1", "2");
    }
  }

  @Test
  void shouldGoOnWhenTheHandlerThrows() throws InterruptedException {
    String topic = BROKER.topic("thrown", 1);
    try (TopicTail tail =
        new TopicTail(
            BROKER.kafka().reader("tail"),
            List.of(topic),
            TopicTail.From.END,
            record -> {
              String value = new String(record.value(), UTF_8);
              if (value.equals("1")) {
                throw new IllegalStateException("cannot be read");
              }
              read.add(value);
            })) {
      tail.start();
      assertThat(tail.awaitPositioned(PATIENCE)).isTrue();

      Taker.write(BROKER.kafka(), topic, 0, 0, 3);

      await().atMost(PATIENCE).until(() -> read.size() == 2);
      assertThat(read).containsExactly("0", "2");
    }
  }

  @Test
  void shouldReadLanesThatAreAdded() throws InterruptedException {
    // Given: a client that does not believe for long what it knows of a topic
    String topic = BROKER.topic("tailed-lanes", 1);
    KafkaConnection doubtful =
        new KafkaConnection(
            BROKER.kafka().bootstrapServers(),
            Map.of("metadata.max.age.ms", "200"),
            SharedBroker.LIMIT);
    try (TopicTail tail =
        new TopicTail(
            doubtful.reader("tail"),
            List.of(topic),
            TopicTail.From.END,
            record -> read.add(new String(record.value(), UTF_8)),
            nanos::get)) {
      tail.start();
      assertThat(tail.awaitPositioned(PATIENCE)).isTrue();

      // When: a lane comes, with a record before the tail knows of it
      BROKER.topic("tailed-lanes", 2);
      Taker.write(BROKER.kafka(), topic, 1, 0, 1);

      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                nanos.addAndGet(TopicTail.LOOK.toNanos());
                return read.size() == 1;
              });
    }
  }

  @Test
  void shouldWaitForATopicThatDoesNotExistYet() throws InterruptedException {
    try (TopicTail tail = tail(TopicTail.From.END, "comes-later")) {
      tail.start();
      assertThat(tail.awaitPositioned(Duration.ofMillis(300))).isFalse();

      BROKER.topic("comes-later", 1);

      assertThat(tail.awaitPositioned(PATIENCE)).isTrue();
      Taker.write(BROKER.kafka(), "comes-later", 0, 0, 1);
      await().atMost(PATIENCE).until(() -> read.size() == 1);
    }
  }

  @Test
  void shouldCloseAtAnyTime() throws InterruptedException {
    // Given: never started
    TopicTail never = tail(TopicTail.From.END, "never");
    never.close();
    never.start();
    assertThat(never.awaitPositioned(PATIENCE)).as("without waiting").isFalse();

    // Given: closed while it waits for its topic
    TopicTail waiting = tail(TopicTail.From.END, "no-such-topic");
    waiting.start();
    assertThatThrownBy(waiting::start).isInstanceOf(IllegalStateException.class);
    waiting.close();
    assertThat(waiting.awaitPositioned(PATIENCE)).as("without waiting").isFalse();

    // Given: closed by its own handler
    String topic = BROKER.topic("closes-itself", 1);
    TopicTail[] self = {waiting};
    TopicTail tail =
        new TopicTail(
            BROKER.kafka().reader("tail"),
            List.of(topic),
            TopicTail.From.END,
            record -> {
              read.add("one");
              self[0].close();
            });
    self[0] = tail;
    tail.start();
    assertThat(tail.awaitPositioned(PATIENCE)).isTrue();
    Taker.write(BROKER.kafka(), topic, 0, 0, 1);
    await().atMost(PATIENCE).until(() -> !read.isEmpty());
    tail.close();
  }

  private TopicTail tail(TopicTail.From from, String... topics) {
    return new TopicTail(
        BROKER.kafka().reader("tail"),
        List.of(topics),
        from,
        record -> read.add(new String(record.value(), UTF_8)),
        nanos::get);
  }
}
