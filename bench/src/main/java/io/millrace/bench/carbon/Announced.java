package io.millrace.bench.carbon;

import io.millrace.planner.app.ProblemFile;
import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Power;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.StageSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A problem file's cluster as the records that its workers would send: what the live planner hears.
 *
 * @param devices announcements
 * @param profiles measurements
 * @param pipelines what is planned for
 * @param cameras the same pipelines with the cameras that feed them
 */
record Announced(
    List<DeviceSpec> devices,
    List<ProfileSpec> profiles,
    List<LivePipeline> pipelines,
    List<PlannedPipeline> cameras) {

  /** The clusters that come with the command. */
  static final List<String> BUILT_IN = List.of("twins", "crossed");

  private static final Duration FRESHNESS = Duration.ofSeconds(2);
  private static final int LANES = 8;

  Announced {
    devices = List.copyOf(devices);
    profiles = List.copyOf(profiles);
    pipelines = List.copyOf(pipelines);
    cameras = List.copyOf(cameras);
  }

  /** A cluster that comes with the command, or one of {@code millrace plan}. */
  static Announced open(String nameOrFile, Instant at) {
    return of(
        BUILT_IN.contains(nameOrFile)
            ? ProblemFile.parse(text(nameOrFile), nameOrFile + ".yaml")
            : ProblemFile.open(nameOrFile),
        at);
  }

  private static String text(String name) {
    try (InputStream in = Announced.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("The build lost " + name + ".yaml.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The records.
   *
   * @throws IllegalArgumentException if the problem has no broker, or lacks power, zones or asked
   *     rates
   */
  static Announced of(Problem problem, Instant at) {
    if (!(problem.cluster().network() instanceof BrokerHop hop)) {
      throw new IllegalArgumentException(
          "network: a recorded day runs through a broker.%nMaybe broker: {latency: 1ms}."
              .formatted());
    }
    List<DeviceSpec> devices = new ArrayList<>();
    List<ProfileSpec> profiles = new ArrayList<>();
    for (Device device : problem.cluster().devices()) {
      if (device.power().equals(Power.UNKNOWN) || device.zone().isEmpty()) {
        throw new IllegalArgumentException(
            "cluster.devices: '%s' must have power and a zone.%nMaybe add power: {idle_watts: 2, busy_watts: 10} and zone: US-CAL-CISO."
                .formatted(device.id()));
      }
      devices.add(announcement(device, hop, at));
      for (PlannedPipeline pipeline : problem.pipelines()) {
        for (PlannedStage stage : pipeline.stages()) {
          for (Processor processor : device.processors()) {
            problem
                .profile(pipeline, stage, device, processor)
                .map(profile -> measurement(pipeline, stage, device, processor, profile, at))
                .ifPresent(profiles::add);
          }
        }
      }
    }
    return new Announced(
        devices,
        profiles,
        problem.pipelines().stream().map(Announced::live).toList(),
        problem.pipelines());
  }

  private static DeviceSpec announcement(Device device, BrokerHop hop, Instant at) {
    return new DeviceSpec(
        device.id(),
        device.kind(),
        at,
        at,
        true,
        true,
        device.memoryBytes(),
        device.processors().stream()
            .map(
                each ->
                    new DeviceSpec.ProcessorSpec(each.name(), each.memoryBytes(), each.parallel()))
            .toList(),
        Double.isInfinite(device.uplinkBytesPerSecond()) ? 0 : device.uplinkBytesPerSecond(),
        Map.of(),
        hop.latencySeconds(),
        new DeviceSpec.PowerSpec(
            device.power().idleWatts(), device.power().busyWatts(), "configured"),
        device.zone());
  }

  private static ProfileSpec measurement(
      PlannedPipeline pipeline,
      PlannedStage stage,
      Device device,
      Processor processor,
      StageProfile profile,
      Instant at) {
    if (profile.joulesPerItem() > 0) {
      throw new IllegalArgumentException(
          "profiles: '%s' on '%s' has joules, but a recorded day counts power times busy time.%nMaybe leave joules out."
              .formatted(stage.id(), device.id()));
    }
    return new ProfileSpec(
        pipeline.id(),
        stage.id(),
        device.id(),
        processor.name(),
        at,
        profile.curve().secondsByBatch(),
        profile.variation(),
        stage.memoryBytes(),
        stage.outputBytes(),
        0,
        true);
  }

  private static LivePipeline live(PlannedPipeline pipeline) {
    if (pipeline.demand() == 0) {
      throw new IllegalArgumentException(
          "pipelines: '%s' must ask for a rate, which every plan then carries.%nMaybe add cameras: 2 and frames_per_second: 4."
              .formatted(pipeline.id()));
    }
    return new LivePipeline(
        new PipelineSpec(
            pipeline.id(),
            1,
            FRESHNESS,
            pipeline.stages().stream()
                .map(
                    stage ->
                        new StageSpec(
                            stage.id(),
                            stage.id().value(),
                            stage.batch(),
                            Duration.ZERO,
                            LANES,
                            StageSpec.DEFAULT_ROUTING,
                            Map.of()))
                .toList()),
        pipeline.demand(),
        pipeline.weight(),
        pipeline.inputBytes());
  }
}
