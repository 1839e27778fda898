package io.millrace.models.catalog;

import java.util.Objects;

/** A model that cannot be had, or a catalogue that cannot be read; the message says what to do. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why; the lower-case name is the metric label. */
  public enum Reason {
    /** The catalogue's YAML is wrong. */
    CATALOG,
    /** No catalogue entry has this id. */
    UNKNOWN_MODEL,
    /** The model's file is not on this machine. */
    MISSING,
    /** The model's file is another one than the catalogue, or an earlier pull, says. */
    HASH_DIFFERS,
    /** The publisher's server answered with an error, or the connection broke. */
    NOT_DOWNLOADED,
    /** The publisher's server did not answer, or stopped sending, for too long. */
    TIMEOUT,
    /** A file on this machine could not be read or written. */
    FILE
  }

  private final Reason reason;

  ModelException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  ModelException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
