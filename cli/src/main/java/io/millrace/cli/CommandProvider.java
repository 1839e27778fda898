package io.millrace.cli;

/**
 * A module that sees the command line without being seen by it, and adds a subcommand; found by
 * {@link java.util.ServiceLoader}.
 */
public interface CommandProvider {

  /** An object with picocli's {@code @Command}. */
  Object command();
}
