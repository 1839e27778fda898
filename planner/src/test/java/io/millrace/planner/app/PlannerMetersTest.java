package io.millrace.planner.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Origin;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.replan.CarbonNow;
import io.millrace.planner.replan.Snapshot;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.record.StageId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlannerMetersTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final PipelineId TEXT = new PipelineId("text");
  private static final StageId FIND = new StageId("find");
  private static final DeviceId PI = new DeviceId("pi");

  private final MetricRegistry registry = MetricRegistry.ofProcess();
  private final PlannerMeters meters =
      new PlannerMeters(registry, Clock.fixed(NOON.plusSeconds(9), ZoneOffset.UTC));

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldShowThePlanBesideWhatItCarries() {
    meters.heard(device());
    meters.heard(load("a", 100), NOON.minusSeconds(4));
    meters.heard(load("b", 7), NOON.minusSeconds(2));
    meters.heard(load("a", 108), NOON);
    meters.heard(load("b", 9), NOON);
    meters.looked(snapshot(NOON, Map.of()));
    meters.inForce(plan(3, 2));

    assertThat(scrape().lines())
        .contains(
            "millrace_plan_epoch 3.0",
            "millrace_plan_age_seconds 9.0",
            "millrace_plan_gap_ratio 0.2",
            "millrace_plan_limit{device=\"pi\",emulated=\"true\",stage=\"find\"} 1.0",
            "millrace_plan_instances{device=\"pi\",emulated=\"true\",pipeline=\"text\",stage=\"find\"} 2.0",
            "millrace_planned_frames_per_second{device=\"pi\",emulated=\"true\",pipeline=\"text\",stage=\"find\"} 4.0",
            "millrace_measured_frames_per_second{device=\"pi\",emulated=\"true\",pipeline=\"text\",stage=\"find\"} 3.0",
            "millrace_throughput_ratio{pipeline=\"text\",stage=\"find\"} 0.75",
            "millrace_plan_moves_total{move=\"started\"} 2.0");
  }

  @Test
  void shouldCountMovesFromPlanToPlanAndIgnoreOldPlans() {
    meters.inForce(plan(3, 2));
    meters.inForce(plan(3, 9));
    meters.inForce(plan(4, 1));

    assertThat(scrape().lines())
        .contains(
            "millrace_plan_moves_total{move=\"started\"} 2.0",
            "millrace_plan_moves_total{move=\"stopped\"} 1.0");
  }

  @Test
  void shouldForgetWhoFellSilent() {
    meters.heard(load("a", 2), NOON);
    meters.looked(snapshot(NOON.plusSeconds(6), Map.of()));

    assertThat(scrape()).doesNotContain("millrace_measured_frames_per_second{");
  }

  @Test
  void shouldCountEmissionsByTheIntensityAtTheTime() {
    // Given: 3.6 MJ at 100 g/kWh, then half of it at 200 g/kWh, then a worker started anew
    meters.heard(device());
    meters.looked(snapshot(NOON, Map.of("DE", 100.0)));
    meters.heard(resources(1.0e6));
    meters.heard(resources(4.6e6));
    meters.looked(snapshot(NOON, Map.of("DE", 200.0)));
    meters.heard(resources(6.4e6));
    meters.heard(resources(1.8e6));

    assertThat(scrape().lines())
        .contains(
            "millrace_device_carbon_grams_total{device=\"pi\",emulated=\"true\"} 300.0",
            "millrace_carbon_intensity_grams_per_kilowatt_hour{zone=\"DE\"} 200.0");
  }

  @Test
  void shouldTellNoEmissionsWhereTheZoneIsUnknown() {
    meters.heard(device());
    meters.heard(resources(1.0e6));
    meters.heard(resources(4.6e6));

    assertThat(scrape()).doesNotContain("millrace_device_carbon_grams_total{");
  }

  @Test
  void shouldCountDecisionsByKind() {
    meters.told(
        new DecisionSpec(NOON, DecisionSpec.Kind.ROLLED_BACK, 3, "somebody", List.of(), 0, 0, 0));

    assertThat(scrape().lines())
        .contains(
            "millrace_planner_decisions_total{kind=\"rolled_back\"} 1.0",
            "millrace_planner_decisions_total{kind=\"adopted\"} 0.0");
  }

  private String scrape() {
    return registry.scrape(MetricRegistry.TEXT);
  }

  private static Snapshot snapshot(Instant at, Map<String, Double> carbon) {
    Map<CarbonZone, CarbonStatus> zones = new TreeMap<>();
    carbon.forEach(
        (zone, grams) ->
            zones.put(
                new CarbonZone(zone),
                new CarbonStatus(
                    new CarbonZone(zone),
                    new CarbonIntensity(grams, new SignalType(Kind.AVERAGE, Scope.LIFE_CYCLE)),
                    CarbonStatus.Level.FIRST_FEED,
                    "test",
                    Origin.MEASURED,
                    at,
                    Duration.ZERO,
                    false,
                    "")));
    return new Snapshot(
        at,
        List.of(device()),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        new CarbonNow(zones, 450),
        "");
  }

  private static DeviceSpec device() {
    return new DeviceSpec(
        PI,
        "",
        NOON,
        NOON,
        true,
        true,
        1 << 29,
        List.of(new DeviceSpec.ProcessorSpec("cpu", 0, 1)),
        0,
        Map.of(),
        0,
        new DeviceSpec.PowerSpec(2, 7, "configured"),
        "DE");
  }

  private static ResourceReport resources(double joules) {
    return new ResourceReport(
        PI, NOON, 3, "", 0.5, 1, 1, 0, 0, 4.5, joules, "model", Map.of("emulated", 1.0));
  }

  private static PlanSpec plan(long epoch, int instances) {
    return new PlanSpec(
        epoch,
        NOON,
        "nudif-shared",
        "throughput",
        List.of(new PlanSpec.PlacementSpec(TEXT, FIND, PI, "cpu", instances, 0, 4)),
        List.of(new PlanSpec.LaneSpec(TEXT, FIND, 4)),
        List.of(new PlanSpec.RateSpec(TEXT, 4, 0, Duration.ofMillis(500).toMillis() / 1e3)),
        4,
        5,
        "find",
        "pi",
        List.of(),
        false);
  }

  private static LoadReport load(String instance, long answered) {
    return new LoadReport(
        new InstanceId(instance),
        PI,
        TEXT,
        FIND,
        NOON,
        LoadReport.SERVING,
        List.of(),
        0,
        0,
        0.2,
        0.2,
        12,
        1,
        0,
        0,
        0,
        0,
        0,
        answered,
        0,
        Map.of(),
        true);
  }
}
