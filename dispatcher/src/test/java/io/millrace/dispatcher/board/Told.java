package io.millrace.dispatcher.board;

import io.millrace.topics.record.CarbonSpec;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What devices and planners say, in few words. */
public final class Told {

  /** A pipeline of three stages. */
  public static final PipelineSpec TEXT =
      new PipelineSpec(
          PipelineId.of("text"),
          1,
          Duration.ofSeconds(2),
          List.of(
              stage("detect", "text-detect", 6),
              stage("angle", "text-angle", 3),
              stage("read", "text-read", 4)));

  private Told() {}

  private static StageSpec stage(String name, String model, int lanes) {
    return new StageSpec(
        StageId.of(name),
        model,
        8,
        Duration.ofMillis(10),
        lanes,
        StageSpec.DEFAULT_ROUTING,
        Map.of());
  }

  public static DeviceSpec device(String name, Instant at, boolean emulated, String zone) {
    return new DeviceSpec(
        DeviceId.of(name),
        "",
        at,
        at,
        true,
        emulated,
        1_000_000_000,
        List.of(new DeviceSpec.ProcessorSpec("cpu", 0, 1)),
        0,
        Map.of(),
        0.001,
        new DeviceSpec.PowerSpec(5, 25, "configured"),
        zone);
  }

  public static ResourceReport resources(
      String device, Instant at, long epoch, double share, double watts, String refused) {
    return new ResourceReport(
        DeviceId.of(device),
        at,
        epoch,
        refused,
        share,
        300_000_000,
        600_000_000,
        1_200_000,
        0,
        watts,
        watts * 60,
        watts > 0 ? "model" : "unknown",
        Map.of());
  }

  public static ProfileSpec profile(String stage, String device, Instant at, double seconds) {
    return new ProfileSpec(
        TEXT.name(),
        StageId.of(stage),
        DeviceId.of(device),
        "cpu",
        at,
        new TreeMap<>(Map.of(2, 2 * seconds, 4, 3.8 * seconds)),
        0.1,
        90_000_000,
        20_000,
        0.4,
        false);
  }

  /** One placement of {@link #TEXT}. */
  public static PlanSpec.PlacementSpec place(
      String stage, String device, int instances, double framesPerSecond) {
    return new PlanSpec.PlacementSpec(
        TEXT.name(),
        StageId.of(stage),
        DeviceId.of(device),
        "cpu",
        instances,
        100_000_000,
        framesPerSecond);
  }

  /** A plan for {@link #TEXT} that predicts this value and is limited by {@code detect}. */
  public static PlanSpec plan(
      long epoch,
      Instant made,
      double value,
      String limitDevice,
      PlanSpec.PlacementSpec... placements) {
    return new PlanSpec(
        epoch,
        made,
        "nudif-shared",
        "throughput",
        Arrays.asList(placements),
        List.of(new PlanSpec.LaneSpec(TEXT.name(), StageId.of("detect"), 8)),
        List.of(new PlanSpec.RateSpec(TEXT.name(), value, 0, 0.2)),
        value,
        value * 1.02,
        "detect",
        limitDevice,
        List.of(
            "text/detect on edge-b takes 90.0 ms and not 70.0 ms",
            "18.40 instead of 16.10 frames/s (+14.3 %)"),
        false);
  }

  public static DecisionSpec decision(
      Instant at, DecisionSpec.Kind kind, long epoch, double planned, double measured) {
    return new DecisionSpec(
        at,
        kind,
        epoch,
        "text/detect on edge-b takes 90.0 ms and not 70.0 ms; text/read on rack-1 takes 26.0 ms and not 21.4 ms",
        List.of("18.40 instead of 16.10 frames/s (+14.3 %)", "moving costs about 12 frames"),
        planned,
        planned,
        measured);
  }

  public static CarbonSpec carbon(String zone, Instant at, double grams, String kind) {
    return new CarbonSpec(
        zone,
        at,
        at,
        grams,
        kind,
        "life-cycle",
        "electricity-maps",
        "first feed",
        false,
        "",
        false);
  }
}
