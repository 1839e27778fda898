package io.millrace.dispatcher.app;

import io.millrace.dispatcher.emit.FrameEntrance;
import io.millrace.dispatcher.results.Account;
import io.millrace.dispatcher.results.DropCount;
import io.millrace.dispatcher.results.Outcome;
import io.millrace.dispatcher.results.Released;
import io.millrace.dispatcher.results.ResultFlow;
import io.millrace.dispatcher.web.CameraPhase;
import io.millrace.topics.metric.Distribution;
import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The account of all frames as Prometheus sees it. Nothing is counted twice: every figure is read
 * from the flow when it is asked for, except for times, which are told one by one. Thread-safe.
 */
final class FrameMeters implements FrameEntrance.Watcher {

  /** Most cameras with figures of their own: a name that changes all the time fills no memory. */
  static final int MOST_CAMERAS = 256;

  private final MetricRegistry registry;
  private final ResultFlow flow;
  private final Supplier<Collection<CameraId>> cameras;
  private final Clock clock;
  private final String pipeline;
  private final Distribution latency;
  private final Distribution ingest;
  private final Distribution send;
  private final Distribution comeBack;
  private final Distribution order;
  private final Set<Why> drops = ConcurrentHashMap.newKeySet();
  private final Set<CameraId> known = ConcurrentHashMap.newKeySet();

  private record Why(StageId stage, Reason reason) {}

  /**
   * The figures of one pipeline.
   *
   * @param phases how many cameras are in a phase
   * @param cameras all cameras that there are
   */
  FrameMeters(
      MetricRegistry registry,
      PipelineSpec pipeline,
      ResultFlow flow,
      Function<CameraPhase, Long> phases,
      Supplier<Collection<CameraId>> cameras,
      Clock clock) {
    this.registry = registry;
    this.flow = flow;
    this.cameras = cameras;
    this.clock = clock;
    this.pipeline = pipeline.name().value();
    total(Metrics.FRAMES, now -> now.account().framesIn());
    total(Metrics.RESULTS, now -> now.account().results());
    total(Metrics.DEAD_LETTERS, now -> now.account().deadLetters());
    total(Metrics.DUPLICATES, now -> now.account().duplicates());
    total(Metrics.LATE_RESULTS, ResultFlow::late);
    total(Metrics.PLATES, now -> now.accuracy().plates());
    total(Metrics.PLATES_READ, now -> now.accuracy().read());
    gauge(Metrics.IN_FLIGHT, now -> now.account().inFlight());
    gauge(Metrics.OLDEST_FRAME, this::oldestSeconds);
    double freshness = seconds(pipeline.freshness());
    gauge(Metrics.FRESHNESS, unused -> freshness);
    for (CameraPhase phase : CameraPhase.values()) {
      registry.gauge(
          Metrics.CAMERAS, phases, now -> now.apply(phase), this.pipeline, phase.label());
    }
    latency = registry.distribution(Metrics.RESULT_LATENCY, this.pipeline);
    ingest = registry.distribution(Metrics.DISPATCH_PART, this.pipeline, "ingest");
    send = registry.distribution(Metrics.DISPATCH_PART, this.pipeline, "send");
    comeBack = registry.distribution(Metrics.DISPATCH_PART, this.pipeline, "return");
    order = registry.distribution(Metrics.DISPATCH_PART, this.pipeline, "order");
    // Which drops and cameras there are shows only in time.
    registry.beforeScrape(this::look);
  }

  @Override
  public void handedOver(FrameRef frame) {
    ingest.recordNanos(since(frame.captured()));
  }

  @Override
  public void sent(long nanos) {
    send.recordNanos(nanos);
  }

  /** An outcome was read. */
  void read(Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      comeBack.recordNanos(since(answered.result().finished()));
    }
  }

  /** A result went out. */
  void released(Released released) {
    Result result = released.result();
    latency.recordNanos(Duration.between(result.frame().captured(), result.finished()).toNanos());
    order.recordNanos(released.waitedNanos());
  }

  private void look() {
    for (DropCount drop : flow.account().drops()) {
      if (drops.add(new Why(drop.stage(), drop.reason()))) {
        registry.counter(
            Metrics.DROPS,
            flow,
            now -> dropped(now, drop),
            pipeline,
            drop.stage().value(),
            drop.reason().label());
      }
    }
    for (CameraId camera : cameras.get()) {
      if (known.size() < MOST_CAMERAS && known.add(camera)) {
        addCamera(camera);
      }
    }
  }

  private void addCamera(CameraId camera) {
    ofCamera(Metrics.CAMERA_FRAMES, camera, Account::framesIn);
    ofCamera(Metrics.CAMERA_RESULTS, camera, Account::results);
    ofCamera(Metrics.CAMERA_DROPS, camera, Account::dropped);
    registry.gauge(
        Metrics.CAMERA_IN_FLIGHT,
        flow,
        now -> now.account(camera).inFlight(),
        pipeline,
        camera.value());
  }

  private void ofCamera(Metric metric, CameraId camera, ToDoubleFunction<Account> value) {
    registry.counter(
        metric, flow, now -> value.applyAsDouble(now.account(camera)), pipeline, camera.value());
  }

  private static long dropped(ResultFlow flow, DropCount like) {
    return flow.account().drops().stream()
        .filter(drop -> drop.stage().equals(like.stage()) && drop.reason() == like.reason())
        .mapToLong(DropCount::count)
        .sum();
  }

  private double oldestSeconds(ResultFlow now) {
    return now.oldestOutstanding()
        .map(frame -> Math.max(0, seconds(Duration.between(frame.captured(), clock.instant()))))
        .orElse(0.0);
  }

  private long since(Instant then) {
    return Duration.between(then, clock.instant()).toNanos();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private void total(Metric metric, ToDoubleFunction<ResultFlow> value) {
    registry.counter(metric, flow, value, pipeline);
  }

  private void gauge(Metric metric, ToDoubleFunction<ResultFlow> value) {
    registry.gauge(metric, flow, value, pipeline);
  }
}
