package io.millrace.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line about what is going on, for whatever takes longer than a second; again every ten seconds, so
 * that nobody takes waiting for hanging.
 */
final class Progress {

  private static final int REPEAT_SECONDS = 10;

  private final PrintWriter err;

  Progress(PrintWriter err) {
    this.err = err;
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
    }
  }

  private void tell(String what, long seconds) {
    if (seconds == 1) {
      err.println(what + " ...");
    } else if (seconds % REPEAT_SECONDS == 0) {
      err.println(what + " ... " + seconds + " s");
    }
    err.flush();
  }
}
