package io.millrace.bench;

import io.millrace.bench.recovery.RecoveryRun;
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

/** Kills a worker and says what became of the frames. */
@Command(
    name = "recovery",
    mixinStandardHelpOptions = true,
    description =
        "Run broker, dispatcher and two workers as processes, kill one worker with SIGKILL, start a "
            + "third, and account for every frame.",
    footer = {
      "",
      "Example:",
      "  millrace bench recovery --pipeline objects --model-file yolox-nano=yolox_nano.onnx \\",
      "      --camera street.mp4 --kill-after 400",
      ""
    })
final class RecoveryCommand implements Callable<Integer> {

  @Option(
      names = "--pipeline",
      defaultValue = "text",
      description = "A built-in configuration: text (the default) or objects.")
  private String pipeline = "text";

  @Option(names = "--model-file", paramLabel = "ID=PATH", description = "A local file for a model.")
  private List<String> modelFiles = new ArrayList<>();

  @Option(
      names = "--camera",
      paramLabel = "ADDRESS",
      required = true,
      description = "A file; it is read as fast as the pipeline takes it.")
  private String camera = "";

  @Option(
      names = "--kill-after",
      paramLabel = "N",
      defaultValue = "100",
      description = "Results after which a worker is killed (default: ${DEFAULT-VALUE}).")
  private int killAfter;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<String> named = new ArrayList<>(List.of("--pipeline", pipeline));
    modelFiles.forEach(file -> named.addAll(List.of("--model-file", file)));
    RecoveryRun run =
        new RecoveryRun(named, List.of("--camera", camera, "--pace", "asap"), killAfter);
    RecoveryRun.Outcome outcome = Folders.temporary("millrace-recovery", run::run);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("frames_in", outcome.framesIn());
    row.put("results", outcome.results());
    row.put("distinct_results", outcome.distinct());
    row.put("accounted", outcome.accounted());
    row.put("duplicates_recognised", outcome.duplicates());
    row.put("in_order", outcome.inOrder());
    row.put("gap_seconds", outcome.gapSeconds());
    row.put("longest_seconds", outcome.longestSeconds());
    row.put("run_seconds", outcome.seconds());
    PrintWriter out = spec.commandLine().getOut();
    row.forEach((name, value) -> out.printf("  %-22s %s%n", name.replace('_', ' '), value));
    out.flush();
    if (json != null) {
      new BenchReport("recovery", null, List.of(row), Machine.here()).write(json);
    }
    boolean whole =
        outcome.accounted()
            && outcome.distinct() == outcome.framesIn()
            && outcome.results() == outcome.distinct()
            && outcome.inOrder();
    return whole ? 0 : 1;
  }
}
