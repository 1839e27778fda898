package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.broker.SharedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that goes away and comes back on the same port with the same data. */
class BrokerRestartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path data;

  @Test
  void shouldGoOnWithNothingLostWhenTheBrokerComesBack() throws InterruptedException {
    // Given: a source with records done but perhaps not committed, and records in work; a tail
    EmbeddedBroker before = EmbeddedBroker.start(data, 0, SharedBroker.LIMIT);
    int port = Integer.parseInt(before.bootstrapServers().split(":", -1)[1]);
    KafkaConnection kafka =
        new KafkaConnection(before.bootstrapServers(), Map.of(), SharedBroker.LIMIT);
    String topic = SharedBroker.topic(kafka, "restarted", 2);
    Taker.write(kafka, topic, 0, 0, 10);
    Taker taker = new Taker(kafka, topic, 100);
    Queue<String> tailed = new ConcurrentLinkedQueue<>();
    TopicTail tail =
        new TopicTail(
            kafka.reader("tail"),
            List.of(topic),
            TopicTail.From.BEGINNING,
            record -> tailed.add(new String(record.value(), UTF_8)));
    tail.start();
    assertThat(tail.awaitPositioned(PATIENCE)).isTrue();
    await().atMost(PATIENCE).until(() -> taker.taken.size() == 10 && tailed.size() == 10);
    taker.taken.stream().filter(record -> record.offset() < 5).forEach(taker.source::done);

    // When: the broker goes, work goes on meanwhile, and it comes back
    before.close();
    taker.taken.stream().filter(record -> record.offset() == 5).forEach(taker.source::done);
    EmbeddedBroker after = EmbeddedBroker.start(data, port, SharedBroker.LIMIT);
    Taker.write(kafka, topic, 1, 10, 10);

    // Then: everything comes, to the same source, and to the tail once
    Set<String> all =
        IntStream.range(0, 20).mapToObj(Integer::toString).collect(Collectors.toSet());
    await().atMost(PATIENCE).until(() -> new HashSet<>(taker.values()).equals(all));
    await().atMost(PATIENCE).until(() -> tailed.size() == 20);
    assertThat(taker.failures).isEmpty();

    // When: all is done, and another owner comes
    taker.taken.forEach(taker.source::done);
    assertThat(taker.source.state().outstanding()).isZero();
    taker.stop();
    Taker.write(kafka, topic, 0, 20, 1);
    Taker next = new Taker(kafka, topic, 100, true);

    // Then: nothing is repeated, because all of it could be committed after all
    await().atMost(PATIENCE).until(() -> !next.taken.isEmpty());
    assertThat(next.values()).containsExactly("20");
    next.stop();
    tail.close();
    after.close();
  }
}
