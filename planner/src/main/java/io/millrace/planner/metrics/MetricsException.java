package io.millrace.planner.metrics;

/** Metrics that cannot be had, with the reason as data and advice for people. */
public final class MetricsException extends RuntimeException {

  /** Why. */
  public enum Reason {
    /** Nobody answers, or not in time. */
    UNREACHABLE,
    /** The server answers, but refuses the question. */
    REFUSED,
    /** The answer is not as documented. */
    UNREADABLE,
    /** There are no figures, or only old ones. */
    STALE
  }

  private final Reason reason;

  public MetricsException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public MetricsException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
