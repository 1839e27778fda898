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

  private static final long STOP_SECONDS = 30;

  private final Path logs;
  private final List<Process> running = new ArrayList<>();

  Processes(Path logs) {
    this.logs = logs;
  }

  /** Starts {@code millrace} with these arguments; what it says goes to a file of this name. */
  Process start(String name, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.millrace.cli.Millrace");
    command.addAll(arguments);
    Path log = logs.resolve(name + ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      running.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("The process " + name + " did not start; see " + log, e);
    }
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
