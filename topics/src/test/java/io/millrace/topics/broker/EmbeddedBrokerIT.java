package io.millrace.topics.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

  private static final int LIMIT = 1 << 20;

  @TempDir Path data;

  @Test
  void shouldKeepItsDataAndLeaveNoThreadBehind() {
    // Given: a record, and the threads that there were before
    Set<Thread> before = threads();
    try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0, LIMIT)) {
      KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), LIMIT);
      SharedBroker.topic(kafka, "kept", 1);
      try (RecordSink sink = new RecordSink(kafka.producer("test"), LIMIT)) {
        sink.send("kept", 0, new byte[0], new RecordHeaders(), "still here".getBytes(UTF_8)).join();
      }

      // and somebody else who wants the same folder, while the first goes on serving
      assertThatThrownBy(() -> EmbeddedBroker.start(data, 0, LIMIT))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining(data + ": another broker uses this data folder.")
          .hasMessageContaining("Maybe use that one, or give another folder with --data.");
      int port = Integer.parseInt(broker.bootstrapServers().split(":", -1)[1]);
      assertThatThrownBy(() -> EmbeddedBroker.start(data.resolve("other"), port, LIMIT))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("Port %d on 127.0.0.1 is in use.", port)
          .hasMessageContaining("--bootstrap-servers 127.0.0.1:" + port);
      assertThat(data.resolve("other")).as("nothing half made").doesNotExist();
      assertThat(values(kafka)).containsExactly("still here");
    }

    // When
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(threads())
                    .filteredOn(thread -> !before.contains(thread) && !thread.isDaemon())
                    .filteredOn(thread -> !thread.getName().equals("awaitility-thread"))
                    .isEmpty());
    try (EmbeddedBroker again = EmbeddedBroker.start(data, 0, LIMIT)) {
      // Then
      KafkaConnection kafka = new KafkaConnection(again.bootstrapServers(), Map.of(), LIMIT);
      assertThat(values(kafka)).containsExactly("still here");
      again.close();
    }
  }

  @Test
  void shouldSayThatAPortIsTakenBySomethingElse() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedBroker.start(data, other.getLocalPort(), LIMIT))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("Port %d on 127.0.0.1 is in use.", other.getLocalPort());
    }
  }

  @Test
  void shouldSayThatAFolderCannotBeUsed() throws IOException {
    // Given: a file where the folder should be
    Path file = Files.createFile(data.resolve("file"));

    assertThatThrownBy(() -> EmbeddedBroker.start(file, 0, LIMIT))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(file + ": the broker's data folder cannot be used: ");

    // Given: a file where Kafka's own folder should be
    Files.createFile(data.resolve("kafka"));
    assertThatThrownBy(() -> EmbeddedBroker.start(data, 0, LIMIT))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("the broker's data folder cannot be used: ");
    Files.delete(data.resolve("kafka"));
    FolderLock.take(data).close();
  }

  @Test
  void shouldSayThatADataFolderIsBroken() throws IOException {
    // Given: data of somebody else's node
    Files.createDirectories(data.resolve("kafka"));
    Files.writeString(
        data.resolve("kafka/meta.properties"), "version=1\nnode.id=7\ncluster.id=x\n");

    assertThatThrownBy(() -> EmbeddedBroker.start(data, 0, LIMIT))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("did not start: ");

    FolderLock.take(data).close();
  }

  @Test
  void shouldRefuseALimitThatABrokerCannotKeep() {
    assertThatThrownBy(() -> EmbeddedBroker.start(data, 0, 1 << 30))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The greatest record (1073741824 bytes) must be 1 to 268435456 bytes.");
  }

  private static List<String> values(KafkaConnection kafka) {
    try (Consumer<byte[], byte[]> reader = kafka.reader("test")) {
      TopicPartition lane = new TopicPartition("kept", 0);
      reader.assign(List.of(lane));
      reader.seekToBeginning(List.of(lane));
      List<ConsumerRecord<byte[], byte[]>> records =
          reader.poll(Duration.ofSeconds(20)).records(lane);
      return records.stream().map(record -> new String(record.value(), UTF_8)).toList();
    }
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream().collect(Collectors.toSet());
  }
}
