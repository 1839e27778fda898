package io.millrace.models.image;

import java.util.Objects;

/**
 * Bytes that cannot become a picture, or a picture that cannot become bytes; the message gives
 * sizes and limits.
 */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why; the lower-case name is the metric label. */
  public enum Reason {
    /** No bytes at all. */
    EMPTY,
    /** Neither JPEG nor PNG. */
    UNKNOWN_FORMAT,
    /** More pixels than the limit, as the header says; nothing was decoded. */
    TOO_LARGE,
    /** The bytes end before the picture does. */
    TRUNCATED,
    /** The header or the data contradict the format. */
    CORRUPT,
    /** The encoder refused the pixels. */
    NOT_ENCODED
  }

  private final Reason reason;

  /**
   * Makes the exception of {@code reason}; {@code message} says what was found and what the limit
   * is.
   */
  public ImageException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
