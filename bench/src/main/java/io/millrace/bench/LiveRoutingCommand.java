package io.millrace.bench;

import io.millrace.bench.live.LiveRouting;
import io.millrace.topics.codec.DurationText;
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

/** Prints what routings make of devices that differ four to one. */
@Command(
    name = "live-routing",
    mixinStandardHelpOptions = true,
    description =
        "Route over emulated devices that differ four to one, on a real broker: throughput when"
            + " saturated and latency at 0.8 of what is possible; as planned, and after a fast device"
            + " has slowed down to a third without a new plan.",
    footer = {
      "",
      "Example:",
      "  millrace bench live-routing --measure 30s --json routing.json",
      ""
    })
final class LiveRoutingCommand implements Callable<Integer> {

  @Option(
      names = "--routings",
      split = ",",
      defaultValue = "least-finish,round-robin",
      description = "Routing strategies (default: ${DEFAULT-VALUE}).")
  private List<String> routings = List.of();

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "Time before each measurement (default: ${DEFAULT-VALUE}).")
  private String settle = "";

  @Option(
      names = "--measure",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "Time of each measurement (default: ${DEFAULT-VALUE}).")
  private String measure = "";

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    LiveRouting comparison =
        new LiveRouting(DurationText.parse(settle), DurationText.parse(measure));
    out.printf(
        "%-16s %-8s %10s %12s %10s %8s %8s%n",
        "routing", "devices", "possible/s", "saturated/s", "offered/s", "p50 s", "p95 s");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String routing : routings) {
      for (LiveRouting.Row row :
          Folders.temporary("millrace-routing", data -> comparison.run(routing, data))) {
        out.printf(
            "%-16s %-8s %10.2f %12.2f %10.2f %8.3f %8.3f%n",
            row.routing(),
            row.slowed() ? "slowed" : "planned",
            row.possible(),
            row.perSecond(),
            row.offered(),
            row.p50Seconds(),
            row.p95Seconds());
        out.flush();
        rows.add(values(row));
      }
    }
    if (json != null) {
      new BenchReport("live-routing", null, rows, Machine.here()).write(json);
    }
    return 0;
  }

  private static Map<String, Object> values(LiveRouting.Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("routing", row.routing());
    values.put("one_device_slowed", row.slowed());
    values.put("possible_per_second", row.possible());
    values.put("saturated_per_second", row.perSecond());
    values.put("offered_per_second", row.offered());
    values.put("p50_seconds", row.p50Seconds());
    values.put("p95_seconds", row.p95Seconds());
    return values;
  }
}
