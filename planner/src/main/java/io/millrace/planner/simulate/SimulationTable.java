package io.millrace.planner.simulate;

import io.millrace.planner.simulate.SimulationReport.LatencySeconds;
import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import io.millrace.planner.simulate.SimulationReport.ProcessorUse;
import io.millrace.planner.simulate.SimulationReport.StageFlow;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A simulated run as text for people. */
public final class SimulationTable {

  /** Processors shown one by one; of more, the busiest. */
  private static final int MOST_PROCESSORS = 24;

  private SimulationTable() {}

  /** The tables, each line ended. */
  public static String of(SimulationReport report) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "plan by %s, routed by %s, load %s, %.0f s simulated (%.0f s warm-up), seed %d",
        report.strategy(),
        report.routing(),
        report.load(),
        report.seconds(),
        report.warmUpSeconds(),
        report.seed());
    line(text, "");
    line(
        text,
        "%-16s %9s %9s %9s %8s %8s %8s %8s",
        "pipeline",
        "planned/s",
        "offered/s",
        "results/s",
        "of plan",
        "p50 s",
        "p95 s",
        "p99 s");
    for (PipelineFlow flow : report.pipelines()) {
      LatencySeconds latency = flow.latency();
      line(
          text,
          "%-16s %9.3f %9.3f %9.3f %8.3f %8.3f %8.3f %8.3f",
          flow.pipeline(),
          flow.plannedFramesPerSecond(),
          flow.offeredFramesPerSecond(),
          flow.framesPerSecond(),
          flow.ofPlan(),
          latency.p50(),
          latency.p95(),
          latency.p99());
    }
    for (PipelineFlow flow : report.pipelines()) {
      line(
          text,
          "%s: %d frames in = %d results%s + %d in flight%s",
          flow.pipeline(),
          flow.framesIn(),
          flow.results(),
          drops(flow),
          flow.inFlight(),
          flow.duplicates() == 0 ? "" : " (and " + flow.duplicates() + " duplicates)");
    }
    stages(text, report.stages());
    processors(text, report);
    line(text, "");
    line(text, "accounted %s, %d events", report.accounted() ? "yes" : "NO", report.events());
    return text.toString();
  }

  private static String drops(PipelineFlow flow) {
    return flow.drops().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(drop -> " + %d dropped as %s".formatted(drop.getValue(), drop.getKey()))
        .collect(Collectors.joining());
  }

  private static void stages(StringBuilder text, List<StageFlow> stages) {
    line(text, "");
    line(
        text,
        "%-16s %-16s %9s %6s %9s %7s %8s %11s %8s",
        "pipeline",
        "stage",
        "instances",
        "lanes",
        "frames/s",
        "batch",
        "stale",
        "redelivered",
        "backlog");
    for (StageFlow stage : stages) {
      line(
          text,
          "%-16s %-16s %9d %6d %9.3f %7.2f %8d %11d %8d",
          stage.pipeline(),
          stage.stage(),
          stage.instances(),
          stage.lanes(),
          stage.framesPerSecond(),
          stage.framesPerCall(),
          stage.stale(),
          stage.redelivered(),
          stage.backlog());
    }
  }

  private static void processors(StringBuilder text, SimulationReport report) {
    List<ProcessorUse> used =
        report.devices().stream().filter(use -> !use.stages().isEmpty()).toList();
    line(text, "");
    line(text, "%-24s %-32s %8s %8s", "processor", "stages", "busy", "sending");
    used.stream()
        .sorted(
            used.size() > MOST_PROCESSORS
                ? Comparator.comparingDouble(ProcessorUse::utilisation).reversed()
                : Comparator.comparingInt(used::indexOf))
        .limit(MOST_PROCESSORS)
        .forEach(
            use ->
                line(
                    text,
                    "%-24s %-32s %7.1f%% %7.1f%%",
                    use.device() + "/" + use.processor(),
                    String.join(", ", use.stages()),
                    100 * use.utilisation(),
                    100 * use.sending()));
    if (used.size() > MOST_PROCESSORS) {
      line(
          text,
          "… and %d more; mean %.1f%%",
          used.size() - MOST_PROCESSORS,
          100 * report.meanUtilisation());
    }
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
