package io.millrace.bench.live;

import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.catalog.ModelStore;
import io.millrace.models.catalog.Progress;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.app.ModelFile;
import io.millrace.worker.serve.Emulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A planner's problem as devices and stages that pretend to be it, with every time and every size
 * divided by the same number: throughputs are then multiplied by it, and plans stay the same.
 */
public final class LiveProblems {

  private static final String OUTPUT_BYTES = "output-bytes";
  private static final String MODEL = "text-angle";
  private static final int LANES = 8;

  private LiveProblems() {}

  /** The problem's first pipeline; each stage passes on its output divided by the scale. */
  public static PipelineSpec pipeline(Problem problem, double scale, String routing) {
    PlannedPipeline planned = problem.pipelines().get(0);
    List<StageSpec> stages =
        planned.stages().stream()
            .map(
                stage -> stage(stage.id(), Math.round(stage.outputBytes() / scale), routing, LANES))
            .toList();
    return new PipelineSpec(planned.id(), 1, Duration.ofMinutes(1), stages);
  }

  /** A stage that passes on so many bytes. */
  static StageSpec stage(StageId id, long outputBytes, String routing, int lanes) {
    return new StageSpec(
        id, MODEL, 1, Duration.ZERO, lanes, routing, Map.of(OUTPUT_BYTES, outputBytes));
  }

  /** What each device pretends: its stages' times divided by the scale, its memory, its links. */
  public static Map<DeviceId, Emulation> devices(Problem problem, double scale) {
    Map<DeviceId, Emulation> devices = new LinkedHashMap<>();
    for (Device device : problem.cluster().devices()) {
      devices.put(device.id(), device(problem, device, scale));
    }
    return devices;
  }

  private static Emulation device(Problem problem, Device device, double scale) {
    PlannedPipeline pipeline = problem.pipelines().get(0);
    Map<StageId, Duration> service = new LinkedHashMap<>();
    for (PlannedStage stage : pipeline.stages()) {
      problem
          .profile(pipeline, stage, device, device.processors().get(0))
          .ifPresent(
              profile ->
                  service.put(
                      stage.id(),
                      Duration.ofNanos(Math.round(1e9 * profile.curve().itemSeconds(1) / scale))));
    }
    Map<DeviceId, Double> links = new LinkedHashMap<>();
    if (problem.cluster().network() instanceof DirectLinks direct) {
      int from = problem.cluster().indexOf(device.id());
      for (Device peer : problem.cluster().devices()) {
        int to = problem.cluster().indexOf(peer.id());
        if (from != to && Double.isFinite(direct.bytesPerSecond(from, to))) {
          links.put(peer.id(), direct.bytesPerSecond(from, to));
        }
      }
    }
    return Emulation.NONE
        .withService(service)
        .withMemory(device.memoryBytes())
        .withNetwork(0, links);
  }

  /** Finds the stages' model, a small one that comes with the build, and what they pass on. */
  public static Function<StageSpec, ModelFile> models() {
    ModelEntry entry = ModelCatalog.builtIn().require(MODEL);
    ModelStore store =
        new ModelStore(ModelStore.defaultDirectory(Path.of(System.getProperty("user.home"))));
    store.pull(entry, Progress.NONE);
    return stage ->
        new ModelFile(
            store.path(entry),
            new Relay(((Number) stage.settings().getOrDefault(OUTPUT_BYTES, 0)).longValue()));
  }
}
