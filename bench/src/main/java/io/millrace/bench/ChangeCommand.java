package io.millrace.bench;

import io.millrace.bench.live.Changing;
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

/** Changes a device and says when the planner noticed, and whether it came to rest. */
@Command(
    name = "change",
    mixinStandardHelpOptions = true,
    description =
        "Saturate four planned emulated devices on a real broker; then the fastest one's network"
            + " falls from 80 to 8 Mbit/s (bandwidth), or other work takes 0.8 of it (cpu).",
    footer = {
      "",
      "Example:",
      "  millrace bench change --changes bandwidth,cpu --json change.json",
      ""
    })
final class ChangeCommand implements Callable<Integer> {

  @Option(
      names = "--changes",
      split = ",",
      defaultValue = "bandwidth,cpu",
      description = "What changes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<Changing.Change> changes = List.of();

  @Option(
      names = "--period",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "The planner's period (default: ${DEFAULT-VALUE}).")
  private String period = "";

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "Time before the change (default: ${DEFAULT-VALUE}).")
  private String settle = "";

  @Option(
      names = "--quiet",
      paramLabel = "TIME",
      defaultValue = "5m",
      description =
          "Time after the new plan in which there should be no other (default: ${DEFAULT-VALUE}).")
  private String quiet = "";

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
    Changing experiment =
        new Changing(
            DurationText.parse(period),
            DurationText.parse(settle),
            DurationText.parse(quiet),
            DurationText.parse(measure));
    List<Map<String, Object>> rows = new ArrayList<>();
    boolean good = true;
    for (Changing.Change change : changes) {
      Changing.Outcome outcome =
          Folders.temporary(
              "millrace-change",
              data -> experiment.run(change, data, decision -> Decisions.print(decision, out)));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("change", change.name());
      row.put("planned_before", outcome.plannedBefore());
      row.put("measured_before", outcome.before());
      row.put("seconds_to_new_plan", outcome.planSeconds());
      row.put("plans_after_it", outcome.plansAfter());
      row.put("planned_after", outcome.plannedAfter());
      row.put("measured_after", outcome.after());
      row.put("accounted", outcome.accounted());
      Decisions.print(row, out);
      rows.add(row);
      good &= outcome.accounted() && outcome.planSeconds() >= 0 && outcome.plansAfter() == 0;
    }
    if (json != null) {
      new BenchReport("change", null, rows, Machine.here()).write(json);
    }
    return good ? 0 : 1;
  }
}
