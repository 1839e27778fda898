package io.millrace.bench;

import io.millrace.bench.hop.HopCost;
import io.millrace.bench.hop.ThreadKind;
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

/** Prints what one hop costs. */
@Command(
    name = "hop",
    mixinStandardHelpOptions = true,
    description =
        "Measure the CPU time of one hop through Kafka, by record size and by kind of thread.",
    footer = {"", "Example:", "  millrace bench hop --records 600", ""})
final class HopCommand implements Callable<Integer> {

  private static final int KB = 1000;
  static final List<Integer> SIZES = List.of(20 * KB, 100 * KB, 600 * KB);

  @Option(
      names = "--records",
      defaultValue = "600",
      description = "Records per size, sent at 60 a second (default: ${DEFAULT-VALUE}).")
  private int records;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<HopCost.Row> rows =
        Folders.temporary(
            "millrace-hop", data -> new HopCost(Machine::cpuNanos).measure(SIZES, records, data));
    print(rows, spec.commandLine().getOut());
    if (json != null) {
      new BenchReport("hop", null, rows.stream().map(HopCommand::row).toList(), Machine.here())
          .write(json);
    }
    return 0;
  }

  static void print(List<HopCost.Row> rows, PrintWriter out) {
    List<String> kinds = new ArrayList<>();
    for (ThreadKind kind : ThreadKind.values()) {
      kinds.add("%11s".formatted(kind.label()));
    }
    out.printf(
        "%10s %12s  %s %9s %9s%n",
        "record", "CPU ms/hop", String.join(" ", kinds), "p50 ms", "p99 ms");
    for (HopCost.Row row : rows) {
      List<String> parts = new ArrayList<>();
      for (ThreadKind kind : ThreadKind.values()) {
        parts.add("%11.2f".formatted(row.parts().getOrDefault(kind, 0.0)));
      }
      out.printf(
          "%7d KB %12.2f  %s %9.1f %9.1f%n",
          row.bytes() / KB,
          row.cpuMillis(),
          String.join(" ", parts),
          row.latencyP50Millis(),
          row.latencyP99Millis());
    }
    out.flush();
  }

  static Map<String, Object> row(HopCost.Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("record_bytes", row.bytes());
    values.put("cpu_ms", row.cpuMillis());
    row.parts().forEach((kind, millis) -> values.put("cpu_ms_" + kind.label(), millis));
    values.put("latency_p50_ms", row.latencyP50Millis());
    values.put("latency_p99_ms", row.latencyP99Millis());
    return values;
  }
}
