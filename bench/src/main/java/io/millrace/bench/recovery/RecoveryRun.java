package io.millrace.bench.recovery;

import io.millrace.topics.record.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Broker, dispatcher and two workers as processes; one worker is killed with SIGKILL half way, a
 * third one is started at once, and the file goes on to its end.
 */
public final class RecoveryRun {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final List<String> pipeline;
  private final List<String> camera;
  private final int killAfter;

  /**
   * What became of the frames.
   *
   * @param account where every frame went
   * @param check whether the results are all there, once each, in order
   * @param gapSeconds longest time in which no result was finished, after the kill
   * @param longestSeconds longest time from capture to result, over the run
   * @param seconds duration of the run, first result to last
   */
  public record Outcome(
      RunAccount account,
      FrameCheck check,
      double gapSeconds,
      double longestSeconds,
      double seconds) {}

  /**
   * A run.
   *
   * @param pipeline options that name the pipeline and its models
   * @param camera options that name the camera; its pace must be {@code asap}
   * @param killAfter results after which a worker is killed
   */
  public RecoveryRun(List<String> pipeline, List<String> camera, int killAfter) {
    this.pipeline = List.copyOf(pipeline);
    this.camera = List.copyOf(camera);
    this.killAfter = killAfter;
  }

  /** Does it, with data and logs in a folder. */
  public Outcome run(Path folder) throws IOException, InterruptedException {
    String servers = "127.0.0.1:" + Commands.freePort();
    List<String> kafka = List.of("--bootstrap-servers", servers);
    Path account = folder.resolve("account.json");
    Path lines = folder.resolve("results.jsonl");
    try (Processes processes = new Processes(folder)) {
      processes.start(
          "broker",
          List.of(
              "broker",
              "--data",
              folder.resolve("data").toString(),
              "--port",
              servers.substring(servers.indexOf(':') + 1)));
      Process doomed = worker(processes, "worker-1", kafka);
      worker(processes, "worker-2", kafka);
      Process dispatcher =
          processes.start(
              "dispatcher",
              Processes.join(
                  List.of(
                      List.of("dispatcher", "--port", "0", "--until-done"),
                      kafka,
                      namedPipeline(),
                      camera,
                      List.of("--json", account.toString(), "--results", lines.toString()))));
      awaitLines(lines, killAfter, dispatcher, folder);
      Instant killed = Instant.now();
      processes.kill(doomed);
      worker(processes, "worker-3", kafka);
      if (!dispatcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "The dispatcher did not end within %s; see the logs in %s."
                .formatted(PATIENCE, folder));
      }
      return outcome(account, lines, killed);
    }
  }

  private Process worker(Processes processes, String device, List<String> kafka) {
    return processes.start(
        device,
        Processes.join(
            List.of(List.of("worker", "--device", device, "--all-stages"), kafka, pipeline)));
  }

  /** The dispatcher needs no models. */
  private List<String> namedPipeline() {
    int models = pipeline.indexOf("--model-file");
    return models < 0 ? pipeline : pipeline.subList(0, models);
  }

  private static Outcome outcome(Path file, Path lines, Instant killed) throws IOException {
    RunAccount account = RunAccount.read(file);
    List<Result> results = RunAccount.results(lines);
    FrameCheck check =
        FrameCheck.of(account.framesIn(), results.stream().map(Result::frame).toList());
    double longest =
        results.stream()
            .mapToDouble(result -> seconds(result.frame().captured(), result.finished()))
            .max()
            .orElse(0);
    List<Instant> finished = results.stream().map(Result::finished).sorted().toList();
    return new Outcome(
        account,
        check,
        gap(finished, killed),
        longest,
        seconds(finished.get(0), finished.get(finished.size() - 1)));
  }

  /** The longest pause that had not ended when the worker was killed, or began later. */
  private static double gap(List<Instant> finished, Instant killed) {
    double longest = 0;
    for (int i = 1; i < finished.size(); i++) {
      if (finished.get(i).isAfter(killed)) {
        longest = Math.max(longest, seconds(finished.get(i - 1), finished.get(i)));
      }
    }
    return longest;
  }

  private static void awaitLines(Path file, int lines, Process writer, Path folder)
      throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (count(file) < lines) {
      if (!writer.isAlive() || System.nanoTime() > until) {
        throw new IllegalStateException(
            "There were %d results where %d were awaited; see the logs in %s."
                .formatted(count(file), lines, folder));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static long count(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
