package io.millrace.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.dispatcher.app.Dispatcher;
import io.millrace.dispatcher.board.StageView;
import io.millrace.dispatcher.results.Account;
import io.millrace.dispatcher.results.Accuracy;
import io.millrace.dispatcher.results.DropCount;
import io.millrace.dispatcher.results.Latency;
import io.millrace.dispatcher.results.Released;
import io.millrace.dispatcher.web.Status;
import io.millrace.topics.codec.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run in figures: where every frame went and how long it took.
 *
 * @param framesIn frames that the cameras delivered
 * @param results frames answered
 * @param deadLetters frames that could not be worked on
 * @param drops frames given up, by stage and reason
 * @param inFlight frames that had no outcome when the run ended
 * @param duplicates outcomes of frames that had one already
 * @param accounted whether every frame has exactly one outcome
 * @param throughput results per second, from the first to the last one
 * @param latency from capture to answer
 * @param readingAccuracy share of the plates that stood readably in the gate scenes and were read
 *     exactly; null without a gate camera
 * @param platesShown plates that counted for it
 * @param lateResults results that went out after a later one of their camera
 * @param stages the stages
 * @param versions of Millrace and what it stands on
 */
record RunReport(
    @JsonProperty("frames_in") long framesIn,
    @JsonProperty("results") long results,
    @JsonProperty("dead_letters") long deadLetters,
    @JsonProperty("drops") List<DropCount> drops,
    @JsonProperty("in_flight") long inFlight,
    @JsonProperty("duplicates") long duplicates,
    @JsonProperty("accounted") boolean accounted,
    @JsonProperty("throughput_frames_per_second") double throughput,
    @JsonProperty("latency_seconds") LatencySeconds latency,
    @JsonProperty("reading_accuracy") @Nullable Double readingAccuracy,
    @JsonProperty("plates_shown") long platesShown,
    @JsonProperty("late_results") long lateResults,
    @JsonProperty("stages") List<StageFigures> stages,
    @JsonProperty("versions") Map<String, String> versions) {

  /** Quantiles of a time, in seconds. */
  record LatencySeconds(double p50, double p95, double p99) {
    static LatencySeconds of(Latency latency) {
      return new LatencySeconds(latency.p50Seconds(), latency.p95Seconds(), latency.p99Seconds());
    }
  }

  /** What one stage did. */
  record StageFigures(
      @JsonProperty("stage") String stage,
      @JsonProperty("instances") int instances,
      @JsonProperty("frames") long frames,
      @JsonProperty("dead_letters") long deadLetters,
      @JsonProperty("drops") long drops,
      @JsonProperty("service_seconds") double serviceSeconds,
      @JsonProperty("latency_p95_seconds") double latencyP95Seconds) {
    static StageFigures of(StageView stage) {
      return new StageFigures(
          stage.stage().value(),
          stage.instances().size(),
          stage.answered(),
          stage.deadLetters(),
          stage.dropped(),
          stage.serviceSeconds(),
          stage.latencyP95Seconds());
    }
  }

  /** The run of a dispatcher up to now. */
  static RunReport of(Dispatcher dispatcher) {
    Status status = dispatcher.status();
    Account account = status.account();
    Accuracy accuracy = status.accuracy();
    return new RunReport(
        account.framesIn(),
        account.results(),
        account.deadLetters(),
        account.drops(),
        account.inFlight(),
        account.duplicates(),
        account.accounted(),
        dispatcher.runResultsPerSecond(),
        LatencySeconds.of(status.latency()),
        accuracy.plates() == 0 ? null : accuracy.share(),
        accuracy.plates(),
        status.late(),
        status.stages().stream().map(StageFigures::of).toList(),
        Version.all());
  }

  /** Writes it as JSON. */
  void write(Path file) {
    try {
      Files.writeString(file, Json.pretty(this) + System.lineSeparator());
    } catch (IOException e) {
      throw new CommandException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Prints it as a table. */
  void print(PrintWriter out) {
    out.println();
    out.printf("  %-34s %8d%n", "frames in", framesIn);
    out.printf("  %-34s %8d%n", "  results", results);
    out.printf("  %-34s %8d%n", "  dead letters", deadLetters);
    for (DropCount drop : drops) {
      String what = "  dropped by %s: %s".formatted(drop.stage(), drop.reason().label());
      out.printf("  %-34s %8d%n", what, drop.count());
    }
    out.printf("  %-34s %8d%n", "  without an outcome", inFlight);
    out.printf("  %-34s %8s%n", "every frame accounted for", accounted ? "yes" : "NO");
    out.println();
    out.printf("  %-34s %8.1f frames/s%n", "throughput", throughput);
    out.printf(
        "  %-34s %8.0f / %.0f / %.0f ms%n",
        "latency p50 / p95 / p99",
        latency.p50() * 1000,
        latency.p95() * 1000,
        latency.p99() * 1000);
    if (readingAccuracy != null) {
      out.printf(
          "  %-34s %8.1f %% of %d%n", "plates read exactly", readingAccuracy * 100, platesShown);
    }
    out.println();
    out.printf(
        "  %-16s %9s %8s %13s %7s %12s %12s%n",
        "stage", "instances", "frames", "dead letters", "drops", "ms/frame", "p95 ms");
    for (StageFigures stage : stages) {
      out.printf(
          "  %-16s %9d %8d %13d %7d %12.1f %12.1f%n",
          stage.stage(),
          stage.instances(),
          stage.frames(),
          stage.deadLetters(),
          stage.drops(),
          stage.serviceSeconds() * 1000,
          stage.latencyP95Seconds() * 1000);
    }
    out.println();
    out.flush();
  }

  /** A file that gets every result, or none. */
  static final class Results implements AutoCloseable {

    private final @Nullable BufferedWriter out;

    private Results(@Nullable BufferedWriter out) {
      this.out = out;
    }

    static Results open(@Nullable Path file) throws IOException {
      return new Results(
          file == null ? null : Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    }

    /** Those who want every result. */
    List<Consumer<Released>> listeners() {
      return out == null ? List.of() : List.of(this::write);
    }

    @Override
    public void close() throws IOException {
      if (out != null) {
        out.close();
      }
    }

    private void write(Released released) {
      if (out != null) {
        try {
          out.write(new String(Json.write(released.result()), StandardCharsets.UTF_8));
          out.newLine();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
