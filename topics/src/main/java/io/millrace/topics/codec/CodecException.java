package io.millrace.topics.codec;

/** Bytes that are not what they should be; the message says what, where and by how much. */
public final class CodecException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What kind of bytes were wrong; the metric label. */
  public enum Reason {
    HEADERS,
    SAFETENSORS,
    JSON,
    YAML
  }

  private final Reason reason;

  CodecException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  CodecException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What kind of bytes were wrong. */
  public Reason reason() {
    return reason;
  }
}
