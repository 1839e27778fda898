package io.millrace.topics.metric;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts where a router sends the records of one stage, and what decided it. Thread-safe. */
public final class RouteMeters {

  /** What stands for a device that nobody named. */
  public static final String UNKNOWN = "unknown";

  private final MetricRegistry registry;
  private final String pipeline;
  private final String stage;
  private final Map<Way, Counter> ways = new ConcurrentHashMap<>();

  private record Way(String device, boolean emulated, String by) {}

  /** The figures of the way to this stage. */
  public RouteMeters(MetricRegistry registry, String pipeline, String stage) {
    this.registry = registry;
    this.pipeline = pipeline;
    this.stage = stage;
  }

  /**
   * A lane was chosen.
   *
   * @param device where its owner runs; null when nobody is known to own it
   * @param by what decided: a strategy's name
   */
  public void routed(@Nullable String device, boolean emulated, String by) {
    ways.computeIfAbsent(
            new Way(device == null ? UNKNOWN : device, emulated, by),
            way ->
                registry.counter(
                    Metrics.ROUTED,
                    pipeline,
                    stage,
                    way.device(),
                    Boolean.toString(way.emulated()),
                    way.by()))
        .increment();
  }
}
