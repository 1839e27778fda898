package io.millrace.planner.app;

import io.millrace.planner.metrics.MetricsException;
import io.millrace.planner.metrics.Prometheus;
import io.millrace.planner.replan.Measurements;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a metrics source measured last. Asking is the business of a thread of its own; what is said
 * here is read from memory and cannot fail.
 */
final class LiveMetrics implements AutoCloseable {

  /** How often a server is asked, counted from its last answer. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(LiveMetrics.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, LiveMetrics::daemon);
  private volatile Measurements last;

  private LiveMetrics(Measurements first) {
    this.last = first;
  }

  /** Begins to ask, where there is somebody to ask. */
  static LiveMetrics open(MetricsSource source) {
    if (!(source instanceof MetricsSource.Server server)) {
      return new LiveMetrics(Measurements.NONE);
    }
    Prometheus prometheus = client(server);
    LiveMetrics metrics =
        new LiveMetrics(Measurements.failed(server.address() + " has not been asked yet."));
    var unused =
        metrics.thread.scheduleWithFixedDelay(
            () -> metrics.heard(read(prometheus)), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return metrics;
  }

  /** Asks once, and waits for the answer. */
  static Measurements once(MetricsSource source) {
    return source instanceof MetricsSource.Server server ? read(client(server)) : Measurements.NONE;
  }

  /** What was measured last, or why nothing was. */
  Measurements now() {
    return last;
  }

  private static Prometheus client(MetricsSource.Server server) {
    return new Prometheus(server.address(), server.window(), TIMEOUT);
  }

  private static Measurements read(Prometheus prometheus) {
    try {
      return prometheus.read();
    } catch (MetricsException e) {
      return Measurements.failed(String.valueOf(e.getMessage()));
    }
  }

  /** Says it when the source changes, and not at every answer. */
  private void heard(Measurements now) {
    String before = last.trouble();
    last = now;
    if (!now.trouble().isEmpty() && !now.trouble().equals(before)) {
      LOG.atWarn().log("load reports count instead of Prometheus: {}", now.trouble());
    } else if (now.trouble().isEmpty() && !before.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("stages", now.framesPerSecond().size())
          .log("figures come from Prometheus");
    }
  }

  private static Thread daemon(Runnable work) {
    Thread named = new Thread(work, "millrace-prometheus");
    named.setDaemon(true);
    return named;
  }

  /** Stops; a question that is under way is given up. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
