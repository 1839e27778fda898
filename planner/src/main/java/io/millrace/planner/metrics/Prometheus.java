package io.millrace.planner.metrics;

import io.millrace.planner.metrics.MetricsException.Reason;
import io.millrace.planner.replan.Measurements;
import io.millrace.planner.replan.ServiceKey;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a Prometheus server that scrapes the workers' {@code /metrics}.
 *
 * <p>Three questions: seconds of work per frame of every stage on every device, frames per second
 * of every stage, and frames that wait. Seconds are those that the stage worked, as load reports
 * and profiles have them: an emulated device's waiting for cores and links is not among them, or a
 * plan would take it for work. Rates are over a window and come only from samples within it; of
 * frames that wait, only samples within it count. So figures that went stale are no figures.
 *
 * <p>Blocks, each question for no longer than its timeout. Source: Prometheus' HTTP API, "Instant
 * queries".
 */
public final class Prometheus {

  private final String base;
  private final Duration window;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * A server.
   *
   * @param base its address, such as {@code http://127.0.0.1:9090}
   * @param window over which rates are taken, at least a second; several times the interval of its
   *     scrapes
   * @param timeout for one answer, above zero
   */
  public Prometheus(URI base, Duration window, Duration timeout) {
    this.base = base.toString().replaceAll("/+$", "");
    this.window = window;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * What it measured last.
   *
   * @throws MetricsException if it does not answer, not as documented, or has no figures of any
   *     stage within the window
   */
  public Measurements read() {
    Map<Measurements.Stage, Double> rates = new HashMap<>();
    for (Sample sample : ask(rateQuery())) {
      rates.put(
          new Measurements.Stage(pipeline(sample), named(sample, Metrics.STAGE, StageId::of)),
          Math.max(0, sample.value()));
    }
    if (rates.isEmpty()) {
      throw new MetricsException(
          Reason.STALE,
          "%s has no figures of any stage of the last %d s.%nMaybe it does not scrape the workers, or less often than twice in that time; then a longer --prometheus-window helps."
              .formatted(base, window.toSeconds()));
    }
    Map<ServiceKey, Double> seconds = new HashMap<>();
    for (Sample sample : ask(secondsQuery())) {
      if (sample.value() > 0) {
        seconds.put(
            new ServiceKey(
                pipeline(sample),
                named(sample, Metrics.STAGE, StageId::of),
                named(sample, Metrics.DEVICE, DeviceId::of)),
            sample.value());
      }
    }
    Map<PipelineId, Long> waiting = new HashMap<>();
    for (Sample sample : ask(waitingQuery())) {
      waiting.put(pipeline(sample), Math.max(0, Math.round(sample.value())));
    }
    return new Measurements(seconds, rates, waiting, window, "");
  }

  /** Work over frames. */
  private String secondsQuery() {
    String by = "sum by (%s, %s, %s) ".formatted(Metrics.PIPELINE, Metrics.STAGE, Metrics.DEVICE);
    return "%1$s(rate(%2$s[%4$s])) / %1$s(rate(%3$s_count[%4$s]))"
        .formatted(by, Metrics.STAGE_COMPUTE.name(), Metrics.STAGE_SERVICE.name(), range());
  }

  private String rateQuery() {
    return "sum by (%s, %s) (rate(%s[%s]))"
        .formatted(Metrics.PIPELINE, Metrics.STAGE, Metrics.STAGE_ANSWERED.name(), range());
  }

  /** An instant query looks five minutes back; older than the window is as good as unknown. */
  private String waitingQuery() {
    return "sum by (%1$s) (%2$s and (time() - timestamp(%2$s) <= %3$d))"
        .formatted(Metrics.PIPELINE, Metrics.STAGE_BACKLOG.name(), window.toSeconds());
  }

  private String range() {
    return window.toSeconds() + "s";
  }

  private PipelineId pipeline(Sample sample) {
    return named(sample, Metrics.PIPELINE, PipelineId::of);
  }

  private interface Naming<T> {
    T of(String name);
  }

  private <T> T named(Sample sample, String label, Naming<T> naming) {
    String value = sample.label(label, base);
    try {
      return naming.of(value);
    } catch (IllegalArgumentException e) {
      throw new MetricsException(
          Reason.UNREADABLE,
          "%s: the label %s is '%s', which is no name: %s%nMaybe relabelling changes it, or other software has metrics of the same names."
              .formatted(base, label, value, e.getMessage()),
          e);
    }
  }

  private List<Sample> ask(String query) {
    String address = base + "/api/v1/query";
    URI uri =
        URI.create(
            address
                + "?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8).replace("+", "%20"));
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            HttpRequest.newBuilder(uri).timeout(timeout).GET().build(),
            HttpResponse.BodyHandlers.ofByteArray());
    try {
      // The request's own timeout ends with the headers; this one covers the body as well.
      HttpResponse<byte[]> answer = sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return PrometheusAnswer.parse(answer.statusCode(), answer.body(), address);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw unreachable(address, "no answer within %d ms".formatted(timeout.toMillis()), e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw unreachable(address, "the wait was interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw unreachable(
          address,
          cause instanceof IOException && cause.getMessage() != null
              ? cause.getMessage()
              : "no connection",
          cause);
    }
  }

  private static MetricsException unreachable(String address, String what, Throwable cause) {
    return new MetricsException(
        Reason.UNREACHABLE,
        "%s: %s.%nMaybe Prometheus is down, or --prometheus must be another address."
            .formatted(address, what),
        cause);
  }
}
