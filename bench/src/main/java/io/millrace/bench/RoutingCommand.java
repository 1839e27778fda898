package io.millrace.bench;

import io.millrace.bench.simulate.RoutingStudy;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.solve.Strategies;
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

/** Prints what each routing makes of plans, simulated. */
@Command(
    name = "routing",
    mixinStandardHelpOptions = true,
    description =
        "Simulate plans under several routings: saturated throughput over planned, and latency at"
            + " 0.9 of it. Eight devices are NUDIF's published instance, other numbers are random.",
    footer = {"", "Example:", "  millrace bench routing --seeds 3 --json routing.json", ""})
final class RoutingCommand implements Callable<Integer> {

  @Option(
      names = "--devices",
      split = ",",
      defaultValue = "8,12,24",
      description = "Numbers of devices (default: ${DEFAULT-VALUE}).")
  private List<Integer> devices = List.of();

  @Option(
      names = "--variations",
      split = ",",
      defaultValue = "0,0.3",
      description =
          "Standard deviations of service times over their means (default: ${DEFAULT-VALUE}).")
  private List<Double> variations = List.of();

  @Option(
      names = "--routings",
      split = ",",
      defaultValue = "least-finish,two-choices,planned-weights,round-robin",
      description = "Routing strategies (default: ${DEFAULT-VALUE}).")
  private List<String> routings = List.of();

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = "nudif",
      description = "Who plans (default: ${DEFAULT-VALUE}).")
  private String strategy = "";

  @Option(
      names = "--transfer",
      paramLabel = "READING",
      defaultValue = "mean",
      description = "How the plan reads links (default: ${DEFAULT-VALUE}).")
  private String transfer = "";

  @Option(
      names = "--items",
      defaultValue = "20000",
      description = "Frames per run (default: ${DEFAULT-VALUE}).")
  private int items;

  @Option(
      names = "--seeds",
      defaultValue = "5",
      description = "Runs per row, each with its own random instance (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    RoutingStudy study =
        new RoutingStudy(
            Strategies.BUILT_IN.named(strategy),
            TransferReading.named(transfer),
            items,
            seeds,
            System::nanoTime);
    List<RoutingStudy.Row> rows = study.rows(devices, variations, routings);
    print(rows, spec.commandLine().getOut());
    if (json != null) {
      new BenchReport(
              "routing", null, rows.stream().map(RoutingCommand::row).toList(), Machine.here())
          .write(json);
    }
    return 0;
  }

  static void print(List<RoutingStudy.Row> rows, PrintWriter out) {
    out.printf(
        "%7s %9s %-16s %8s %15s %9s %9s %8s%n",
        "devices", "variation", "routing", "of plan", "least – most", "mean s", "p95 s", "stable");
    for (RoutingStudy.Row row : rows) {
      out.printf(
          "%7d %9.1f %-16s %8.3f %7.3f – %5.3f %9s %9s %4d/%d%n",
          row.devices(),
          row.variation(),
          row.routing(),
          row.ofPlan(),
          row.leastOfPlan(),
          row.mostOfPlan(),
          seconds(row.meanSeconds()),
          seconds(row.p95Seconds()),
          row.stable(),
          row.instances());
    }
    out.flush();
  }

  private static String seconds(double value) {
    return value == 0 ? "grows" : "%.2f".formatted(value);
  }

  private static Map<String, Object> row(RoutingStudy.Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("devices", row.devices());
    values.put("variation", row.variation());
    values.put("routing", row.routing());
    values.put("runs", row.instances());
    values.put("achieved_over_planned", row.ofPlan());
    values.put("achieved_over_planned_least", row.leastOfPlan());
    values.put("achieved_over_planned_most", row.mostOfPlan());
    values.put("stable_runs_at_0.9", row.stable());
    values.put("latency_mean_seconds_at_0.9", row.meanSeconds());
    values.put("latency_p95_seconds_at_0.9", row.p95Seconds());
    return values;
  }
}
