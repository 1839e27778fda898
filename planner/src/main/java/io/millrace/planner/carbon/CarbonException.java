package io.millrace.planner.carbon;

/**
 * Carbon data that cannot be had or cannot be used, with the reason as data and advice for people.
 */
public final class CarbonException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why; the metric label. */
  public enum Reason {
    /** The provider does not know the token. */
    UNAUTHORISED,
    /** The token does not reach as far as what was asked. */
    FORBIDDEN,
    /** Too many requests. */
    RATE_LIMITED,
    /** The provider failed. */
    SERVER,
    /** The provider refused the request as wrong, or the address is another's. */
    REQUEST,
    /** No answer in time. */
    TIMEOUT,
    /** No connection. */
    UNREACHABLE,
    /** The bytes are not what the provider documents. */
    UNREADABLE,
    /** The answer is of another zone. */
    ZONE,
    /** The values are deliberately wrong, for trying the interface. */
    SANDBOX,
    /** The signal says nothing that zones could be ranked by. */
    UNRANKABLE,
    /** Quantities of different kind or scope. */
    MIXED,
    /** There is no value for this time. */
    EMPTY,
    /** Millrace's own fault. */
    INTERNAL;

    /** Whether it is about the provider as a whole rather than about one of its zones. */
    public boolean isOfProvider() {
      return switch (this) {
        case UNAUTHORISED, RATE_LIMITED, SERVER, TIMEOUT, UNREACHABLE -> true;
        default -> false;
      };
    }
  }

  private final Reason reason;

  public CarbonException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public CarbonException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
