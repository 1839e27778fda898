package io.millrace.topics.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one process, whatever runs in it: {@code /metrics} shows this. Metrics enter by
 * their {@link Metric}, so that names, labels and help texts are those of {@link Metrics}.
 * Thread-safe.
 */
public final class MetricRegistry implements AutoCloseable {

  /** Media type of a scrape that shows exemplars. */
  public static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** Media type of any other scrape. */
  public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private static final String OPEN_METRICS_NAME = "application/openmetrics-text";

  private final TraceOfThread traces = new TraceOfThread();
  private final MeterRegistry registry;
  private final @Nullable PrometheusMeterRegistry shown;
  private final List<Runnable> beforeScrape = new CopyOnWriteArrayList<>();
  private final @Nullable JvmGcMetrics collector;

  private MetricRegistry(boolean counts) {
    if (counts) {
      shown =
          new PrometheusMeterRegistry(
              PrometheusConfig.DEFAULT,
              new PrometheusRegistry(),
              io.micrometer.core.instrument.Clock.SYSTEM,
              traces);
      registry = shown;
      new JvmMemoryMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
      new FileDescriptorMetrics().bindTo(registry);
      collector = new JvmGcMetrics();
      collector.bindTo(registry);
    } else {
      shown = null;
      // One without any registry behind it counts nothing.
      registry = new CompositeMeterRegistry();
      collector = null;
    }
  }

  /** The registry of a process, with the figures of its JVM. */
  public static MetricRegistry ofProcess() {
    return new MetricRegistry(true);
  }

  /** One that counts and shows nothing: what counting costs is measured against it. */
  public static MetricRegistry none() {
    return new MetricRegistry(false);
  }

  /** A counter, with the values of the metric's labels in their order. */
  public Counter counter(Metric metric, String... labels) {
    return Counter.builder(metric.name())
        .description(metric.help())
        .tags(tags(metric, List.of(labels)))
        .register(registry);
  }

  /** A counter that is read from an object, which somebody else must hold on to. */
  public <T> void counter(Metric metric, T of, ToDoubleFunction<T> value, String... labels) {
    FunctionCounter.builder(metric.name(), of, value)
        .description(metric.help())
        .tags(tags(metric, List.of(labels)))
        .register(registry);
  }

  /** A gauge that is read from an object. */
  public <T> void gauge(Metric metric, T of, ToDoubleFunction<T> value, String... labels) {
    Gauge.builder(metric.name(), of, value)
        .description(metric.help())
        .tags(tags(metric, List.of(labels)))
        .strongReference(true)
        .register(registry);
  }

  /** A gauge whose series come and go. */
  public MetricTable table(Metric metric) {
    return new MetricTable(
        metric, MultiGauge.builder(metric.name()).description(metric.help()).register(registry));
  }

  /** A histogram. */
  public Distribution distribution(Metric metric, String... labels) {
    Tags tags = tags(metric, List.of(labels));
    if (metric.unit().equals("seconds")) {
      // Micrometer rounds the values of a summary up to whole numbers, so only a timer will do.
      Timer timer =
          Timer.builder(metric.name())
              .description(metric.help())
              .tags(tags)
              .serviceLevelObjectives(Metrics.TIMES.toArray(Duration[]::new))
              .register(registry);
      return new Distribution(nanos -> timer.record(nanos, TimeUnit.NANOSECONDS), traces);
    }
    DistributionSummary summary =
        DistributionSummary.builder(metric.name())
            .description(metric.help())
            .tags(tags)
            .serviceLevelObjectives(Metrics.COUNTS)
            .register(registry);
    return new Distribution(summary::record, traces);
  }

  /** Has something looked up before every scrape: which series there are may show only then. */
  public void beforeScrape(Runnable look) {
    beforeScrape.add(look);
  }

  /** The media type that answers a request with this {@code Accept} header. */
  public static String mediaType(@Nullable String accept) {
    return accept != null && accept.contains(OPEN_METRICS_NAME) ? OPEN_METRICS : TEXT;
  }

  /** All figures, in this media type; empty when nothing is counted. */
  public String scrape(String mediaType) {
    PrometheusMeterRegistry from = shown;
    if (from == null) {
      return "";
    }
    beforeScrape.forEach(Runnable::run);
    return from.scrape(mediaType);
  }

  @Override
  public void close() {
    if (collector != null) {
      collector.close();
    }
    registry.close();
  }

  static Tags tags(Metric metric, List<String> values) {
    if (values.size() != metric.labels().size()) {
      throw new IllegalArgumentException(
          "The metric %s has the labels %s, but was given %s."
              .formatted(metric.name(), metric.labels(), values));
    }
    List<Tag> tags = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      tags.add(Tag.of(metric.labels().get(i), values.get(i)));
    }
    return Tags.of(tags);
  }
}
