package io.millrace.bench;

import io.millrace.bench.simulate.ScaleRun;
import io.millrace.planner.simulate.SimulationReport;
import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import io.millrace.topics.codec.DurationText;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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

/** Prints how fast the simulator is on a large cluster. */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    description = "Measure how long a simulated minute of a large cluster takes, on one thread.",
    footer = {"", "Example:", "  millrace bench simulator --devices 1000 --cameras 10000", ""})
final class SimulateSpeedCommand implements Callable<Integer> {

  private static final double NANOS_PER_SECOND = 1e9;

  @Option(names = "--devices", defaultValue = "1000", description = "(default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(names = "--stages", defaultValue = "4", description = "(default: ${DEFAULT-VALUE}).")
  private int stages;

  @Option(names = "--cameras", defaultValue = "10000", description = "(default: ${DEFAULT-VALUE}).")
  private int cameras;

  @Option(
      names = "--rate",
      defaultValue = "1",
      description = "Frames per second of each camera (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--load",
      defaultValue = "0.9",
      description = "Utilisation that the cameras make (default: ${DEFAULT-VALUE}).")
  private double load;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "Simulated time (default: ${DEFAULT-VALUE}).")
  private String time = "";

  @Option(
      names = "--routings",
      split = ",",
      defaultValue = "least-finish,two-choices,planned-weights,round-robin",
      description = "Routing strategies (default: ${DEFAULT-VALUE}).")
  private List<String> routings = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ScaleRun world = new ScaleRun(devices, stages, cameras, rate, load, 1);
    PrintWriter out = spec.commandLine().getOut();
    List<Map<String, Object>> rows = new ArrayList<>();
    out.printf(
        "%-16s %9s %9s %12s %10s %10s %9s %9s %9s%n",
        "routing", "took s", "CPU s", "events/s", "frames in", "results", "full", "p50 s", "p95 s");
    for (String routing : routings) {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long begin = System.nanoTime();
      long cpuBegin = threads.getCurrentThreadCpuTime();
      SimulationReport report = world.run(routing, DurationText.parse(time), 1);
      double took = (System.nanoTime() - begin) / NANOS_PER_SECOND;
      double cpu = (threads.getCurrentThreadCpuTime() - cpuBegin) / NANOS_PER_SECOND;
      PipelineFlow flow = report.pipelines().get(0);
      out.printf(
          "%-16s %9.2f %9.2f %12.0f %10d %10d %9d %9.3f %9.3f%n",
          routing,
          took,
          cpu,
          report.events() / took,
          flow.framesIn(),
          flow.results(),
          flow.drops().getOrDefault("full", 0L),
          flow.latency().p50(),
          flow.latency().p95());
      out.flush();
      rows.add(row(routing, took, cpu, report, flow));
    }
    if (json != null) {
      new BenchReport("simulator", null, rows, Machine.here()).write(json);
    }
    return 0;
  }

  private Map<String, Object> row(
      String routing, double took, double cpu, SimulationReport report, PipelineFlow flow) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("devices", devices);
    values.put("stages", stages);
    values.put("cameras", cameras);
    values.put("routing", routing);
    values.put("simulated_seconds", report.seconds());
    values.put("seconds", took);
    values.put("cpu_seconds", cpu);
    values.put("events", report.events());
    values.put("frames_in", flow.framesIn());
    values.put("results", flow.results());
    values.put("drops", flow.drops());
    values.put("in_flight", flow.inFlight());
    values.put("accounted", report.accounted());
    values.put("latency_p50_seconds", flow.latency().p50());
    values.put("latency_p95_seconds", flow.latency().p95());
    values.put("mean_utilisation", report.meanUtilisation());
    return values;
  }
}
