package io.millrace.dispatcher.ingest.source;

import java.util.Locale;

/** A camera that cannot be used as asked; the message says what, where and what to do. */
public final class CameraException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What kind of failure it was; the metric label. */
  public enum Reason {
    /** The address says nothing that a camera could be opened from. */
    ADDRESS(false),
    /** There is no such file. */
    MISSING(false),
    /** The camera wants other credentials; asking again could lock the account. */
    FORBIDDEN(false),
    /** No video in it, or none that can be decoded. */
    UNREADABLE(false),
    /** This build cannot open that kind of camera. */
    UNSUPPORTED(false),
    /** A camera of that name runs already. */
    DUPLICATE(false),
    /** Millrace itself failed; a bug, and the message is what is known of it. */
    INTERNAL(false),
    /** The machine answered that nobody listens, or the device is not there. */
    REFUSED(true),
    /** Nothing came within the timeout. */
    NO_ANSWER(true),
    /** The camera delivered and then stopped. */
    LOST(true);

    private final boolean passing;

    Reason(boolean passing) {
      this.passing = passing;
    }

    /** Whether the same camera may answer later, so that connecting again makes sense. */
    public boolean passing() {
      return passing;
    }

    /** The reason as it stands in labels and JSON: lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  /** A failure without a further cause. */
  public CameraException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A failure and what lay under it. */
  public CameraException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What kind of failure it was. */
  public Reason reason() {
    return reason;
  }
}
