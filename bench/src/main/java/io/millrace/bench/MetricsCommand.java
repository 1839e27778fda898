package io.millrace.bench;

import io.millrace.bench.efficiency.EfficiencyRun;
import io.millrace.bench.efficiency.MetricsCost;
import io.millrace.cli.config.MillraceConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what share of its throughput the text pipeline keeps while it counts. */
@Command(
    name = "metrics",
    mixinStandardHelpOptions = true,
    description =
        "Measure the text pipeline with its metrics, scraped every second, against the same without, in turn.",
    footer = {"", "Example:", "  millrace bench metrics --pairs 10 --json metrics.json", ""})
final class MetricsCommand implements Callable<Integer> {

  @Option(
      names = "--pairs",
      defaultValue = "10",
      description = "Pairs of measurements (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--warm-ups",
      defaultValue = "8",
      description = "Rounds before, on either side (default: ${DEFAULT-VALUE}).")
  private int warmUps;

  @Option(
      names = "--repetitions",
      defaultValue = "8",
      description =
          "How often each measurement works on its "
              + EfficiencyRun.FRAMES
              + " frames (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Machine machine = Machine.here();
    List<MetricsCost.Pair> measured =
        Folders.temporary(
            "millrace-metrics",
            data ->
                new MetricsCost(
                        MillraceConfig.builtIn("text").pipeline().toSpec(),
                        EfficiencyCommand::model,
                        machine.cores(),
                        Machine::cpuNanos)
                    .measure(warmUps, pairs, repetitions, data));
    out.printf(
        "%14s %16s %8s %12s %15s %10s%n",
        "with frames/s", "without frames/s", "ratio", "with CPU ms", "without CPU ms", "CPU ratio");
    for (MetricsCost.Pair pair : measured) {
      out.printf(
          "%14.2f %16.2f %8.3f %12.1f %15.1f %10.3f%n",
          pair.withPerSecond(),
          pair.withoutPerSecond(),
          pair.ratio(),
          pair.withCpuMillis(),
          pair.withoutCpuMillis(),
          pair.cpuRatio());
    }
    double ratio =
        EfficiencyCommand.median(measured.stream().map(MetricsCost.Pair::ratio).toList());
    double cpuRatio =
        EfficiencyCommand.median(measured.stream().map(MetricsCost.Pair::cpuRatio).toList());
    List<Double> plain =
        measured.stream().map(MetricsCost.Pair::withoutPerSecond).sorted().toList();
    double noise = (plain.get(plain.size() - 1) - plain.get(0)) / EfficiencyCommand.median(plain);
    out.printf(
        "%nratio: median %.3f; by CPU time: median %.3f; runs without metrics differ by up to %.1f %%%n",
        ratio, cpuRatio, 100 * noise);
    out.flush();
    if (json != null) {
      new BenchReport(
              "metrics", ratio, measured.stream().map(MetricsCommand::row).toList(), machine)
          .write(json);
    }
    return 0;
  }

  private static Map<String, Object> row(MetricsCost.Pair pair) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("with_frames_per_second", pair.withPerSecond());
    values.put("without_frames_per_second", pair.withoutPerSecond());
    values.put("ratio", pair.ratio());
    values.put("with_cpu_ms", pair.withCpuMillis());
    values.put("without_cpu_ms", pair.withoutCpuMillis());
    values.put("cpu_ratio", pair.cpuRatio());
    return values;
  }
}
