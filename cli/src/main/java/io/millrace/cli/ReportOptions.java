package io.millrace.cli;

import io.millrace.dispatcher.app.Dispatcher;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is written about a run when it ends. */
final class ReportOptions {

  /** How long frames under way may take to come out when a run ends. */
  private static final Duration DRAIN = Duration.ofSeconds(60);

  @Option(names = "--json", paramLabel = "FILE", description = "Write the run's figures there.")
  private @Nullable Path json;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "Write every result there, one JSON object a line, in order per camera.")
  private @Nullable Path results;

  /** Opens the file for the results, if one was asked for. */
  RunReport.Results openResults() throws IOException {
    return RunReport.Results.open(results);
  }

  /** Lets the frames under way come out, then tells where every frame went. */
  int finish(Dispatcher dispatcher, PrintWriter out, PrintWriter err) throws Exception {
    dispatcher.stopCameras();
    new Progress(err)
        .during("letting the frames under way come out", () -> dispatcher.awaitAccounted(DRAIN));
    RunReport report = RunReport.of(dispatcher);
    report.print(out);
    if (json != null) {
      report.write(json);
    }
    return report.accounted() ? 0 : Millrace.FAILED;
  }
}
