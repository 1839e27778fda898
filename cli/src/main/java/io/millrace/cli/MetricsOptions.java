package io.millrace.cli;

import io.millrace.planner.app.MetricsSource;
import io.millrace.topics.codec.DurationText;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a planner takes figures of the running system from. */
final class MetricsOptions {

  @Option(
      names = "--prometheus",
      paramLabel = "URL",
      description =
          "A Prometheus server that scrapes the workers: service times, rates and frames that wait come from it, and from load reports while it does not answer (default: load reports).")
  private @Nullable URI prometheus;

  @Option(
      names = "--prometheus-window",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "What its figures are averaged over, several times the interval of its scrapes (default: ${DEFAULT-VALUE}).")
  private String window = "";

  MetricsSource source() {
    return prometheus == null
        ? new MetricsSource.LoadReports()
        : new MetricsSource.Server(prometheus, DurationText.parse(window));
  }
}
