package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.broker.SharedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** An instance that collects what it takes, in the group of the topic's name. */
final class Taker implements LaneSource.Listener {

  final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
  final List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
  final LaneSource source;
  private final boolean finishing;

  /** One that finishes nothing by itself. */
  Taker(KafkaConnection kafka, String topic, int room) {
    this(kafka, topic, room, false);
  }

  Taker(KafkaConnection kafka, String topic, int room, boolean finishing) {
    this.finishing = finishing;
    source =
        new LaneSource(
            kafka.groupConsumer("test", topic, Math.max(1, room / 2)),
            topic,
            room,
            this,
            System::nanoTime);
    source.start();
  }

  /** Writes the values from, from + 1, … to a lane. */
  static void write(KafkaConnection kafka, String topic, int lane, int from, int count) {
    try (RecordSink sink = new RecordSink(kafka.producer("test"), SharedBroker.LIMIT)) {
      for (int i = from; i < from + count; i++) {
        byte[] value = Integer.toString(i).getBytes(UTF_8);
        sink.send(topic, lane, new byte[] {1}, new RecordHeaders(), value).join();
      }
    }
  }

  @Override
  public void taken(Taken record) {
    taken.add(record);
    if (finishing) {
      source.done(record);
    }
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
    assertThat(source.drain(Duration.ZERO)).succeedsWithin(Duration.ofSeconds(30));
    assertThat(failures).isEmpty();
  }
}
