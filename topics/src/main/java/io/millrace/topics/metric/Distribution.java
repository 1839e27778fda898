package io.millrace.topics.metric;

import io.micrometer.core.instrument.DistributionSummary;

/** Values of one histogram, with the trace of a frame that made them where there is one. */
public final class Distribution {

  private static final double NANOS_PER_SECOND = 1e9;

  private final DistributionSummary summary;
  private final TraceOfThread traces;

  Distribution(DistributionSummary summary, TraceOfThread traces) {
    this.summary = summary;
    this.traces = traces;
  }

  /** Takes in a value, in the metric's unit; one below 0 counts as 0. */
  public void record(double value) {
    summary.record(Math.max(0, value));
  }

  /** Takes in a duration; one below 0 counts as 0. */
  public void recordNanos(long nanos) {
    record(nanos / NANOS_PER_SECOND);
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
