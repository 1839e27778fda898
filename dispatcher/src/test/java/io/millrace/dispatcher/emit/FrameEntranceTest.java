package io.millrace.dispatcher.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.dispatcher.ingest.FrameSink;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.dispatcher.results.ResultFlow;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import io.millrace.topics.route.RoutingStrategy;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.trace.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FrameEntranceTest {

  private static final String TOPIC = "text.frames";
  private static final CameraId CAMERA = new CameraId("gate");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          cluster(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final ResultFlow flow =
      new ResultFlow(Clock.fixed(NOON, ZoneOffset.UTC), () -> 0, Duration.ZERO, released -> {});
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  @Test
  void shouldNotWaitForABrokerThatIsAwayButFillItsWindow() {
    // Given: a sender that does not come to its work, as while no broker answers
    FrameEntrance entrance = entrance(2);

    // When
    List<FrameSink.Offer> answers =
        List.of(entrance.offer(picture(0)), entrance.offer(picture(1)), entrance.offer(picture(2)));

    // Then: nothing was asked of Kafka on this thread, and the camera is told that it is full
    assertThat(answers)
        .containsExactly(FrameSink.Offer.ACCEPTED, FrameSink.Offer.ACCEPTED, FrameSink.Offer.FULL);
    assertThat(producer.history()).isEmpty();
    assertThat(flow.outstanding(CAMERA)).isEqualTo(2);

    // When: the broker is back
    waiting.forEach(Runnable::run);

    // Then
    assertThat(producer.history())
        .extracting(record -> CloudEventHeaders.read(record.headers()).frame().sequence())
        .containsExactly(0L, 1L);
  }

  private FrameEntrance entrance(int window) {
    return new FrameEntrance(
        CAMERA,
        1,
        window,
        Duration.ZERO,
        new PipelineId("text"),
        TOPIC,
        new RoutedSink(
            new RecordSink(producer, 1 << 20),
            TOPIC,
            new StageId("find"),
            RoutingStrategy.named("round-robin"),
            () -> 0,
            new SplittableRandom(1)),
        waiting::add,
        flow,
        (frame, jpeg) -> {},
        new FrameEntrance.Watcher() {
          @Override
          public void handedOver(FrameRef frame) {}

          @Override
          public void sent(long nanos) {}
        },
        Tracing.OFF,
        () -> 0);
  }

  private static Captured picture(int number) {
    return new Captured(
        new byte[] {1}, 1, 1, NOON.plusMillis(number), Duration.ofMillis(number), "");
  }

  private static Cluster cluster() {
    Node node = new Node(1, "localhost", 9092);
    Node[] nodes = {node};
    return new Cluster(
        "test",
        List.of(node),
        List.of(new PartitionInfo(TOPIC, 0, node, nodes, nodes)),
        Set.of(),
        Set.of());
  }
}
