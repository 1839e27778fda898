package io.millrace.bench;

import io.millrace.bench.efficiency.EfficiencyRun;
import io.millrace.bench.hop.HopCost;
import io.millrace.cli.config.MillraceConfig;
import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.catalog.ModelStore;
import io.millrace.models.catalog.Progress;
import io.millrace.models.task.Tasks;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.app.ModelFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what share of a plain loop's throughput the text pipeline reaches. */
@Command(
    name = "efficiency",
    mixinStandardHelpOptions = true,
    description =
        "Measure the text pipeline through Kafka against a plain loop over the same models, in turn, "
            + "and the cost of one hop.",
    footer = {"", "Example:", "  millrace bench efficiency --pairs 5 --json efficiency.json", ""})
final class EfficiencyCommand implements Callable<Integer> {

  private static final int HOP_RECORDS = 600;

  @Option(
      names = "--pairs",
      defaultValue = "5",
      description = "Pairs of measurements (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--repetitions",
      defaultValue = "8",
      description =
          "How often each measurement works on its "
              + EfficiencyRun.FRAMES
              + " frames (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = "--threads",
      description = "Threads of the loop, and instances of every stage (default: the cores).")
  private @Nullable Integer threads;

  @Option(names = "--no-hop", description = "Leave the cost of a hop out.")
  private boolean withoutHop;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PipelineSpec pipeline = MillraceConfig.builtIn("text").pipeline().toSpec();
    Machine machine = Machine.here();
    int wide = threads == null ? machine.cores() : threads;
    EfficiencyRun.Outcome outcome =
        Folders.temporary(
            "millrace-efficiency",
            data ->
                new EfficiencyRun(pipeline, EfficiencyCommand::model, wide, Machine::cpuNanos)
                    .measure(pairs, repetitions, data));
    double ratio = median(outcome.pairs().stream().map(EfficiencyRun.Measurement::ratio).toList());
    print(out, outcome, ratio, wide);
    List<Map<String, Object>> rows =
        new ArrayList<>(outcome.pairs().stream().map(EfficiencyCommand::row).toList());
    if (!withoutHop) {
      List<HopCost.Row> hops =
          Folders.temporary(
              "millrace-hop",
              data -> new HopCost(Machine::cpuNanos).measure(HopCommand.SIZES, HOP_RECORDS, data));
      out.println();
      HopCommand.print(hops, out);
      hops.forEach(hop -> rows.add(HopCommand.row(hop)));
    }
    if (json != null) {
      new BenchReport("efficiency", ratio, rows, machine).write(json);
    }
    return 0;
  }

  static ModelFile model(StageSpec stage) {
    ModelCatalog catalog = ModelCatalog.builtIn();
    ModelEntry entry = catalog.require(stage.model());
    ModelStore store =
        new ModelStore(ModelStore.defaultDirectory(Path.of(System.getProperty("user.home"))));
    store.pull(entry, Progress.NONE);
    return new ModelFile(store.path(entry), Tasks.create(entry, stage.settings()));
  }

  private static void print(
      PrintWriter out, EfficiencyRun.Outcome outcome, double ratio, int threads) {
    out.printf(
        "%d threads, frames of %.0f KB%n%n%14s %14s %8s %14s %16s %10s%n",
        threads,
        outcome.frameBytes() / 1000,
        "loop frames/s",
        "Kafka frames/s",
        "ratio",
        "loop CPU ms",
        "Kafka CPU ms",
        "CPU ratio");
    for (EfficiencyRun.Measurement pair : outcome.pairs()) {
      out.printf(
          "%14.2f %14.2f %8.3f %14.1f %16.1f %10.3f%n",
          pair.loopPerSecond(),
          pair.pipelinePerSecond(),
          pair.ratio(),
          pair.loopCpuMillis(),
          pair.pipelineCpuMillis(),
          pair.cpuRatio());
    }
    List<Double> sorted =
        outcome.pairs().stream().map(EfficiencyRun.Measurement::ratio).sorted().toList();
    out.printf(
        "%nratio: median %.3f, from %.3f to %.3f%n",
        ratio, sorted.get(0), sorted.get(sorted.size() - 1));
    out.flush();
  }

  private static Map<String, Object> row(EfficiencyRun.Measurement pair) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("loop_frames_per_second", pair.loopPerSecond());
    values.put("pipeline_frames_per_second", pair.pipelinePerSecond());
    values.put("ratio", pair.ratio());
    values.put("loop_cpu_ms", pair.loopCpuMillis());
    values.put("pipeline_cpu_ms", pair.pipelineCpuMillis());
    values.put("cpu_ratio", pair.cpuRatio());
    return values;
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
