package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topics.broker.SharedBroker;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.route.RoutingStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RoutedSinkIT {

  @RegisterExtension static final SharedBroker BROKER = new SharedBroker();

  private static final StageId READ = new StageId("read");
  private static RecordSink sink;

  private final AtomicLong nanos = new AtomicLong(1_000);

  @BeforeAll
  static void open() {
    sink = new RecordSink(BROKER.kafka().producer("test"), SharedBroker.LIMIT);
  }

  @AfterAll
  static void close() {
    sink.close();
  }

  @Test
  void shouldSendWhereTheReportsSay() {
    // Given: fast owns lane 0, slow owns lane 1 and has much to do
    RoutedSink routed = routed("where", 2, "least-finish");
    routed.report(report("where", READ, "fast", LoadReport.SERVING, 0, 0.001, 0));
    routed.report(report("where", READ, "slow", LoadReport.SERVING, 100, 0.1, 1));
    // and reports of others, who own nothing here
    routed.report(report("elsewhere", READ, "fast", LoadReport.SERVING, 0, 0.0001, 1));
    routed.report(report("where", new StageId("detect"), "a", LoadReport.SERVING, 0, 0.0001, 1));

    send(routed, 20);
    assertThat(counts("where.read", 2)).containsExactly(20L, 0L);

    // When: fast drains, and later slow falls silent too
    routed.report(report("where", READ, "fast", LoadReport.DRAINING, 0, 0.001, 0));
    send(routed, 5);
    assertThat(counts("where.read", 2)).containsExactly(20L, 5L);
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    send(routed, 10);
    assertThat(counts("where.read", 2)).as("in turns").containsExactly(25L, 10L);
  }

  @Test
  void shouldUseALaneAsSoonAsItsOwnerReports() {
    // Given: a producer that knows two lanes
    RoutedSink routed = routed("growing", 2, "least-finish");
    routed.report(report("growing", READ, "old", LoadReport.SERVING, 50, 0.1, 0, 1));
    send(routed, 1);

    // When: the topic grows and a worker owns the new lane
    BROKER.topic("growing.read", 4);
    routed.report(report("growing", READ, "new", LoadReport.SERVING, 0, 0.1, 3));
    send(routed, 10);

    assertThat(counts("growing.read", 4)).containsExactly(1L, 0L, 0L, 10L);
  }

  @Test
  void shouldNoticeByItselfThatTheTopicHasGrown() {
    // Given: nobody ever reports
    RoutedSink routed = routed("noticed", 1, "round-robin");
    send(routed, 2);
    BROKER.topic("noticed.read", 2);

    // When: the time has passed for which the lanes are believed, and the client has asked again
    try (RecordSink later = new RecordSink(BROKER.kafka().producer("later"), SharedBroker.LIMIT)) {
      RoutedSink fresh =
          new RoutedSink(
              later,
              "noticed.read",
              READ,
              RoutingStrategy.named("round-robin"),
              nanos::get,
              new Random(1));
      send(fresh, 4);
    }

    assertThat(counts("noticed.read", 2)).containsExactly(4L, 2L);
  }

  @Test
  void shouldTakeInThePlan() {
    RoutedSink routed = routed("planned", 3, "planned-weights");
    routed.report(report("planned", READ, "a", LoadReport.SERVING, 0, 0.1, 0));
    routed.report(report("planned", READ, "b", LoadReport.SERVING, 0, 0.1, 1, 2));
    routed.plan(Map.of("a", 30.0, "b", 10.0));
    BitSet retired = new BitSet();
    retired.set(2);
    routed.retire(retired);

    send(routed, 20);

    assertThat(counts("planned.read", 3)).containsExactly(15L, 5L, 0L);
  }

  @Test
  void shouldShareWhatThePlanGivesADeviceAmongItsLivingInstances() {
    // Given: device on-a carries 30 a second with two instances, on-b 10 with one
    RoutedSink routed = routed("followed", 3, "planned-weights");
    routed.report(report("followed", READ, "a1", LoadReport.SERVING, 0, 0.1, 0));
    routed.report(report("followed", READ, "a2", LoadReport.SERVING, 0, 0.1, 1));
    routed.report(report("followed", READ, "b1", LoadReport.SERVING, 0, 0.1, 2));
    routed.plan(plan("followed", 2, 30, 10));

    // When: and an older plan that says otherwise comes late
    routed.plan(plan("followed", 1, 10, 30));
    send(routed, 8);

    // Then
    assertThat(counts("followed.read", 3)).containsExactly(3L, 3L, 2L);

    // When: a2 falls silent, the others go on
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    routed.report(report("followed", READ, "a1", LoadReport.SERVING, 0, 0.1, 0));
    routed.report(report("followed", READ, "b1", LoadReport.SERVING, 0, 0.1, 2));
    send(routed, 8);

    // Then: a1 carries all that its device is planned to
    assertThat(counts("followed.read", 3)).containsExactly(9L, 3L, 4L);
  }

  @Test
  void shouldSayWhereARecordGoes() {
    RoutedSink routed = routed("where-to", 2, "least-finish");

    assertThat(routed.choose(envelope(0)).device()).as("nobody has reported").isNull();
    routed.report(report("where-to", READ, "a1", LoadReport.SERVING, 0, 0.1, 1));

    assertThat(routed.choose(envelope(1)))
        .isEqualTo(new RoutedSink.Chosen(1, new DeviceId("on-a")));
  }

  @Test
  void shouldFailTheRecordAndNotTheCallerWhenNoLaneIsOpen() {
    RoutedSink routed = routed("retired", 1, "round-robin");
    BitSet all = new BitSet();
    all.set(0);
    routed.retire(all);

    CompletableFuture<Void> sent = routed.send(envelope(1), new byte[0]);

    assertThatThrownBy(sent::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("All 1 lanes are retired.");
  }

  @Test
  void shouldKeepACameraTogetherWhicheverProcessSends() {
    // Given: two processes that know different things
    RoutedSink one = routed("cameras", 4, "camera");
    RoutedSink two = routed("cameras", 4, "camera");
    two.report(report("cameras", READ, "a", LoadReport.SERVING, 0, 0.1, 0));

    send(one, 10);
    send(two, 10);

    assertThat(counts("cameras.read", 4)).containsExactlyInAnyOrder(0L, 0L, 0L, 20L);
  }

  @Test
  void shouldWriteTheHeadersAndTheKeyOfTheFrame() {
    RoutedSink routed = routed("headers", 1, "round-robin");

    routed.send(envelope(7), new byte[] {42}).join();

    try (Consumer<byte[], byte[]> reader = BROKER.kafka().reader("test")) {
      TopicPartition lane = new TopicPartition("headers.read", 0);
      reader.assign(List.of(lane));
      reader.seekToBeginning(List.of(lane));
      ConsumerRecord<byte[], byte[]> record =
          reader.poll(Duration.ofSeconds(30)).records(lane).get(0);
      assertThat(CloudEventHeaders.read(record.headers())).isEqualTo(envelope(7));
      assertThat(new String(record.key(), UTF_8)).isEqualTo("gate");
      assertThat(record.value()).containsExactly(42);
    }
  }

  private RoutedSink routed(String pipeline, int lanes, String strategy) {
    String topic = BROKER.topic(pipeline + ".read", lanes);
    return new RoutedSink(
        sink, topic, READ, RoutingStrategy.named(strategy), nanos::get, new Random(1));
  }

  private static void send(RoutedSink routed, int count) {
    for (int i = 0; i < count; i++) {
      routed.send(envelope(i), new byte[1]).join();
    }
  }

  private static Envelope envelope(long sequence) {
    return Envelope.jpeg(new FrameRef(new CameraId("gate"), 1, sequence, Instant.EPOCH));
  }

  private static List<Long> counts(String topic, int lanes) {
    try (Consumer<byte[], byte[]> reader = BROKER.kafka().reader("test")) {
      List<TopicPartition> all =
          IntStream.range(0, lanes).mapToObj(lane -> new TopicPartition(topic, lane)).toList();
      Map<TopicPartition, Long> ends = reader.endOffsets(all);
      return all.stream().map(lane -> ends.getOrDefault(lane, -1L)).toList();
    }
  }

  private static PlanSpec plan(String pipeline, long epoch, double onA, double onB) {
    return new PlanSpec(
        epoch,
        Instant.EPOCH,
        "by hand",
        "throughput",
        List.of(placement(pipeline, "on-a", 2, onA), placement(pipeline, "on-b", 1, onB)),
        List.of(),
        List.of(),
        onA + onB,
        onA + onB,
        "",
        "",
        List.of(),
        false);
  }

  private static PlanSpec.PlacementSpec placement(
      String pipeline, String device, int instances, double framesPerSecond) {
    return new PlanSpec.PlacementSpec(
        new PipelineId(pipeline), READ, new DeviceId(device), "cpu", instances, 0, framesPerSecond);
  }

  private static LoadReport report(
      String pipeline,
      StageId stage,
      String instance,
      String state,
      long backlog,
      double serviceSeconds,
      Integer... lanes) {
    return new LoadReport(
        new InstanceId(instance),
        new DeviceId("on-" + instance.substring(0, 1)),
        new PipelineId(pipeline),
        stage,
        Instant.EPOCH,
        state,
        List.of(lanes),
        backlog,
        0,
        serviceSeconds,
        serviceSeconds,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Map.of(),
        false);
  }
}
