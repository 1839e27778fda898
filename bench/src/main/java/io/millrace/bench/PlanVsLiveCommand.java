package io.millrace.bench;

import io.millrace.bench.live.PlanVsLive;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.reproduce.NudifTable;
import io.millrace.planner.solve.Strategies;
import io.millrace.topics.codec.DurationText;
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

/** Prints what plans carry on a real broker, beside what was planned and simulated. */
@Command(
    name = "plan-vs-live",
    mixinStandardHelpOptions = true,
    description =
        "Deploy plans for NUDIF's eight devices, all times divided, as emulated devices on a real"
            + " broker, in turn, and compare measured, simulated and planned throughput.",
    footer = {"", "Example:", "  millrace bench plan-vs-live --rounds 3 --json live.json", ""})
final class PlanVsLiveCommand implements Callable<Integer> {

  private static final int DEVICES = 8;

  @Option(
      names = "--strategies",
      split = ",",
      defaultValue = "nudif,edgeshard-multi,uniform",
      description = "Who plans (default: ${DEFAULT-VALUE}).")
  private List<String> strategies = List.of();

  @Option(
      names = "--scale",
      defaultValue = "20",
      description = "All times and sizes are divided by it (default: ${DEFAULT-VALUE}).")
  private double scale;

  @Option(
      names = "--transfer",
      paramLabel = "READING",
      defaultValue = "mean",
      description = "How plans read links (default: ${DEFAULT-VALUE}).")
  private String transfer = "";

  @Option(
      names = "--routing",
      defaultValue = "least-finish",
      description = "How frames are routed (default: ${DEFAULT-VALUE}).")
  private String routing = "";

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Measurements of every strategy (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "15s",
      description = "Time before each measurement (default: ${DEFAULT-VALUE}).")
  private String settle = "";

  @Option(
      names = "--measure",
      paramLabel = "TIME",
      defaultValue = "40s",
      description = "Time of each measurement (default: ${DEFAULT-VALUE}).")
  private String measure = "";

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PlanVsLive comparison =
        new PlanVsLive(
            new NudifTable().problem(DEVICES),
            scale,
            Goal.DEFAULT.withTransfer(TransferReading.named(transfer)),
            DurationText.parse(settle),
            DurationText.parse(measure));
    out.printf(
        "%-18s %9s %9s %9s %9s%n", "frames/s", "planned", "simulated", "measured", "of plan");
    List<PlanVsLive.Row> rows =
        Folders.temporary(
            "millrace-live",
            data ->
                comparison.run(
                    strategies.stream().map(Strategies.BUILT_IN::named).toList(),
                    routing,
                    rounds,
                    data,
                    row -> print(row, out)));
    if (json != null) {
      new BenchReport(
              "plan-vs-live",
              null,
              rows.stream().map(PlanVsLiveCommand::values).toList(),
              Machine.here())
          .write(json);
    }
    return 0;
  }

  private static void print(PlanVsLive.Row row, PrintWriter out) {
    out.printf(
        "%-18s %9.3f %9.3f %9.3f %9.3f%n",
        row.strategy(), row.planned(), row.simulated(), row.measured(), row.ofPlan());
    out.flush();
  }

  private static Map<String, Object> values(PlanVsLive.Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("strategy", row.strategy());
    values.put("planned", row.planned());
    values.put("simulated", row.simulated());
    values.put("measured", row.measured());
    values.put("of_plan", row.ofPlan());
    return values;
  }
}
