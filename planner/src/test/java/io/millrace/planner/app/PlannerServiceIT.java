package io.millrace.planner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.planner.problem.Goal;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.planner.replan.ReplanSettings;
import io.millrace.planner.solve.Strategies;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.TopicTail;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerServiceIT {

  private static final int LIMIT = TopicCatalog.DEFAULT_MAX_RECORD_BYTES;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant STARTED = Instant.parse("2026-11-21T12:00:00Z");
  private static final StageId FIND = StageId.of("find");
  private static final PipelineSpec PIPELINE =
      new PipelineSpec(
          PipelineId.of("text"),
          1,
          Duration.ofSeconds(2),
          List.of(new StageSpec(FIND, "m", 1, Duration.ZERO, 1, "least-finish", Map.of())));

  @TempDir Path folder;
  private EmbeddedBroker broker;
  private KafkaConnection kafka;
  private RecordSink sink;
  private TopicTail tail;
  private final List<PlanSpec> plans = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(folder, 0, LIMIT);
    kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), LIMIT);
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("test"))) {
      admin.ensure(TopicCatalog.topics(PIPELINE, LIMIT));
    }
    sink = new RecordSink(kafka.producer("test"), LIMIT);
    tail =
        new TopicTail(
            kafka.reader("test"),
            List.of(TopicCatalog.PLANS),
            TopicTail.From.BEGINNING,
            record -> plans.add(Json.read(record.value(), PlanSpec.class, "plans")));
    tail.start();
  }

  @AfterEach
  void stop() {
    tail.close();
    sink.close();
    broker.close();
  }

  @Test
  void shouldKeepAPlanInForceAndHandItsEpochToItsSuccessor() throws InterruptedException {
    try (PlannerService first = planner()) {
      announceUntilPlans(1, "a", "b", "c");
    }
    PlanSpec plan = plans.get(0);
    assertThat(plan.epoch()).isEqualTo(1);
    assertThat(plan.placements()).hasSize(3).allMatch(place -> place.stage().equals(FIND));
    assertThat(plan.value()).isLessThanOrEqualTo(plan.bound() * (1 + 1e-6));
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("test"))) {
      assertThat(admin.find(List.of("text.frames")).values())
          .as("a lane for every instance, added before the plan is published")
          .singleElement()
          .satisfies(topic -> assertThat(topic.lanes()).isGreaterThanOrEqualTo(3));
    }

    try (PlannerService second = planner()) {
      announceUntilPlans(2, "a", "b", "c", "d");
    }
    assertThat(plans.get(1).epoch()).isEqualTo(2);
    assertThat(plans.get(1).placements()).hasSize(4);
    assertThat(plans.get(1).why()).anyMatch(why -> why.contains("d joined"));
  }

  private PlannerService planner() throws InterruptedException {
    return PlannerService.start(
        new PlannerSettings(
            List.of(new LivePipeline(PIPELINE, 0, 1, 0)),
            Strategies.BUILT_IN.named("nudif-shared"),
            Goal.DEFAULT.withBudget(Duration.ofSeconds(5)),
            ReplanSettings.DEFAULT,
            LIMIT),
        kafka,
        List.of(),
        Clock.systemUTC(),
        System::nanoTime);
  }

  /** Devices that go on saying that they live. */
  private void announceUntilPlans(int count, String... devices) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              for (String device : devices) {
                announce(device);
              }
              return plans.size() >= count;
            });
  }

  private void announce(String name) {
    DeviceId id = DeviceId.of(name);
    DeviceSpec device =
        new DeviceSpec(
            id,
            "",
            STARTED,
            Instant.now(),
            true,
            false,
            1L << 30,
            List.of(new DeviceSpec.ProcessorSpec("cpu", 0, 1)),
            0,
            Map.of(),
            0.001,
            DeviceSpec.PowerSpec.UNKNOWN,
            "");
    ProfileSpec profile =
        new ProfileSpec(
            PIPELINE.name(),
            FIND,
            id,
            "cpu",
            STARTED,
            new TreeMap<>(Map.of(1, 0.1)),
            0,
            1 << 20,
            1000,
            0,
            false);
    send(TopicCatalog.PROFILES, profile.key(), profile);
    send(TopicCatalog.DEVICES, name, device);
  }

  private void send(String topic, String key, Object value) {
    sink.send(topic, RecordSink.BY_KEY, key.getBytes(UTF_8), new RecordHeaders(), Json.write(value))
        .join();
  }
}
