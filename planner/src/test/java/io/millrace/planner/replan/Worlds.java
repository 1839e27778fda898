package io.millrace.planner.replan;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small clusters to plan for again and again. */
final class Worlds {

  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  static final PipelineId TEXT = PipelineId.of("text");
  static final StageId FIND = StageId.of("find");
  static final StageId READ = StageId.of("read");
  static final LivePipeline PIPELINE =
      new LivePipeline(
          new PipelineSpec(TEXT, 1, Duration.ofSeconds(2), List.of(stage(FIND), stage(READ))),
          0,
          1,
          100_000);

  private Worlds() {}

  private static StageSpec stage(StageId id) {
    return new StageSpec(id, id.value(), 1, Duration.ZERO, 4, "least-finish", Map.of());
  }

  static DeviceId id(String name) {
    return DeviceId.of(name);
  }

  static DeviceSpec device(String name, Instant started) {
    return device(name, started, "DE");
  }

  static DeviceSpec device(String name, Instant started, String zone) {
    return new DeviceSpec(
        id(name),
        "",
        started,
        started,
        true,
        false,
        1L << 30,
        List.of(new DeviceSpec.ProcessorSpec("cpu", 0, 1)),
        0,
        Map.of(),
        0.001,
        new DeviceSpec.PowerSpec(2, 10, "configured"),
        zone);
  }

  /** The same device with so much network. */
  static DeviceSpec sending(
      DeviceSpec device, double bytesPerSecond, Map<DeviceId, Double> linkBytesPerSecond) {
    return new DeviceSpec(
        device.name(),
        device.kind(),
        device.started(),
        device.at(),
        device.planned(),
        device.emulated(),
        device.memoryBytes(),
        device.processors(),
        bytesPerSecond,
        linkBytesPerSecond,
        device.hopSeconds(),
        device.power(),
        device.zone());
  }

  static ProfileSpec profile(String device, StageId stage, double seconds) {
    return new ProfileSpec(
        TEXT,
        stage,
        id(device),
        "cpu",
        NOON,
        new TreeMap<>(Map.of(1, seconds)),
        0,
        100L << 20,
        10_000,
        0,
        false);
  }

  static LoadReport load(
      String device, StageId stage, double seconds, double framesPerSecond, long backlog) {
    return new LoadReport(
        InstanceId.of(device + "-" + stage),
        id(device),
        TEXT,
        stage,
        NOON,
        LoadReport.SERVING,
        List.of(0),
        backlog,
        1,
        seconds,
        seconds,
        framesPerSecond,
        1,
        0,
        0,
        0,
        0,
        1,
        1,
        0,
        Map.of(),
        false);
  }

  static ResourceReport resources(String device) {
    return new ResourceReport(id(device), NOON, 0, "", 0.5, 1, 1, 0, 0, 0, 0, "unknown", Map.of());
  }

  /** Devices that take so many seconds for either stage, all announced and profiled at noon. */
  static ClusterModel cluster(Map<String, Double> seconds) {
    ClusterModel model = new ClusterModel(Map.of(TEXT, FIND));
    new TreeMap<>(seconds)
        .forEach(
            (name, each) -> {
              model.heard(device(name, NOON), NOON);
              model.heard(profile(name, FIND, each));
              model.heard(profile(name, READ, each));
            });
    return model;
  }
}
