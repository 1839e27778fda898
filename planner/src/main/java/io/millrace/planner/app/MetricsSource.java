package io.millrace.planner.app;

import java.net.URI;
import java.time.Duration;

/** Where a planner takes service times, rates and frames that wait from. */
public sealed interface MetricsSource {

  /** What instances say on Kafka, five times a second. */
  record LoadReports() implements MetricsSource {}

  /**
   * A Prometheus server that scrapes the workers; load reports where it has no figures.
   *
   * @param address such as {@code http://prometheus:9090}; a path is kept
   * @param window over which rates are taken, at least a second; several times the interval of its
   *     scrapes
   */
  record Server(URI address, Duration window) implements MetricsSource {

    public Server {
      String scheme = String.valueOf(address.getScheme());
      if (!(scheme.equals("http") || scheme.equals("https"))
          || address.getHost() == null
          || address.getRawQuery() != null) {
        throw new IllegalArgumentException(
            "--prometheus must be the address of a Prometheus server (was '%s').%nMaybe http://127.0.0.1:9090."
                .formatted(address));
      }
      if (window.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "--prometheus-window must be at least 1s (was %s).%nMaybe 30s, several times the interval of the scrapes."
                .formatted(window));
      }
    }
  }
}
