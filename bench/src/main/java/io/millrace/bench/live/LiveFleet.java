package io.millrace.bench.live;

import io.millrace.planner.app.CarbonSource;
import io.millrace.planner.app.MetricsSource;
import io.millrace.planner.app.PlannerSettings;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.planner.replan.ReplanSettings;
import io.millrace.planner.solve.Strategies;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.serve.Emulation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The demo's four unequal devices and three stages with stated times, so that four devices at full
 * load do not ask more of this machine than it has.
 */
final class LiveFleet {

  static final DeviceId SERVER = new DeviceId("server");
  static final DeviceId NUC = new DeviceId("nuc");
  static final DeviceId JETSON = new DeviceId("jetson");
  static final DeviceId PI = new DeviceId("pi");

  /** What detecting passes on: crops of some signs. */
  private static final long CROPS_BYTES = 150_000;

  private static final long FINDS_BYTES = 1_000;
  private static final int LANES = 8;
  private static final long MEMORY = 1_000_000_000;

  /** Seconds of the stages on the fastest device. */
  private static final Map<String, Duration> SERVICE =
      Map.of(
          "detect",
          Duration.ofMillis(90),
          "angle",
          Duration.ofMillis(24),
          "read",
          Duration.ofMillis(48));

  private static final Map<DeviceId, Double> SLOWER =
      Map.of(SERVER, 1.0, NUC, 1.5, JETSON, 2.5, PI, 4.0);

  private LiveFleet() {}

  static PipelineSpec pipeline() {
    return new PipelineSpec(
        new PipelineId("fleet"),
        1,
        Duration.ofMinutes(1),
        List.of(
            stage("detect", CROPS_BYTES), stage("angle", CROPS_BYTES), stage("read", FINDS_BYTES)));
  }

  private static StageSpec stage(String name, long outputBytes) {
    return LiveProblems.stage(new StageId(name), outputBytes, StageSpec.DEFAULT_ROUTING, LANES);
  }

  /** The four devices. */
  static Map<DeviceId, Emulation> devices() {
    Map<DeviceId, Emulation> devices = new LinkedHashMap<>();
    for (DeviceId id : List.of(SERVER, NUC, JETSON, PI)) {
      devices.put(id, device(SLOWER.getOrDefault(id, 1.0)));
    }
    return devices;
  }

  /** A device so many times slower than the fastest one. */
  static Emulation device(double slower) {
    Map<StageId, Duration> service = new LinkedHashMap<>();
    SERVICE.forEach((stage, time) -> service.put(new StageId(stage), time));
    return Emulation.NONE.withService(service).withMemory(MEMORY).timesSlower(slower);
  }

  /** A planner for as many frames as it goes. */
  static PlannerSettings planner(Duration period) {
    return new PlannerSettings(
        List.of(new LivePipeline(pipeline(), 0, 1, 0)),
        Strategies.BUILT_IN.named("nudif-shared"),
        Goal.DEFAULT,
        ReplanSettings.DEFAULT.withPace(period, ReplanSettings.DEFAULT.coolDown()),
        new MetricsSource.LoadReports(),
        new CarbonSource.None(),
        TopicCatalog.DEFAULT_MAX_RECORD_BYTES);
  }
}
