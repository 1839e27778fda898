package io.millrace.topics.admin;

/** The cluster refused or did not answer; the message says what was asked of it. */
public final class AdminException extends RuntimeException {

  private static final long serialVersionUID = 1;

  AdminException(String message) {
    super(message);
  }

  AdminException(String message, Throwable cause) {
    super(message, cause);
  }
}
