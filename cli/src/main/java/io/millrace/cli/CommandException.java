package io.millrace.cli;

/** A command could not do what it was asked for; the message is all that people need to read. */
public final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
