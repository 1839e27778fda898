package io.millrace.bench.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.dispatcher.app.Dispatcher;
import io.millrace.dispatcher.app.DispatcherSettings;
import io.millrace.dispatcher.results.Account;
import io.millrace.dispatcher.web.WebSettings;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.TopicTail;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker dies by SIGKILL with frames in hand, and another one takes over: on a real broker, with
 * the real dispatcher and real instances. The same check that finds nothing wrong then must find
 * the loss, and the duplicates, that two seeded faults cause; else it would prove nothing.
 */
class SeededFaultsIT {

  private static final CameraId CAMERA = new CameraId("gate");
  private static final int BEGUN = 20;
  private static final int WINDOW = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaConnection kafka;

  /**
   * What was seen.
   *
   * @param account where the dispatcher says that every frame went
   * @param delivered the results as they leave the dispatcher
   * @param raw the results as they lie on their topic
   */
  private record Seen(Account account, FrameCheck delivered, FrameCheck raw) {}

  @BeforeAll
  static void startBroker() {
    broker =
        EmbeddedBroker.start(folder.resolve("broker"), 0, TopicCatalog.DEFAULT_MAX_RECORD_BYTES);
    kafka =
        new KafkaConnection(
            broker.bootstrapServers(), Map.of(), TopicCatalog.DEFAULT_MAX_RECORD_BYTES);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void shouldDeliverEveryFrameOnceAndInOrderWhenAWorkerIsKilled() throws Exception {
    // When
    Seen seen = killed("sound", DoomedWorker.Kind.SOUND);

    // Then
    assertThat(seen.delivered().whole()).as("%s", seen).isTrue();
    assertThat(seen.account().accounted()).isTrue();
  }

  @Test
  void shouldSeeALossWhenOffsetsAreCommittedBeforeWhatFollowsIsProduced() throws Exception {
    // When: the same as above, but for the seeded fault
    Seen seen = killed("hasty", DoomedWorker.Kind.COMMIT_BEFORE_PRODUCE);

    // Then: what lay in the dead one's buffer, and the account says so too
    assertThat(seen.delivered().whole()).isFalse();
    assertThat(seen.delivered().missing()).as("%s", seen).isGreaterThanOrEqualTo(BEGUN);
    assertThat(seen.account().accounted()).isFalse();
    assertThat(seen.account().inFlight()).isEqualTo(seen.delivered().missing());
  }

  @Test
  void shouldSeeDuplicatesWhereNobodyRecognisesThem() throws Exception {
    // When: a sound worker dies after its results are acknowledged and before it commits them
    Seen seen = killed("uncommitted", DoomedWorker.Kind.BEFORE_COMMIT);

    // Then: whoever reads the topic without the dispatcher's care gets frames twice, out of order
    assertThat(seen.raw().whole()).isFalse();
    assertThat(seen.raw().repeated()).as("%s", seen).hasSizeGreaterThanOrEqualTo(BEGUN);

    // Then: the dispatcher recognises every one of them
    assertThat(seen.delivered().whole()).as("%s", seen).isTrue();
    assertThat(seen.account().accounted()).isTrue();
    assertThat(seen.account().duplicates()).isEqualTo(seen.raw().repeated().size());
  }

  /**
   * Kills a worker of this kind when it has answered, or committed, some frames; lets a sound one
   * take over; and waits until there is nothing left to do.
   */
  private static Seen killed(String name, DoomedWorker.Kind kind) throws Exception {
    PipelineSpec pipeline = SmallPipeline.named(name);
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("test"))) {
      admin.ensure(TopicCatalog.topics(pipeline, kafka.maxRecordBytes()));
    }
    List<FrameRef> raw = new CopyOnWriteArrayList<>();
    List<FrameRef> delivered = new CopyOnWriteArrayList<>();
    Vertx vertx = Vertx.vertx();
    String results = TopicCatalog.results(pipeline.name());
    try (Admin admin = kafka.admin("test");
        Processes processes = new Processes(folder);
        RecordSink sink = new RecordSink(kafka.producer("survivor"), kafka.maxRecordBytes());
        TopicTail tail =
            new TopicTail(
                kafka.reader("raw"),
                List.of(results),
                TopicTail.From.BEGINNING,
                record -> raw.add(CloudEventHeaders.read(record.headers()).frame()));
        Dispatcher dispatcher = dispatcher(pipeline, delivered)) {
      tail.start();
      dispatcher.addCamera(new CameraSpec(CAMERA, "gate:?seed=1&rate=4", "asap"));
      Process doomed =
          processes.start(
              "doomed",
              DoomedWorker.class.getName(),
              List.of(kafka.bootstrapServers(), name, kind.name()));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  kind == DoomedWorker.Kind.BEFORE_COMMIT
                      ? raw.size() >= BEGUN
                      : committed(admin, pipeline, pipeline.first()) >= BEGUN);

      processes.kill(doomed);
      dispatcher.removeCamera(CAMERA);
      SmallPipeline.serve(vertx, pipeline, "survivor", kafka, sink, System::nanoTime);

      await().atMost(PATIENCE).until(() -> workedOff(admin, pipeline));
      await().atMost(PATIENCE).until(() -> raw.size() == written(admin, results));
      await().atMost(PATIENCE).until(() -> new HashSet<>(delivered).equals(new HashSet<>(raw)));
      Account account = dispatcher.account();
      long expected = account.framesIn() - account.dropped() - account.deadLetters();
      return new Seen(account, FrameCheck.of(expected, delivered), FrameCheck.of(expected, raw));
    } finally {
      vertx.close().await();
    }
  }

  private static Dispatcher dispatcher(PipelineSpec pipeline, List<FrameRef> delivered)
      throws InterruptedException {
    return Dispatcher.start(
        new DispatcherSettings(
            "test",
            pipeline,
            new WebSettings(WebSettings.DEFAULT_HOST, 0),
            WINDOW,
            WINDOW,
            DispatcherSettings.DEFAULT_REORDER_DEADLINE),
        kafka,
        MetricRegistry.none(),
        List.of(released -> delivered.add(released.result().frame())),
        Clock.systemUTC(),
        System::nanoTime,
        new SplittableRandom(1));
  }

  private static boolean workedOff(Admin admin, PipelineSpec pipeline) throws Exception {
    for (StageSpec stage : pipeline.stages()) {
      String topic = TopicCatalog.input(pipeline, stage.name());
      if (committed(admin, pipeline, stage) < written(admin, topic)) {
        return false;
      }
    }
    return true;
  }

  /** Records that a stage's group has committed. */
  private static long committed(Admin admin, PipelineSpec pipeline, StageSpec stage)
      throws Exception {
    return admin
        .listConsumerGroupOffsets(TopicCatalog.group(pipeline.name(), stage.name()))
        .partitionsToOffsetAndMetadata()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .values()
        .stream()
        .mapToLong(offset -> offset == null ? 0 : offset.offset())
        .sum();
  }

  /** Records that lie on a topic. */
  private static long written(Admin admin, String topic) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .values()
        .forEach(
            told ->
                told.partitions()
                    .forEach(
                        lane ->
                            asked.put(
                                new TopicPartition(topic, lane.partition()), OffsetSpec.latest())));
    return admin
        .listOffsets(asked)
        .all()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .values()
        .stream()
        .mapToLong(info -> info.offset())
        .sum();
  }
}
