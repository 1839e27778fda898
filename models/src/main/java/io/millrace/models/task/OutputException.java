package io.millrace.models.task;

/**
 * Model output that does not fit the task: the model is another one than the catalogue says. The
 * message gives the shape found and the shape expected.
 */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutputException(String message) {
    super(message);
  }
}
