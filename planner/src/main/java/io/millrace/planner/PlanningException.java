package io.millrace.planner;

/** A question the planner cannot answer, with the reason as data and advice for people. */
public final class PlanningException extends RuntimeException {

  /** Why there is no answer. */
  public enum Reason {
    /** The input contradicts itself or breaks a documented range. */
    INPUT,
    /** No plan exists: a stage fits no device, or there are fewer devices than stages. */
    INFEASIBLE,
    /** The strategy cannot take a question of this size or form. */
    UNSUPPORTED,
    /** Time ran out before any plan was found. */
    TIME
  }

  private final Reason reason;

  public PlanningException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public PlanningException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
