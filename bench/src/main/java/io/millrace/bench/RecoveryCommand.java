package io.millrace.bench;

import io.millrace.bench.recovery.Flow;
import io.millrace.bench.recovery.FrameCheck;
import io.millrace.bench.recovery.KillRun;
import io.millrace.bench.recovery.RecoveryRun;
import io.millrace.bench.recovery.RunAccount;
import io.millrace.bench.recovery.Victim;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Kills processes under load and says what became of the frames. */
@Command(
    name = "recovery",
    mixinStandardHelpOptions = true,
    description = {
      "Kill processes of a cluster on this machine under load, and account for every frame.",
      "",
      "With --camera: broker, dispatcher and two workers; a file is read as fast as it goes, one"
          + " worker is killed half way and a third one is started.",
      "With --victims: broker, dispatcher, planner and three planned, emulated workers under the"
          + " steady load of two live cameras; each victim is killed again and again, and started"
          + " anew. It fails when a frame is missing, out of order or twice, or when a recovery"
          + " takes more than 10 s."
    },
    footer = {
      "",
      "Examples:",
      "  millrace bench recovery --pipeline objects --model-file yolox-nano=yolox_nano.onnx \\",
      "      --camera street.mp4 --kill-after 400",
      "  millrace bench recovery --victims worker,planner,broker --kills 10 --json recovery.json",
      ""
    })
final class RecoveryCommand implements Callable<Integer> {

  /** Most time that a recovery may take. */
  private static final double MOST_SECONDS = 10;

  @ArgGroup(multiplicity = "1")
  private Load load = new Load();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private @Nullable Path json;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the broker's data and the logs are kept (default: a temporary one).")
  private @Nullable Path folder;

  @Spec private CommandSpec spec;

  /** One file and one kill, or live cameras and many kills. */
  static final class Load {

    @ArgGroup(exclusive = false)
    private @Nullable Once once;

    @ArgGroup(exclusive = false)
    private @Nullable Repeated repeated;
  }

  /** What one kill is done to. */
  static final class Once {

    @Option(
        names = "--camera",
        paramLabel = "ADDRESS",
        required = true,
        description = "A file; it is read as fast as the pipeline takes it.")
    private String camera = "";

    @Option(
        names = "--pipeline",
        defaultValue = "text",
        description = "A built-in configuration: text (the default) or objects.")
    private String pipeline = "text";

    @Option(
        names = "--model-file",
        paramLabel = "ID=PATH",
        description = "A local file for a model.")
    private List<String> modelFiles = new ArrayList<>();

    @Option(
        names = "--kill-after",
        paramLabel = "N",
        defaultValue = "100",
        description = "Results after which a worker is killed (default: ${DEFAULT-VALUE}).")
    private int killAfter;

    RecoveryRun run() {
      List<String> named = new ArrayList<>(List.of("--pipeline", pipeline));
      modelFiles.forEach(file -> named.addAll(List.of("--model-file", file)));
      return new RecoveryRun(named, List.of("--camera", camera, "--pace", "asap"), killAfter);
    }
  }

  /** Who is killed again and again. */
  static final class Repeated {

    @Option(
        names = "--victims",
        paramLabel = "NAME",
        split = ",",
        required = true,
        description = "Who: worker, planner, broker (SIGKILL), broker-stopped (SIGTERM).")
    private List<String> victims = new ArrayList<>();

    @Option(
        names = "--kills",
        paramLabel = "N",
        defaultValue = "10",
        description = "How often each of them (default: ${DEFAULT-VALUE}).")
    private int kills;

    KillRun run(PrintWriter err) {
      return new KillRun(
          victims.stream().map(Victim::named).toList(),
          kills,
          line -> {
            err.println(line);
            err.flush();
          });
    }
  }

  @Override
  public Integer call() throws Exception {
    Repeated repeated = load.repeated;
    if (repeated != null) {
      return tell(in(repeated.run(spec.commandLine().getErr())::run));
    }
    Once once = load.once;
    return tell(in((once == null ? new Once() : once).run()::run));
  }

  private <T> T in(Folders.Work<T> work) throws Exception {
    return folder == null
        ? Folders.temporary("millrace-recovery", work)
        : work.in(Files.createDirectories(folder));
  }

  private int tell(RecoveryRun.Outcome outcome) {
    Map<String, Object> row = row(outcome.account(), outcome.check());
    row.put("gap_seconds", outcome.gapSeconds());
    row.put("longest_seconds", outcome.longestSeconds());
    row.put("run_seconds", outcome.seconds());
    print(row);
    write(List.of(row));
    return outcome.account().accounted() && outcome.check().whole() ? 0 : 1;
  }

  private int tell(KillRun.Outcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "  %-15s %3s %10s %10s %12s %10s %11s%n",
        "victim", "", "frames/s", "pause s", "recovery s", "longest s", "back in s");
    List<Map<String, Object>> rows = new ArrayList<>();
    boolean soon = true;
    int number = 0;
    Victim last = null;
    for (KillRun.Kill kill : outcome.kills()) {
      number = kill.victim() == last ? number + 1 : 1;
      last = kill.victim();
      Flow.Recovery recovery = kill.recovery();
      soon &= recovery.recoverySeconds() <= MOST_SECONDS;
      out.printf(
          Locale.ROOT,
          "  %-15s %3d %10.2f %10.2f %12.2f %10.2f %11.2f%n",
          kill.victim().label(),
          number,
          recovery.rateBefore(),
          recovery.pauseSeconds(),
          recovery.recoverySeconds(),
          recovery.longestSeconds(),
          kill.backSeconds());
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("victim", kill.victim().label());
      row.put("kill", number);
      row.put("frames_per_second_before", recovery.rateBefore());
      row.put("pause_seconds", recovery.pauseSeconds());
      row.put("recovery_seconds", recovery.recoverySeconds());
      row.put("longest_seconds", recovery.longestSeconds());
      row.put("back_seconds", kill.backSeconds());
      rows.add(row);
    }
    out.println();
    Map<String, Object> all = row(outcome.account(), outcome.check());
    print(all);
    rows.add(0, all);
    write(rows);
    return outcome.account().accounted() && outcome.check().whole() && soon ? 0 : 1;
  }

  private static Map<String, Object> row(RunAccount account, FrameCheck check) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("frames_in", account.framesIn());
    row.put("results", account.results());
    row.put("dead_letters", account.deadLetters());
    row.put("drops", account.drops());
    row.put("accounted", account.accounted());
    row.put("distinct_results", check.distinct());
    row.put("missing", check.missing());
    row.put("twice", check.repeated().size());
    row.put("out_of_order", check.misplaced().size());
    row.put("duplicates_recognised", account.duplicates());
    return row;
  }

  private void print(Map<String, Object> row) {
    Decisions.print(row, spec.commandLine().getOut());
  }

  private void write(List<Map<String, Object>> rows) {
    if (json != null) {
      new BenchReport("recovery", null, rows, Machine.here()).write(json);
    }
  }
}
