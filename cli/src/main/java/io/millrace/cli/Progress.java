package io.millrace.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line about what is going on, for whatever takes longer than a second.
 *
 * <p>On a terminal the line is rewritten every second; elsewhere it is written once.
 */
final class Progress {

  private final PrintWriter err;
  private final boolean terminal;

  Progress(PrintWriter err) {
    this.err = err;
    this.terminal = System.console() != null;
  }

  /** Does the work; says what it is as soon as it has taken a second. */
  <T> T during(String what, Callable<T> work) throws Exception {
    ScheduledExecutorService ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    AtomicLong seconds = new AtomicLong();
    var unused =
        ticker.scheduleAtFixedRate(
            () -> tell(what, seconds.incrementAndGet()), 1, 1, TimeUnit.SECONDS);
    try {
      return work.call();
    } finally {
      ticker.shutdownNow();
      if (terminal && seconds.get() > 0) {
        err.print("\r\033[K");
        err.flush();
      }
    }
  }

  private void tell(String what, long seconds) {
    if (terminal) {
      err.print("\r\033[K" + what + " ... " + seconds + " s");
      err.flush();
    } else if (seconds == 1) {
      err.println(what + " ...");
      err.flush();
    }
  }
}
