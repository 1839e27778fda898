package io.millrace.models.graph;

import java.util.Objects;

/** A graph that cannot be read, costed, cut or saved; the message says where and what to do. */
public final class GraphException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why; the lower-case name is the metric label. */
  public enum Reason {
    /** The file is not an ONNX model, or a damaged one. */
    NOT_ONNX,
    /** The graph has branches or loops. */
    CONTROL_FLOW,
    /** A dimension is not a number. */
    DYNAMIC_SHAPE,
    /** An operator or a type whose shape or cost is not known. */
    UNSUPPORTED,
    /** Weights beside the model's file are missing, too short or outside its directory. */
    EXTERNAL_DATA,
    /** There is no such cut, or none at all. */
    NO_CUT,
    /** No architecture has this name. */
    UNKNOWN_ARCHITECTURE,
    /** A file could not be read or written. */
    FILE
  }

  private final Reason reason;

  /** Makes the exception of {@code reason}. */
  public GraphException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Makes the exception of {@code reason} with what caused it. */
  public GraphException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
