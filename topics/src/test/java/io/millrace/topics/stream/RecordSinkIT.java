package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.SharedBroker;
import io.millrace.topics.catalog.TopicSpec;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.codec.DeadLetterHeaders;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RecordSinkIT {

  @RegisterExtension static final SharedBroker BROKER = new SharedBroker();

  private static final byte[] KEY = "gate".getBytes(UTF_8);
  private RecordSink sink = new RecordSink(BROKER.kafka().producer("test"), SharedBroker.LIMIT);

  @BeforeEach
  void open() {
    sink.close();
    sink = new RecordSink(BROKER.kafka().producer("test"), SharedBroker.LIMIT);
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void shouldTakeARecordOfExactlyTheLimitAndRefuseOneByteMore() {
    // Given: a key of 4 bytes and two headers of 3 + 2 and 30 + 0 bytes, as many as there may be
    String topic = BROKER.topic("exact", 1);
    RecordHeaders headers = new RecordHeaders();
    headers.add("abc", new byte[2]);
    headers.add("x".repeat(30), null);
    int most = SharedBroker.LIMIT - 4 - 5 - 30;

    CompletableFuture<Void> fits = sink.send(topic, 0, KEY, headers, new byte[most]);
    CompletableFuture<Void> tooLarge = sink.send(topic, 0, KEY, headers, new byte[most + 1]);

    assertThat(fits).succeedsWithin(Duration.ofSeconds(30));
    assertThat(tooLarge).isCompletedExceptionally();
    assertThatThrownBy(tooLarge::join)
        .hasCauseInstanceOf(RecordTooLargeException.class)
        .hasMessageContaining("A record of 1048577 bytes for exact is above the limit of 1048576");
    assertThat(end(topic)).as("nothing else was written").isEqualTo(1);
  }

  @Test
  void shouldHaveRoomForTheFramingOfManyHeaders() {
    // Given: hundreds of headers, whose lengths Kafka stores too
    String topic = BROKER.topic("many-headers", 1);
    RecordHeaders headers = new RecordHeaders();
    IntStream.range(0, 300).forEach(i -> headers.add("header-%03d".formatted(i), new byte[8]));
    int most = SharedBroker.LIMIT - 4 - 300 * 18;

    assertThat(sink.send(topic, 0, KEY, headers, new byte[most]))
        .succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void shouldSayWhenTheBrokerTakesLess() {
    // Given: somebody lowered the topic's limit
    try (TopicAdmin admin = new TopicAdmin(BROKER.kafka().admin("test"))) {
      admin.ensure(
          List.of(
              new TopicSpec(
                  "lowered", 1, TopicSpec.Cleanup.DELETE, Duration.ofHours(1), 1 << 30, 10_000)));
    }

    CompletableFuture<Void> refused =
        sink.send("lowered", 0, KEY, new RecordHeaders(), new byte[100_000]);

    assertThat(refused).failsWithin(Duration.ofSeconds(30));
    assertThatThrownBy(refused::join)
        .hasCauseInstanceOf(RecordTooLargeException.class)
        .hasMessageContaining(
            "A record of 100004 bytes for lowered is above what the broker takes, though below the limit of 1048576 bytes here")
        .hasMessageContaining("Maybe the topic's max.message.bytes was changed");
  }

  @Test
  void shouldLetARecordOfTheLimitBecomeADeadLetter() {
    // Given: the greatest record that a stage can get, with the longest error
    String topic = BROKER.topic("dead-letters", 1);
    try (TopicAdmin admin = new TopicAdmin(BROKER.kafka().admin("test"))) {
      int room = SharedBroker.LIMIT + (64 << 10);
      admin.ensure(
          List.of(
              new TopicSpec(
                  topic, 1, TopicSpec.Cleanup.DELETE, Duration.ofHours(1), 1 << 30, room)));
    }
    FrameRef frame = new FrameRef(new CameraId("gate"), 1, 2, Instant.EPOCH);
    Headers came = CloudEventHeaders.write(Envelope.jpeg(frame));
    int headerBytes = 0;
    for (var header : came) {
      headerBytes += header.key().length() + header.value().length;
    }
    byte[] value = new byte[SharedBroker.LIMIT - 4 - headerBytes];
    assertThat(sink.send(topic, 0, KEY, came, value)).succeedsWithin(Duration.ofSeconds(30));

    Headers dead =
        DeadLetterHeaders.write(
            came, "text.frames", 0, 7, new StageId("detect"), "é".repeat(9_999));

    assertThat(sink.send(topic, 0, KEY, dead, value)).succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void shouldKeepACamerasRecordsOnOneLaneByKey() {
    String topic = BROKER.topic("by-key", 4);

    for (int i = 0; i < 20; i++) {
      sink.send(topic, RecordSink.BY_KEY, KEY, new RecordHeaders(), new byte[1]).join();
    }

    try (Consumer<byte[], byte[]> reader = BROKER.kafka().reader("test")) {
      List<TopicPartition> lanes =
          IntStream.range(0, 4).mapToObj(lane -> new TopicPartition(topic, lane)).toList();
      assertThat(reader.endOffsets(lanes).values()).containsExactlyInAnyOrder(0L, 0L, 0L, 20L);
    }
    assertThat(sink.lanes(topic)).isEqualTo(4);
  }

  private static long end(String topic) {
    try (Consumer<byte[], byte[]> reader = BROKER.kafka().reader("test")) {
      TopicPartition lane = new TopicPartition(topic, 0);
      return reader.endOffsets(List.of(lane)).getOrDefault(lane, -1L);
    }
  }
}
