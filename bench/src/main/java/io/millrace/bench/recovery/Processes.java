package io.millrace.bench.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Millrace commands as processes of their own, on this JVM and class path; closing ends them all.
 */
final class Processes implements AutoCloseable {

  private static final String MILLRACE = "io.millrace.cli.Millrace";
  private static final long STOP_SECONDS = 30;
  private static final long PATIENCE_SECONDS = 120;

  private final Path logs;
  private final List<Process> running = new ArrayList<>();

  Processes(Path logs) {
    this.logs = logs;
  }

  /** Starts {@code millrace} with these arguments; what it says is added to a file of this name. */
  Process start(String name, List<String> arguments) {
    return start(name, MILLRACE, arguments);
  }

  /** Starts another main class the same way. */
  Process start(String name, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    command.addAll(arguments);
    Path log = logs.resolve(name + ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      running.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("The process " + name + " did not start; see " + log, e);
    }
  }

  /** Kills a process with SIGKILL and waits until it is gone. */
  void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
    running.remove(process);
  }

  /** Asks a process to stop with SIGTERM and waits until it is gone, but not for ever. */
  void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "A process did not stop within %d s; see the logs in %s."
              .formatted(PATIENCE_SECONDS, logs));
    }
    running.remove(process);
  }

  /** Joins lists of arguments. */
  static List<String> join(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  @Override
  public void close() {
    running.forEach(Process::destroy);
    for (Process process : running) {
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
