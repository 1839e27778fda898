package io.millrace.planner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.millrace.planner.carbon.app.CarbonSection;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.replan.Comparison;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.planner.replan.ReplanSettings;
import io.millrace.planner.replan.Trigger;
import io.millrace.planner.replan.Verdict;
import io.millrace.planner.solve.Strategies;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CarbonSpec;
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
import java.nio.file.Files;
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

  private static final CarbonSource NO_CARBON = new CarbonSource.None();

  @TempDir Path folder;
  private EmbeddedBroker broker;
  private KafkaConnection kafka;
  private RecordSink sink;
  private TopicTail tail;
  private DeviceSpec.PowerSpec power = DeviceSpec.PowerSpec.UNKNOWN;
  private Map<String, String> zones = Map.of();
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

  @Test
  void shouldPlanForTheCleanerZoneAndTellWhatItCountsWith() throws Exception {
    Path csv = folder.resolve("hours.csv");
    Files.writeString(
        csv,
        """
        timestamp,carbon_intensity_lifecycle_gco2eq_per_kwh
        2022-07-15T00:00:00Z,100
        2022-07-15T01:00:00Z,100
        """);
    CarbonSection section =
        CarbonSection.read(
            """
            carbon:
              {kind: average, scope: life-cycle, zones: [CLEAN, DARK], fallback: 700,
               feeds: [{provider: csv, files: {CLEAN: '%s'}}], replay: {start: "2022-07-15T00:00:00Z"}}
            """
                .formatted(csv),
            "test.yaml");
    List<CarbonSpec> told = new CopyOnWriteArrayList<>();
    try (TopicTail carbonTail =
        new TopicTail(
            kafka.reader("test"),
            List.of(TopicCatalog.CARBON),
            TopicTail.From.BEGINNING,
            record -> told.add(Json.read(record.value(), CarbonSpec.class, "carbon")))) {
      carbonTail.start();
      try (PlannerService planner =
          planner(
              1,
              Goal.DEFAULT.withObjective(Objective.CARBON),
              new CarbonSource.Feeds(section, Map.of()))) {
        power = new DeviceSpec.PowerSpec(2, 10, "configured");
        zones = Map.of("a", "DARK", "b", "CLEAN");
        announceUntilPlans(1, "a", "b");
        await().atMost(PATIENCE).until(() -> told.size() >= 2);
      }
    }

    assertThat(plans.get(0).placements())
        .extracting(place -> place.device().value())
        .containsExactly("b");
    assertThat(plans.get(0).why())
        .as("a zone without a value does not stop planning, and is no secret")
        .anyMatch(why -> why.startsWith("carbon in DARK is the constant value of 700 g/kWh"));
    assertThat(told)
        .extracting(CarbonSpec::zone, CarbonSpec::gramsPerKilowattHour, CarbonSpec::stale)
        .contains(tuple("CLEAN", 100.0, false), tuple("DARK", 700.0, true));
    assertThat(told).allMatch(CarbonSpec::replayed);
  }

  @Test
  void shouldSayWhatItWouldDoWithTheRunningSystemAndChangeNothing() throws InterruptedException {
    try (PlannerService planner = planner()) {
      announceUntilPlans(1, "a", "b", "c");
    }
    for (String device : List.of("a", "b", "c", "d")) {
      announce(device);
    }

    LivePlan live =
        LivePlan.look(
            List.of(PIPELINE),
            inForce -> settings(inForce.get(0).rates().get(0).demand(), Goal.DEFAULT, NO_CARBON),
            kafka,
            Duration.ofSeconds(2),
            Clock.systemUTC(),
            System::nanoTime);

    assertThat(live.now().names()).extracting(DeviceId::value).containsExactly("a", "b", "c", "d");
    assertThat(live.inForce()).extracting(PlanSpec::epoch).containsExactly(1L);
    assertThat(live.comparison().triggers()).contains(new Trigger.Joined(DeviceId.of("d")));
    assertThat(live.comparison().verdict()).isInstanceOf(Verdict.Adopt.class);
    assertThat(live.comparison().inForce())
        .isInstanceOfSatisfying(
            Comparison.Running.Carrying.class,
            running ->
                assertThat(running.now().framesPerSecond())
                    .isLessThan(live.comparison().proposal().framesPerSecond()));
    assertThat(plans).as("plans in force, all of them").hasSize(1);
  }

  private PlannerService planner() throws InterruptedException {
    return planner(0, Goal.DEFAULT, NO_CARBON);
  }

  private PlannerService planner(double demand, Goal goal, CarbonSource carbon)
      throws InterruptedException {
    return PlannerService.start(
        settings(demand, goal, carbon),
        kafka,
        MetricRegistry.none(),
        List.of(),
        Clock.systemUTC(),
        System::nanoTime);
  }

  private static PlannerSettings settings(double demand, Goal goal, CarbonSource carbon) {
    return new PlannerSettings(
        List.of(new LivePipeline(PIPELINE, demand, 1, 0)),
        Strategies.BUILT_IN.named("nudif-shared"),
        goal.withBudget(Duration.ofSeconds(5)),
        ReplanSettings.DEFAULT,
        new MetricsSource.LoadReports(),
        carbon,
        LIMIT);
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
            power,
            zones.getOrDefault(name, ""));
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
