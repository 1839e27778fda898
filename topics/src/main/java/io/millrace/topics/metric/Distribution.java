package io.millrace.topics.metric;

import java.util.function.LongConsumer;

/** Values of one histogram, with the trace of a frame that made them where there is one. */
public final class Distribution {

  private final LongConsumer values;
  private final TraceOfThread traces;

  /**
   * A histogram.
   *
   * @param values takes nanoseconds if the metric's unit is seconds, else the value itself
   */
  Distribution(LongConsumer values, TraceOfThread traces) {
    this.values = values;
    this.traces = traces;
  }

  /** Takes in a number of things; one below 0 counts as 0. */
  public void recordCount(long count) {
    values.accept(Math.max(0, count));
  }

  /** Takes in a duration; one below 0 counts as 0. */
  public void recordNanos(long nanos) {
    values.accept(Math.max(0, nanos));
  }

  /**
   * The same, and keeps the trace as the bucket's exemplar.
   *
   * @param traceparent W3C trace context of the frame, or empty
   */
  public void recordNanos(long nanos, String traceparent) {
    if (traceparent.isEmpty()) {
      recordNanos(nanos);
      return;
    }
    traces.set(traceparent);
    try {
      recordNanos(nanos);
    } finally {
      traces.clear();
    }
  }
}
