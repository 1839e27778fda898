package io.millrace.topics.admin;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/**
 * Asks the cluster every {@link #INTERVAL} whether it is there, so that a process can say that it
 * is not ready without asking on its own. Thread-safe; {@link #reachable} never waits. Closing it
 * closes its connection.
 */
public final class BrokerWatch implements BooleanSupplier, AutoCloseable {

  /** Time between two questions (2 s). */
  public static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final Admin admin;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean reachable;

  /** Takes over an open connection, and begins to ask. */
  public BrokerWatch(Admin admin) {
    this.admin = admin;
    this.thread = new Thread(this::run, "broker-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether the cluster answered the last question. */
  public boolean reachable() {
    return reachable;
  }

  @Override
  public boolean getAsBoolean() {
    return reachable;
  }

  @Override
  public void close() {
    closing.countDown();
    admin.close(CLOSE);
    try {
      thread.join(TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      do {
        reachable = answers();
      } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return !admin
          .describeCluster(new DescribeClusterOptions().timeoutMs((int) TIMEOUT.toMillis()))
          .nodes()
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .isEmpty();
    } catch (ExecutionException | TimeoutException | KafkaException | IllegalStateException e) {
      // The last two come when it is closed meanwhile.
      return false;
    }
  }
}
