package io.millrace.dispatcher.web;

/** A web server that cannot start; the message says what, where and what to do. */
public final class WebException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What kind of failure it was. */
  public enum Reason {
    /** Another program listens on the port. */
    PORT_IN_USE,
    /** This machine has no such address, or the port needs rights that the process lacks. */
    ADDRESS,
    /** A file of the page is not on the class path: the build is broken. */
    PAGE
  }

  private final Reason reason;

  WebException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  WebException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What kind of failure it was. */
  public Reason reason() {
    return reason;
  }
}
