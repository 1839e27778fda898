package io.millrace.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.catalog.ModelStore;
import io.millrace.models.catalog.Progress;
import io.millrace.models.image.Image;
import io.millrace.models.image.ImageCodec;
import io.millrace.models.task.Tasks;
import io.millrace.testkit.TextPicture;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.Find;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.route.RoutingStrategy;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.stream.TopicTail;
import io.millrace.worker.infer.InferenceException;
import io.millrace.worker.infer.Processor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerIT {

  private static final int LIMIT = TopicCatalog.DEFAULT_MAX_RECORD_BYTES;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final DeviceId HERE = new DeviceId("here");

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaConnection kafka;
  private final MetricRegistry registry = MetricRegistry.ofProcess();

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0, LIMIT);
    kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), LIMIT);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void shouldReadTextsThroughThreeRealModelsAndCountThem() throws Exception {
    // Given: a worker with one instance of each stage
    PipelineSpec pipeline = pipeline("text");
    List<List<String>> texts =
        List.of(List.of("MTK 4821", "EXIT 7"), List.of("HAMBURG SUD"), List.of("ABCU 305438"));
    Map<Long, Result> results = new ConcurrentHashMap<>();
    try (Worker worker = start(pipeline, pipeline.stages().stream().map(StageSpec::name).toList());
        RecordSink sink = new RecordSink(kafka.producer("test"), LIMIT);
        TopicTail tail =
            new TopicTail(
                kafka.reader("test"),
                List.of(TopicCatalog.results(pipeline.name())),
                TopicTail.From.BEGINNING,
                record -> {
                  Result result = Json.read(record.value(), Result.class, record.topic());
                  results.put(result.frame().sequence(), result);
                })) {
      tail.start();
      RoutedSink frames =
          new RoutedSink(
              sink,
              TopicCatalog.frames(pipeline.name()),
              pipeline.first().name(),
              RoutingStrategy.named("round-robin"),
              System::nanoTime,
              new SplittableRandom(1));

      // When: each picture, and one without any text
      for (int i = 0; i < texts.size(); i++) {
        frames.send(frame(i), jpeg(texts.get(i))).join();
      }
      frames.send(frame(texts.size()), jpeg(List.of())).join();

      // Then
      await().atMost(PATIENCE).until(() -> results.size() == texts.size() + 1);
      for (int i = 0; i < texts.size(); i++) {
        Result result = Objects.requireNonNull(results.get((long) i));
        // How wide a gap must be to be a space is the model's business.
        assertThat(result.finds().stream().map(Find::text).map(WorkerIT::withoutSpaces))
            .isEqualTo(texts.get(i).stream().map(WorkerIT::withoutSpaces).toList());
        assertThat(result.device()).isEqualTo(HERE);
        assertThat(result.lastStage()).isEqualTo(new StageId("text-read"));
      }
      assertThat(results.get((long) texts.size()))
          .matches(result -> result.finds().isEmpty())
          .matches(result -> result.lastStage().equals(new StageId("text-detect")));
      assertThat(worker.ready()).isTrue();
      String here = "{device=\"here\",emulated=\"false\",pipeline=\"text\",stage=\"";
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(registry.scrape(MetricRegistry.TEXT))
                      .contains("millrace_stage_serving_instances" + here + "text-read\"} 1.0")
                      .contains("millrace_stage_taken_frames_total" + here + "text-detect\"} 4.0")
                      .contains("millrace_stage_batch_frames_count" + here + "text-detect\"} 4")
                      .contains("part=\"infer\"")
                      .contains(
                          "millrace_kafka_received_records_total{client=\"text.text-detect\"} 4.0")
                      .contains("by=\"least-finish\",device=\"here\"")
                      .doesNotContain("millrace_device_power_watts"));
    }
  }

  @Test
  void shouldLeaveNothingRunningWhenAModelIsMissing() {
    // Given
    PipelineSpec pipeline = pipeline("missing");
    long before = threads();

    // When / Then
    assertThatThrownBy(
            () ->
                Worker.start(
                    settings(pipeline, List.of(new StageId("text-detect"))),
                    kafka,
                    MetricRegistry.none(),
                    stage ->
                        new ModelFile(
                            folder.resolve("none.onnx"),
                            Tasks.create(ModelCatalog.builtIn().require(stage.model()))),
                    Clock.systemUTC(),
                    System::nanoTime,
                    new SplittableRandom(1)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("none.onnx: no such model file");
    await().atMost(PATIENCE).until(() -> threads() <= before);
  }

  @Test
  void shouldRefuseAStageThatNeedsFramesButWouldGetCrops() {
    // Given: detection behind detection
    StageSpec detect = stage("text-detect");
    PipelineSpec pipeline =
        new PipelineSpec(
            new PipelineId("twice"),
            1,
            Duration.ofSeconds(2),
            List.of(
                detect,
                new StageSpec(
                    new StageId("again"),
                    "text-detect",
                    1,
                    Duration.ZERO,
                    1,
                    StageSpec.DEFAULT_ROUTING,
                    Map.of())));
    topics(pipeline);

    // When / Then
    assertThatThrownBy(() -> start(pipeline, List.of(new StageId("again"))))
        .hasMessageContaining("'again'")
        .hasMessageContaining("only the first stage gets whole frames");
  }

  private Worker start(PipelineSpec pipeline, List<StageId> stages) {
    return Worker.start(
        settings(pipeline, stages),
        kafka.measuredBy(registry),
        registry,
        WorkerIT::model,
        Clock.systemUTC(),
        System::nanoTime,
        new SplittableRandom(1));
  }

  private static WorkerSettings settings(PipelineSpec pipeline, List<StageId> stages) {
    Map<StageId, Integer> instances = new LinkedHashMap<>();
    stages.forEach(stage -> instances.put(stage, 1));
    return WorkerSettings.of(HERE, pipeline, instances, Processor.cpu(1));
  }

  private static ModelFile model(StageSpec stage) {
    ModelEntry entry = ModelCatalog.builtIn().require(stage.model());
    ModelStore store = new ModelStore(folder.resolve("models"));
    store.pull(entry, Progress.NONE);
    return new ModelFile(store.path(entry), Tasks.create(entry, stage.settings()));
  }

  private static PipelineSpec pipeline(String name) {
    PipelineSpec pipeline =
        new PipelineSpec(
            new PipelineId(name),
            1,
            Duration.ofSeconds(2),
            Stream.of("text-detect", "text-angle", "text-read").map(WorkerIT::stage).toList());
    topics(pipeline);
    return pipeline;
  }

  private static void topics(PipelineSpec pipeline) {
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("test"))) {
      admin.ensure(TopicCatalog.topics(pipeline, LIMIT));
    }
  }

  private static StageSpec stage(String model) {
    return new StageSpec(
        new StageId(model), model, 1, Duration.ZERO, 2, StageSpec.DEFAULT_ROUTING, Map.of());
  }

  private static Envelope frame(long sequence) {
    return Envelope.jpeg(new FrameRef(new CameraId("gate"), 1, sequence, Instant.now()));
  }

  private static byte[] jpeg(List<String> texts) {
    TextPicture picture = TextPicture.draw(640, 352, texts, texts.size());
    return new ImageCodec()
        .encodeJpeg(Image.of(picture.width(), picture.height(), picture.bgr()), 90);
  }

  private static String withoutSpaces(String text) {
    return text.replace(" ", "");
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread -> thread.getName().startsWith("infer-") || thread.getName().contains("vert.x"))
        .count();
  }
}
