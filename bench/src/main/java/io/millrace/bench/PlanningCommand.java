package io.millrace.bench;

import io.millrace.bench.planning.PlanningRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
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

/** Prints how long the planner takes and how close it comes. */
@Command(
    name = "planning",
    mixinStandardHelpOptions = true,
    description =
        "Measure the strategy nudif: time to a proven optimum by number of devices, and the gap of "
            + "large clusters after a fixed time. Takes some minutes.",
    footer = {"", "Example:", "  millrace bench planning --json planning.json", ""})
final class PlanningCommand implements Callable<Integer> {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(10);

  private record Size(int devices, int stages, Duration budget) {}

  private static final List<Size> SIZES =
      List.of(
          new Size(100, 4, SHORT),
          new Size(100, 8, SHORT),
          new Size(100, 16, LONG),
          new Size(1000, 4, SHORT),
          new Size(1000, 8, SHORT),
          new Size(1000, 16, SHORT),
          new Size(10_000, 4, SHORT),
          new Size(10_000, 8, SHORT),
          new Size(10_000, 16, SHORT));

  @Option(
      names = "--seeds",
      defaultValue = "5",
      description = "Instances per large size (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(names = "--no-proofs", description = "Leave the times to a proven optimum out.")
  private boolean withoutProofs;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PlanningRun run = new PlanningRun(System::nanoTime);
    List<Map<String, Object>> rows = new ArrayList<>();
    if (!withoutProofs) {
      out.printf("%8s %8s %6s %14s %14s%n", "devices", "reading", "seeds", "median s", "worst s");
      for (PlanningRun.Proven proven : run.proofs()) {
        print(proven, out, rows);
      }
      for (PlanningRun.Proven proven : run.curve()) {
        print(proven, out, rows);
      }
    }
    out.printf(
        "%n%8s %8s %8s %6s %14s %10s  %s%n",
        "devices", "stages", "budget s", "seeds", "worst gap %", "took s", "bound by");
    for (Size size : SIZES) {
      print(run.gap(size.devices(), size.stages(), size.budget(), seeds), out, rows);
    }
    if (json != null) {
      new BenchReport("planning", null, rows, Machine.here()).write(json);
    }
    return 0;
  }

  private static void print(
      PlanningRun.Proven proven, PrintWriter out, List<Map<String, Object>> rows) {
    out.printf(
        "%8d %8s %6d %14.4f %14.4f%n",
        proven.devices(),
        proven.transfer().label(),
        proven.seconds().size(),
        proven.median(),
        proven.worst());
    out.flush();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("devices", proven.devices());
    row.put("stages", 4);
    row.put("transfer", proven.transfer().label());
    row.put("median_seconds", proven.median());
    row.put("worst_seconds", proven.worst());
    row.put("seconds", proven.seconds());
    rows.add(row);
  }

  private static void print(PlanningRun.Gap gap, PrintWriter out, List<Map<String, Object>> rows) {
    out.printf(
        "%8d %8d %8.1f %6d %14.4f %10.2f  %s%n",
        gap.devices(),
        gap.stages(),
        gap.budgetSeconds(),
        gap.gaps().size(),
        100 * gap.worst(),
        gap.seconds(),
        gap.how());
    out.flush();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("devices", gap.devices());
    row.put("stages", gap.stages());
    row.put("budget_seconds", gap.budgetSeconds());
    row.put("worst_gap", gap.worst());
    row.put("gaps", gap.gaps());
    row.put("solver_seconds", gap.seconds());
    row.put("bound", gap.how());
    rows.add(row);
  }
}
