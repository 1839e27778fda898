package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class LaneSourceIT {

  private static final int LIMIT = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path data;
  private static EmbeddedBroker broker;
  private static KafkaConnection kafka;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(data, 0, LIMIT);
    kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), LIMIT);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void shouldRepeatAfterACrashExactlyWhatWasNotDone(TestInfo test) {
    // Given: six records on one lane, all taken, and only the third left undone
    String topic = topic(test, 1);
    write(topic, 0, 6);
    Taker first = new Taker(topic, 10);
    await().atMost(PATIENCE).until(() -> first.taken.size() == 6);
    first.taken.stream().filter(record -> record.offset() != 2).forEach(first.source::done);

    // When: the process stops without draining
    first.source.drain(Duration.ZERO).orTimeout(20, TimeUnit.SECONDS).join();
    Taker second = new Taker(topic, 10);

    // Then: the next owner starts at the hole, not at the end and not at the beginning
    await().atMost(PATIENCE).until(() -> second.taken.size() == 4);
    assertThat(second.values()).containsExactly("2", "3", "4", "5");
    second.stop();
  }

  @Test
  void shouldPauseWhenFullAndResumeWhenHalfIsDone(TestInfo test) {
    // Given: room for four, twenty records waiting
    String topic = topic(test, 2);
    write(topic, 0, 10);
    write(topic, 1, 10);
    Taker taker = new Taker(topic, 4);
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
    Taker first = new Taker(topic, 10);
    await().atMost(PATIENCE).until(() -> first.source.state().lanes().size() == 4);

    // When
    Taker second = new Taker(topic, 10);

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
    write(topic, 0, 5);
    Taker first = new Taker(topic, 10);
    await().atMost(PATIENCE).until(() -> first.taken.size() == 5);

    // When: draining begins while everything is still in work
    var drained = first.source.drain(Duration.ofSeconds(20));
    first.taken.forEach(first.source::done);
    drained.orTimeout(20, TimeUnit.SECONDS).join();

    // Then: the next owner gets only what came afterwards
    write(topic, 0, 1);
    Taker second = new Taker(topic, 10);
    await().atMost(PATIENCE).until(() -> !second.taken.isEmpty());
    assertThat(second.offsets()).containsExactly(5L);
    second.stop();
  }

  private static String topic(TestInfo test, int lanes) {
    String name = test.getTestMethod().orElseThrow().getName();
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("test"))) {
      admin.ensure(
          List.of(
              new TopicSpec(
                  name, lanes, TopicSpec.Cleanup.DELETE, Duration.ofHours(1), 1 << 30, LIMIT)));
    }
    return name;
  }

  private static void write(String topic, int lane, int count) {
    try (RecordSink sink = new RecordSink(kafka.producer("test"), LIMIT)) {
      for (int i = 0; i < count; i++) {
        byte[] value = Integer.toString(i).getBytes(UTF_8);
        sink.send(topic, lane, new byte[] {1}, new RecordHeaders(), value).join();
      }
    }
  }

  /** An instance that only collects. */
  private static final class Taker implements LaneSource.Listener {

    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
    private final List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
    private final LaneSource source;

    Taker(String topic, int room) {
      source =
          new LaneSource(
              kafka.groupConsumer("test", topic, Math.max(1, room / 2)),
              topic,
              room,
              this,
              System::nanoTime);
      source.start();
    }

    @Override
    public void taken(Taken record) {
      taken.add(record);
    }

    @Override
    public void failed(Exception cause) {
      failures.add(cause);
    }

    List<String> values() {
      return taken.stream().map(record -> new String(record.value(), UTF_8)).toList();
    }

    List<Long> offsets() {
      return taken.stream().map(Taken::offset).toList();
    }

    List<String> places() {
      return taken.stream().map(record -> record.lane() + ":" + record.offset()).toList();
    }

    void stop() {
      source.drain(Duration.ZERO).orTimeout(20, TimeUnit.SECONDS).join();
      assertThat(failures).isEmpty();
    }
  }
}
