package io.millrace.bench;

import io.millrace.bench.planning.SharingRun;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Objective;
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

/** Prints what sharing devices gains and how long planning it takes. */
@Command(
    name = "sharing",
    mixinStandardHelpOptions = true,
    description =
        "Measure the strategy nudif-shared: its gain over one stage per device, and time and gap on "
            + "devices of which no two are equal. Takes some minutes.",
    footer = {"", "Example:", "  millrace bench sharing --json sharing.json", ""})
final class SharingCommand implements Callable<Integer> {

  private static final int[] GAIN_SIZES = {4, 8, 24};
  private static final int[] SOLVE_SIZES = {24, 100, 200};

  @Option(
      names = "--seeds",
      defaultValue = "20",
      description = "Random clusters per size (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    SharingRun run = new SharingRun(System::nanoTime);
    List<Map<String, Object>> rows = new ArrayList<>();
    out.printf(
        "%8s %6s %14s %18s %10s %10s%n",
        "devices", "seeds", "gain, ample %", "gain, published %", "proven", "worst s");
    for (int devices : GAIN_SIZES) {
      SharingRun.Gain gain = run.gain(devices, seeds);
      out.printf(
          "%8d %6d %14.2f %18.2f %10d %10.2f%n",
          devices,
          seeds,
          100 * gain.ample(),
          100 * gain.published(),
          gain.proven(),
          gain.seconds());
      out.flush();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("devices", devices);
      row.put("cases", gain.cases());
      row.put("gain_ample_memory", gain.ample());
      row.put("gain_published_memory", gain.published());
      row.put("proven", gain.proven());
      row.put("worst_seconds", gain.seconds());
      rows.add(row);
    }
    out.printf(
        "%n%8s %-12s %12s %12s %10s %8s%n", "devices", "objective", "value", "bound", "gap", "s");
    for (int devices : SOLVE_SIZES) {
      for (Objective objective : List.of(Objective.THROUGHPUT, Objective.ENERGY)) {
        Plan plan = run.solve(devices, objective).plan();
        out.printf(
            "%8d %-12s %12.5g %12.5g %10.2g %8.2f%n",
            devices,
            objective.label(),
            plan.proof().value(),
            plan.proof().bound(),
            plan.proof().gap(),
            plan.solverSeconds());
        out.flush();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("devices", devices);
        row.put("objective", objective.label());
        row.put("value", plan.proof().value());
        row.put("bound", plan.proof().bound());
        row.put("gap", plan.proof().gap());
        row.put("solver_seconds", plan.solverSeconds());
        rows.add(row);
      }
    }
    if (json != null) {
      new BenchReport("sharing", null, rows, Machine.here()).write(json);
    }
    return 0;
  }
}
