package io.millrace.worker.serve;

import io.micrometer.core.instrument.Counter;
import io.millrace.topics.metric.Distribution;
import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.StageId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The figures of one stage on one device, as Prometheus sees them: all its instances together, so
 * that the number of series does not grow with instances that come and go. Thread-safe.
 */
public final class StageMeters {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Counter taken;
  private final Counter answered;
  private final Counter deadLetters;
  private final Counter resends;
  private final Map<Reason, Counter> drops = new EnumMap<>(Reason.class);
  private final Distribution batch;
  private final Distribution service;
  private final Counter compute;
  private final Distribution age;
  private final Distribution latency;
  private final Map<Part, Distribution> parts = new EnumMap<>(Part.class);
  private final LongAdder busyNanos = new LongAdder();
  private final Map<String, LoadReport> lastReports = new ConcurrentHashMap<>();

  /** A part of a frame's life at a stage, in their order. */
  enum Part {
    /** From being written to the lane until it is taken. */
    LANE,
    /** Until its batch begins. */
    QUEUE,
    /** Decoding and the model's input. */
    PREPARE,
    /** The model. */
    INFER,
    /** The model's output and encoding. */
    FINISH,
    /** Waiting of an emulated device. */
    PRETEND,
    /** Until Kafka has what follows. */
    SEND;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The figures of this stage in this registry. */
  public StageMeters(
      MetricRegistry registry,
      PipelineId pipeline,
      StageId stage,
      DeviceId device,
      boolean emulated) {
    String[] labels = {pipeline.value(), stage.value(), device.value(), Boolean.toString(emulated)};
    taken = registry.counter(Metrics.STAGE_TAKEN, labels);
    answered = registry.counter(Metrics.STAGE_ANSWERED, labels);
    deadLetters = registry.counter(Metrics.STAGE_DEAD_LETTERS, labels);
    resends = registry.counter(Metrics.STAGE_RESENDS, labels);
    for (Reason reason : Reason.values()) {
      drops.put(reason, registry.counter(Metrics.STAGE_DROPS, with(labels, reason.label())));
    }
    batch = registry.distribution(Metrics.STAGE_BATCH, labels);
    service = registry.distribution(Metrics.STAGE_SERVICE, labels);
    compute = registry.counter(Metrics.STAGE_COMPUTE, labels);
    age = registry.distribution(Metrics.STAGE_AGE, labels);
    latency = registry.distribution(Metrics.STAGE_LATENCY, labels);
    for (Part part : Part.values()) {
      if (part != Part.PRETEND || emulated) {
        parts.put(part, registry.distribution(Metrics.STAGE_PART, with(labels, part.label())));
      }
    }
    sum(registry, Metrics.STAGE_BACKLOG, labels, LoadReport::backlog);
    sum(registry, Metrics.STAGE_IN_FLIGHT, labels, LoadReport::inFlight);
    sum(
        registry,
        Metrics.STAGE_INSTANCES,
        labels,
        report -> report.state().equals(LoadReport.SERVING) ? 1 : 0);
    registry.gauge(
        Metrics.STAGE_BACKLOG_AGE,
        lastReports,
        reports -> values(reports, LoadReport::oldestSeconds).max().orElse(0),
        labels);
  }

  /**
   * A frame was taken.
   *
   * @param ageNanos since capture
   * @param laneNanos since it was written to the lane
   * @param traceparent its trace, or empty
   */
  void taken(long ageNanos, long laneNanos, String traceparent) {
    taken.increment();
    age.recordNanos(ageNanos, traceparent);
    part(Part.LANE, laneNanos, traceparent);
  }

  void takenUnreadable() {
    taken.increment();
  }

  /** A part of one frame's life is over. */
  void part(Part part, long nanos, String traceparent) {
    Distribution times = parts.get(part);
    if (times != null) {
      times.recordNanos(nanos, traceparent);
    }
  }

  /**
   * A batch was worked on.
   *
   * @param nanos how long it kept an instance busy
   * @param computeNanos the part of it that it worked, rather than waited or sent
   */
  void worked(int frames, long computeNanos, long nanos) {
    batch.recordCount(frames);
    compute.increment(computeNanos / NANOS_PER_SECOND);
    busyNanos.add(nanos);
    for (int i = 0; i < frames; i++) {
      service.recordNanos(nanos / frames);
    }
  }

  void answered(long latencyNanos, String traceparent) {
    answered.increment();
    latency.recordNanos(latencyNanos, traceparent);
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
    return busyNanos.sum() / NANOS_PER_SECOND;
  }

  /** What an instance last said of itself, for the gauges. */
  void reported(LoadReport report) {
    lastReports.put(report.instance().value(), report);
  }

  /** An instance is gone. */
  void gone(String instance) {
    lastReports.remove(instance);
  }

  private void sum(
      MetricRegistry registry, Metric metric, String[] labels, ToDoubleFunction<LoadReport> value) {
    registry.gauge(metric, lastReports, reports -> values(reports, value).sum(), labels);
  }

  private static DoubleStream values(
      Map<String, LoadReport> reports, ToDoubleFunction<LoadReport> value) {
    return reports.values().stream().mapToDouble(value);
  }

  private static String[] with(String[] labels, String last) {
    String[] more = Arrays.copyOf(labels, labels.length + 1);
    more[labels.length] = last;
    return more;
  }
}
