package io.millrace.worker.infer;

import java.util.Locale;

/** A model that cannot be loaded or run; the message says which, why, and what to do. */
public final class InferenceException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What went wrong. */
  public enum Reason {
    /** The native runtime does not start in this process. */
    RUNTIME,
    /** The runtime does not offer the execution provider, or the provider refused to start. */
    PROVIDER,
    /** The file is not there, or is no ONNX model that the runtime reads. */
    MODEL_FILE,
    /** The model's inputs or outputs are not of a kind that stages work with. */
    MODEL_KIND,
    /** The rows do not have the shape that the model takes. */
    INPUT_SHAPE,
    /** The model's answer does not have one output per row. */
    OUTPUT_SHAPE,
    /** The runtime failed while it ran the model. */
    RUN;

    /** The reason as a metric label: lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  /** Makes the exception of this reason. */
  public InferenceException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Makes the exception of this reason and cause. */
  public InferenceException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What went wrong. */
  public Reason reason() {
    return reason;
  }
}
