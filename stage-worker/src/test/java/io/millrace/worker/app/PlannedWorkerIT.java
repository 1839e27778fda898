package io.millrace.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.catalog.ModelStore;
import io.millrace.models.catalog.Progress;
import io.millrace.models.task.Tasks;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.PlanSpec.PlacementSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.TopicTail;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.serve.ControlRecords;
import io.millrace.worker.serve.Emulation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannedWorkerIT {

  private static final int LIMIT = TopicCatalog.DEFAULT_MAX_RECORD_BYTES;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final DeviceId HERE = new DeviceId("here");
  private static final long MB = 1_000_000;
  private static final String ANGLE = "text-angle";
  private static final String READ = "text-read";

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaConnection kafka;
  private static PipelineSpec pipeline;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0, LIMIT);
    kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), LIMIT);
    pipeline =
        new PipelineSpec(
            new PipelineId("text"),
            1,
            Duration.ofSeconds(2),
            Stream.of("text-detect", ANGLE, READ).map(PlannedWorkerIT::stage).toList());
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("test"))) {
      admin.ensure(TopicCatalog.topics(pipeline, LIMIT));
    }
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void shouldRunWhatThePlansSay() {
    Map<String, LoadReport> loads = new ConcurrentHashMap<>();
    Map<DeviceId, ResourceReport> resources = new ConcurrentHashMap<>();
    Map<String, ProfileSpec> profiles = new ConcurrentHashMap<>();
    Map<DeviceId, DeviceSpec> devices = new ConcurrentHashMap<>();
    try (RecordSink sink = new RecordSink(kafka.producer("test"), LIMIT);
        TopicTail tail =
            new TopicTail(
                kafka.reader("test"),
                List.of(
                    TopicCatalog.LOAD,
                    TopicCatalog.RESOURCES,
                    TopicCatalog.DEVICES,
                    TopicCatalog.PROFILES),
                TopicTail.From.BEGINNING,
                record -> {
                  switch (record.topic()) {
                    case TopicCatalog.LOAD -> {
                      LoadReport load = Json.read(record.value(), LoadReport.class, "load");
                      loads.put(load.instance().value(), load);
                    }
                    case TopicCatalog.RESOURCES -> {
                      ResourceReport report =
                          Json.read(record.value(), ResourceReport.class, "resources");
                      resources.put(report.device(), report);
                    }
                    case TopicCatalog.PROFILES -> {
                      ProfileSpec profile =
                          Json.read(record.value(), ProfileSpec.class, "profiles");
                      profiles.put(profile.key(), profile);
                    }
                    default -> {
                      DeviceSpec device = Json.read(record.value(), DeviceSpec.class, "devices");
                      devices.put(device.name(), device);
                    }
                  }
                })) {
      tail.start();
      ControlRecords records = new ControlRecords(sink);
      // Given: a topic that still keeps an older plan, which must not be run on the way
      publish(records, plan(1, placement("text-detect", 1, 100 * MB)));
      publish(records, plan(2, placement(ANGLE, 2, 100 * MB)));

      try (Worker worker = start()) {
        // Then: the newest counts
        awaitPlan(resources, 2, "");
        assertThat(serving(loads)).containsExactly(ANGLE, ANGLE);
        assertThat(loads.values()).extracting(load -> load.stage().value()).containsOnly(ANGLE);
        assertThat(worker.ready()).isTrue();
        assertThat(devices.get(HERE))
            .matches(DeviceSpec::planned)
            .matches(DeviceSpec::emulated)
            .matches(device -> device.memoryBytes() == 512 * MB)
            .matches(device -> device.hopSeconds() > 0);
        assertThat(profiles.keySet())
            .containsExactlyInAnyOrder(
                "here/cpu/text/text-detect", "here/cpu/text/text-angle", "here/cpu/text/text-read");
        assertThat(profiles.values())
            .allMatch(profile -> profile.secondsByBatch().keySet().equals(Set.of(1)))
            .allMatch(profile -> profile.memoryBytes() > 0 && profile.outputBytes() > 0);
        assertThat(Objects.requireNonNull(profiles.get("here/cpu/text/text-detect")).outputBytes())
            .as("the detector finds the sample's plates")
            .isGreaterThan(3 * 100 * 20 * 3);

        assertThat(Objects.requireNonNull(resources.get(HERE)).readings())
            .containsEntry("emulated", 1.0)
            .hasEntrySatisfying("reporting_cpu_seconds", cost -> assertThat(cost).isPositive());

        // When: it is moved to another stage
        publish(records, plan(3, placement(READ, 1, 100 * MB)));
        awaitPlan(resources, 3, "");
        await().atMost(PATIENCE).until(() -> serving(loads).equals(List.of(READ)));

        // When: rubbish comes, an old plan, and one that does not fit
        sink.send(
                TopicCatalog.PLANS,
                RecordSink.BY_KEY,
                PlanSpec.IN_FORCE.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                "{\"epoch\": \"soon\"}".getBytes(StandardCharsets.UTF_8))
            .join();
        publish(records, plan(2, placement(ANGLE, 2, 100 * MB)));
        publish(records, plan(4, placement(ANGLE, 3, 204 * MB)));
        awaitPlan(
            resources,
            3,
            "The plan of epoch 4 needs 612 MB for 3 instances but the device has 512 MB.");
        String reader = servingNames(loads).get(0);

        // Then: what ran goes on, and the next plan that fits runs without another start
        assertThat(serving(loads)).containsExactly(READ);
        publish(records, plan(5, placement(READ, 1, 100 * MB), placement(ANGLE, 1, 100 * MB)));
        awaitPlan(resources, 5, "");
        await().atMost(PATIENCE).until(() -> serving(loads).equals(List.of(ANGLE, READ)));
        assertThat(servingNames(loads)).contains(reader);
      }
    }
  }

  private static void awaitPlan(
      Map<DeviceId, ResourceReport> resources, long epoch, String refused) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(resources.get(HERE))
                    .isNotNull()
                    .matches(report -> report.epoch() == epoch)
                    .matches(report -> report.refused().equals(refused)));
  }

  private static List<String> serving(Map<String, LoadReport> loads) {
    return loads.values().stream()
        .filter(PlannedWorkerIT::serves)
        .map(load -> load.stage().value())
        .sorted()
        .toList();
  }

  private static List<String> servingNames(Map<String, LoadReport> loads) {
    return loads.values().stream()
        .filter(PlannedWorkerIT::serves)
        .map(load -> load.instance().value())
        .toList();
  }

  /** An instance that left says nothing more, so it counts only while it speaks. */
  private static boolean serves(LoadReport load) {
    return load.state().equals(LoadReport.SERVING)
        && Duration.between(load.at(), Instant.now()).compareTo(Duration.ofSeconds(2)) < 0;
  }

  private static Worker start() {
    Emulation emulation = Emulation.NONE.withMemory(512 * MB);
    return Worker.start(
        WorkerSettings.planned(
            HERE, pipeline, Processor.cpu(1), new DeviceTraits("", "", true, emulation)),
        kafka,
        MetricRegistry.none(),
        PlannedWorkerIT::model,
        Clock.systemUTC(),
        System::nanoTime,
        new SplittableRandom(1));
  }

  private static ModelFile model(StageSpec stage) {
    ModelEntry entry = ModelCatalog.builtIn().require(stage.model());
    ModelStore store = new ModelStore(folder.resolve("models"));
    store.pull(entry, Progress.NONE);
    return new ModelFile(store.path(entry), Tasks.create(entry, stage.settings()));
  }

  private static StageSpec stage(String model) {
    return new StageSpec(
        new StageId(model), model, 1, Duration.ZERO, 4, StageSpec.DEFAULT_ROUTING, Map.of());
  }

  private static void publish(ControlRecords records, PlanSpec plan) {
    records.publish(TopicCatalog.PLANS, PlanSpec.IN_FORCE, plan).join();
  }

  private static PlacementSpec placement(String stage, int instances, long memoryBytes) {
    return new PlacementSpec(
        pipeline.name(), new StageId(stage), HERE, "cpu", instances, memoryBytes, 1);
  }

  private static PlanSpec plan(long epoch, PlacementSpec... placements) {
    return new PlanSpec(
        epoch,
        Instant.now(),
        "by hand",
        "throughput",
        Arrays.asList(placements),
        List.of(),
        List.of(),
        1,
        1,
        "",
        "",
        List.of(),
        false);
  }
}
