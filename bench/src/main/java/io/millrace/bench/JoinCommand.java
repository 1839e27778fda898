package io.millrace.bench;

import io.millrace.bench.live.Joining;
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

/** Has a fifth device join a saturated fleet and says what became of it. */
@Command(
    name = "join",
    mixinStandardHelpOptions = true,
    description =
        "Saturate four planned emulated devices on a real broker, have a fifth one join, and compare"
            + " what comes out with what was planned.",
    footer = {"", "Example:", "  millrace bench join --json join.json", ""})
final class JoinCommand implements Callable<Integer> {

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "30s",
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
    Joining experiment = new Joining(DurationText.parse(settle), DurationText.parse(measure));
    Joining.Outcome outcome =
        Folders.temporary(
            "millrace-join",
            data -> experiment.run(data, decision -> Decisions.print(decision, out)));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("planned_before", outcome.plannedBefore());
    row.put("measured_before", outcome.before());
    row.put("seconds_to_announcement", outcome.startSeconds());
    row.put("seconds_to_first_frame", outcome.usedSeconds());
    row.put("planned_after", outcome.plannedAfter());
    row.put("measured_after", outcome.after());
    row.put("frames_in", outcome.framesIn());
    row.put("results", outcome.results());
    row.put("duplicates_recognised", outcome.duplicates());
    row.put("late", outcome.late());
    row.put("accounted", outcome.accounted());
    Decisions.print(row, out);
    if (json != null) {
      new BenchReport("join", null, List.of(row), Machine.here()).write(json);
    }
    return outcome.accounted() ? 0 : 1;
  }
}
