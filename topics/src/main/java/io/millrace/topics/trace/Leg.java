package io.millrace.topics.trace;

/**
 * One leg of a frame's journey as a span: its way into a pipeline, or its stay in a stage. Its
 * parts are spans below it. Times are readings of the clock that the tracing was given.
 * Thread-safe.
 */
public interface Leg {

  /** A leg that nobody records; costs nothing. */
  Leg NONE = new NoLeg();

  /** The trace context for whoever comes after this leg, or the other one if nothing is traced. */
  String traceparent(String otherwise);

  /** A part of it is over. */
  void part(String name, long fromNanos, long toNanos);

  /**
   * It is over; further calls do nothing.
   *
   * @param outcome what became of the frame, such as {@code passed} or {@code stale}
   */
  void end(String outcome, long atNanos);

  /** It ended badly. */
  void fail(String error, long atNanos);
}
