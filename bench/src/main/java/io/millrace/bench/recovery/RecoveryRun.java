package io.millrace.bench.recovery;

import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * @param framesIn frames that the camera delivered
   * @param results results that left
   * @param distinct distinct frames among them
   * @param accounted whether the dispatcher found every frame to have one outcome
   * @param duplicates outcomes recognised as duplicates
   * @param inOrder whether every camera's results left in order
   * @param gapSeconds longest time in which no result was finished, after the kill
   * @param longestSeconds longest time from capture to result, over the run
   * @param seconds duration of the run, first result to last
   */
  public record Outcome(
      long framesIn,
      long results,
      long distinct,
      boolean accounted,
      long duplicates,
      boolean inOrder,
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
    String servers = "127.0.0.1:" + freePort();
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
              join(
                  List.of(
                      List.of("dispatcher", "--port", "0", "--until-done"),
                      kafka,
                      namedPipeline(),
                      camera,
                      List.of("--json", account.toString(), "--results", lines.toString()))));
      awaitLines(lines, killAfter, dispatcher, folder);
      Instant killed = Instant.now();
      doomed.destroyForcibly();
      worker(processes, "worker-3", kafka);
      if (!dispatcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "The dispatcher did not end within %s; see the logs in %s."
                .formatted(PATIENCE, folder));
      }
      return outcome(account, lines, killed, folder);
    }
  }

  private Process worker(Processes processes, String device, List<String> kafka) {
    return processes.start(
        device,
        join(List.of(List.of("worker", "--device", device, "--all-stages"), kafka, pipeline)));
  }

  /** The dispatcher needs no models. */
  private List<String> namedPipeline() {
    int models = pipeline.indexOf("--model-file");
    return models < 0 ? pipeline : pipeline.subList(0, models);
  }

  private static Outcome outcome(Path account, Path lines, Instant killed, Path folder)
      throws IOException {
    if (!Files.exists(account)) {
      throw new IllegalStateException("The dispatcher wrote no account; see the logs in " + folder);
    }
    Map<?, ?> told = Json.read(Files.readAllBytes(account), Map.class, account.toString());
    List<Result> results = new ArrayList<>();
    for (String line : Files.readAllLines(lines)) {
      results.add(Json.read(line.getBytes(StandardCharsets.UTF_8), Result.class, lines.toString()));
    }
    Set<String> distinct = new HashSet<>();
    Map<String, Long> last = new HashMap<>();
    boolean inOrder = true;
    double longest = 0;
    for (Result result : results) {
      distinct.add(result.frame().name());
      String run = result.frame().camera() + "/" + result.frame().run();
      Long before = last.put(run, result.frame().sequence());
      inOrder &= before == null || before < result.frame().sequence();
      longest = Math.max(longest, seconds(result.frame().captured(), result.finished()));
    }
    List<Instant> finished = results.stream().map(Result::finished).sorted().toList();
    return new Outcome(
        number(told, "frames_in"),
        results.size(),
        distinct.size(),
        Boolean.TRUE.equals(told.get("accounted")),
        number(told, "duplicates"),
        inOrder,
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

  private static List<String> join(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  private static long number(Map<?, ?> json, String name) {
    return json.get(name) instanceof Number number ? number.longValue() : -1;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
