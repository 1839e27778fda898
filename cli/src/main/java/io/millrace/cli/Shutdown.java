package io.millrace.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the signal to stop, then lets the command finish in order before the process ends.
 *
 * <p>The JVM ends as soon as its shutdown hooks return; this hook returns only when the command has
 * closed what it opened.
 */
final class Shutdown implements AutoCloseable {

  private static final long MOST_SECONDS = 60;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::holdTheDoor, "shutdown");

  Shutdown() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits until somebody asks the process to stop. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Waits that long at the most; true when somebody asked the process to stop. */
  boolean await(long nanos) throws InterruptedException {
    return asked.await(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is already stopping: the hook runs, and has just been let go.
    }
  }

  private void holdTheDoor() {
    asked.countDown();
    try {
      finished.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
