package io.millrace.dispatcher.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.dispatcher.results.DropCount;
import io.millrace.dispatcher.results.Released;
import io.millrace.dispatcher.results.ResultFlow;
import io.millrace.dispatcher.web.CameraPhase;
import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The account of all frames as Prometheus sees it. Nothing is counted twice: every figure is read
 * from the flow when it is asked for, except for latencies, which are told one by one. Thread-safe.
 */
final class FrameMeters implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ResultFlow flow;
  private final Clock clock;
  private final Tags tags;
  private final Timer latency;
  private final Set<Tags> drops = ConcurrentHashMap.newKeySet();

  /**
   * The figures of one pipeline.
   *
   * @param cameras how many cameras are in a phase
   */
  FrameMeters(
      PipelineId pipeline, ResultFlow flow, Function<CameraPhase, Long> cameras, Clock clock) {
    this.flow = flow;
    this.clock = clock;
    this.tags = Tags.of(Metrics.PIPELINE, pipeline.value());
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    counter(Metrics.FRAMES, tags, now -> now.account().framesIn());
    counter(Metrics.RESULTS, tags, now -> now.account().results());
    counter(Metrics.DEAD_LETTERS, tags, now -> now.account().deadLetters());
    counter(Metrics.DUPLICATES, tags, now -> now.account().duplicates());
    counter(Metrics.LATE_RESULTS, tags, ResultFlow::late);
    counter(Metrics.PLATES, tags, now -> now.accuracy().plates());
    counter(Metrics.PLATES_READ, tags, now -> now.accuracy().read());
    gauge(Metrics.IN_FLIGHT, tags, now -> now.account().inFlight());
    gauge(Metrics.OLDEST_FRAME, tags, this::oldestSeconds);
    Arrays.stream(CameraPhase.values())
        .forEach(
            phase ->
                gauge(
                    Metrics.CAMERAS,
                    tags.and(Metrics.STATE, phase.label()),
                    unused -> cameras.apply(phase)));
    latency =
        Timer.builder(Metrics.RESULT_LATENCY.name())
            .description(Metrics.RESULT_LATENCY.help())
            .tags(tags)
            .serviceLevelObjectives(Metrics.TIME_BUCKETS.toArray(Duration[]::new))
            .register(registry);
  }

  /** A result went out. */
  void released(Released released) {
    Result result = released.result();
    Duration age = Duration.between(result.frame().captured(), result.finished());
    latency.record(age.isNegative() ? Duration.ZERO : age);
  }

  /** All figures in Prometheus' text format. */
  String scrape() {
    // Which stages and reasons there are shows only in time.
    for (DropCount drop : flow.account().drops()) {
      Tags of =
          tags.and(Metrics.STAGE, drop.stage().value(), Metrics.REASON, drop.reason().label());
      if (drops.add(of)) {
        counter(Metrics.DROPS, of, now -> dropped(now, drop));
      }
    }
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }

  private static long dropped(ResultFlow flow, DropCount like) {
    return flow.account().drops().stream()
        .filter(drop -> drop.stage().equals(like.stage()) && drop.reason() == like.reason())
        .mapToLong(DropCount::count)
        .sum();
  }

  private double oldestSeconds(ResultFlow now) {
    Instant moment = clock.instant();
    return now.oldestOutstanding()
        .map(frame -> Math.max(0, Duration.between(frame.captured(), moment).toNanos() / 1e9))
        .orElse(0.0);
  }

  private void counter(Metric metric, Tags of, ToDoubleFunction<ResultFlow> value) {
    FunctionCounter.builder(metric.name(), flow, value)
        .description(metric.help())
        .tags(of)
        .register(registry);
  }

  private void gauge(Metric metric, Tags of, ToDoubleFunction<ResultFlow> value) {
    Gauge.builder(metric.name(), flow, value)
        .description(metric.help())
        .tags(of)
        .register(registry);
  }
}
