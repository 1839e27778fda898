package io.millrace.worker.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one stage on one device, as Prometheus sees them: all its instances together, so
 * that the number of series does not grow with instances that come and go. Thread-safe.
 */
public final class StageMeters {

  private final Counter taken;
  private final Counter answered;
  private final Counter deadLetters;
  private final Counter resends;
  private final Counter batches;
  private final Map<Reason, Counter> drops = new EnumMap<>(Reason.class);
  private final Timer service;
  private final Timer age;
  private final Timer latency;
  private final Map<String, LoadReport> lastReports = new ConcurrentHashMap<>();

  /** The figures of this stage in this registry. */
  public StageMeters(MeterRegistry registry, PipelineId pipeline, StageId stage, DeviceId device) {
    Tags tags =
        Tags.of(
            Metrics.PIPELINE,
            pipeline.value(),
            Metrics.STAGE,
            stage.value(),
            Metrics.DEVICE,
            device.value());
    taken = counter(registry, Metrics.STAGE_TAKEN, tags);
    answered = counter(registry, Metrics.STAGE_ANSWERED, tags);
    deadLetters = counter(registry, Metrics.STAGE_DEAD_LETTERS, tags);
    resends = counter(registry, Metrics.STAGE_RESENDS, tags);
    batches = counter(registry, Metrics.STAGE_BATCHES, tags);
    for (Reason reason : Reason.values()) {
      Tags withReason = tags.and(Metrics.REASON, reason.label());
      drops.put(reason, counter(registry, Metrics.STAGE_DROPS, withReason));
    }
    service = timer(registry, Metrics.STAGE_SERVICE, tags);
    age = timer(registry, Metrics.STAGE_AGE, tags);
    latency = timer(registry, Metrics.STAGE_LATENCY, tags);
    gauge(registry, Metrics.STAGE_BACKLOG, tags, LoadReport::backlog);
    gauge(registry, Metrics.STAGE_IN_FLIGHT, tags, LoadReport::inFlight);
    gauge(
        registry,
        Metrics.STAGE_INSTANCES,
        tags,
        report -> report.state().equals(LoadReport.SERVING) ? 1 : 0);
  }

  void taken(long ageNanos) {
    taken.increment();
    age.record(Math.max(0, ageNanos), TimeUnit.NANOSECONDS);
  }

  void takenUnreadable() {
    taken.increment();
  }

  void worked(int frames, long busyNanos) {
    batches.increment();
    for (int i = 0; i < frames; i++) {
      service.record(busyNanos / frames, TimeUnit.NANOSECONDS);
    }
  }

  void answered(long latencyNanos) {
    answered.increment();
    latency.record(latencyNanos, TimeUnit.NANOSECONDS);
  }

  void deadLetter() {
    deadLetters.increment();
  }

  void dropped(Reason reason) {
    Counter counter = drops.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  void resent() {
    resends.increment();
  }

  /** Time that the stage's instances on this device have worked, together. */
  public double busySeconds() {
    return service.totalTime(TimeUnit.SECONDS);
  }

  /** What an instance last said of itself, for the gauges. */
  void reported(LoadReport report) {
    lastReports.put(report.instance().value(), report);
  }

  /** An instance is gone. */
  void gone(String instance) {
    lastReports.remove(instance);
  }

  private static Counter counter(MeterRegistry registry, Metric metric, Tags tags) {
    return Counter.builder(metric.name()).description(metric.help()).tags(tags).register(registry);
  }

  private static Timer timer(MeterRegistry registry, Metric metric, Tags tags) {
    return Timer.builder(metric.name())
        .description(metric.help())
        .tags(tags)
        .serviceLevelObjectives(Metrics.TIME_BUCKETS.toArray(Duration[]::new))
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, Metric metric, Tags tags, ToDoubleFunction<LoadReport> value) {
    Gauge.builder(
            metric.name(),
            lastReports,
            reports -> reports.values().stream().mapToDouble(value).sum())
        .description(metric.help())
        .tags(tags)
        .register(registry);
  }
}
