package io.millrace.topics.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.topics.broker.SharedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.catalog.TopicSpec;
import io.millrace.topics.catalog.TopicSpec.Cleanup;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopicAdminIT {

  @RegisterExtension static final SharedBroker BROKER = new SharedBroker();

  private static final int LIMIT = SharedBroker.LIMIT;
  private static KafkaConnection kafka;
  private static TopicAdmin admin;

  @BeforeAll
  static void connect() {
    kafka = BROKER.kafka();
    admin = new TopicAdmin(kafka.admin("test"));
  }

  @AfterAll
  static void disconnect() {
    admin.close();
  }

  @Test
  void shouldHaveNothingToDoTheSecondTime() {
    // Given: every topic of a pipeline, as the catalogue wants them
    PipelineSpec pipeline =
        new PipelineSpec(
            new PipelineId("twice"),
            1,
            Duration.ofSeconds(2),
            List.of(
                new StageSpec(
                    new StageId("detect"), "m", 1, Duration.ZERO, 3, "least-finish", Map.of())));
    List<TopicSpec> wanted = TopicCatalog.topics(pipeline, LIMIT);

    List<TopicOperation> first = admin.ensure(wanted);
    List<TopicOperation> second = admin.ensure(wanted);

    assertThat(first).hasSize(wanted.size()).allMatch(TopicOperation.Create.class::isInstance);
    assertThat(second).isEmpty();
    assertThat(admin.find(List.of("twice.frames", "twice.nothing")))
        .containsOnlyKeys("twice.frames")
        .hasEntrySatisfying("twice.frames", found -> assertThat(found.lanes()).isEqualTo(3));
  }

  @Test
  void shouldGrowATopicWithItsRecordsInPlace() {
    // Given
    admin.ensure(List.of(topic("grown", 2)));
    try (RecordSink sink = new RecordSink(kafka.producer("test"), LIMIT)) {
      sink.send("grown", 1, new byte[0], new RecordHeaders(), "kept".getBytes(UTF_8)).join();
    }

    List<TopicOperation> operations = admin.ensure(List.of(topic("grown", 5)));

    assertThat(operations).containsExactly(new TopicOperation.AddLanes("grown", 2, 5));
    try (Consumer<byte[], byte[]> reader = kafka.reader("test")) {
      TopicPartition lane = new TopicPartition("grown", 1);
      assertThat(reader.endOffsets(List.of(lane))).containsEntry(lane, 1L);
      assertThat(reader.partitionsFor("grown")).hasSize(5);
    }
  }

  @Test
  void shouldChangeASettingOfATopicThatExists() {
    admin.ensure(List.of(topic("changed", 1)));
    TopicSpec longer =
        new TopicSpec("changed", 1, Cleanup.DELETE, Duration.ofHours(9), 1 << 30, LIMIT);

    List<TopicOperation> operations = admin.ensure(List.of(longer));

    assertThat(operations)
        .containsExactly(
            new TopicOperation.Configure(
                "changed", Map.of("retention.ms", "32400000", "segment.ms", "32400000")));
    assertThat(admin.find(List.of("changed")).values())
        .singleElement()
        .satisfies(found -> assertThat(found.settings()).containsEntry("retention.ms", "32400000"));
  }

  @Test
  void shouldGoOnWhenOneOperationFails() {
    // Given: a name that Kafka refuses between two that it takes
    List<TopicSpec> wanted = List.of(topic("before", 1), topic("not a name", 1), topic("after", 1));

    assertThatThrownBy(() -> admin.ensure(wanted))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("not a name: create with 1 lane(s)")
        .hasMessageNotContaining("before:")
        .hasMessageNotContaining("after:");

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> admin.find(List.of("before", "after")).size() == 2);
  }

  @Test
  void shouldCountATopicAsCreatedThatSomebodyElseCreatedMeanwhile() {
    // Given: a plan made before the topic came
    List<TopicOperation> plan = admin.plan(List.of(topic("raced", 1)));
    admin.ensure(List.of(topic("raced", 1)));

    assertThat(admin.apply(plan)).allMatch(outcome -> outcome.error().isEmpty());
  }

  private static TopicSpec topic(String name, int lanes) {
    return new TopicSpec(name, lanes, Cleanup.DELETE, Duration.ofHours(1), 1 << 30, LIMIT);
  }
}
