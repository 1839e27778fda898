package io.millrace.worker.serve;

import io.millrace.topics.stream.RecordTooLargeException;
import io.vertx.core.Context;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends outcomes until Kafka has acknowledged them.
 *
 * <p>What is too large for the topic becomes a dead letter that says so. Anything else that Kafka
 * refuses (a broker that is away for longer than the producer waits, a right that is missing) is
 * kept and sent again, first after {@value #FIRST_DELAY_MILLIS} ms, then ever more rarely up to
 * every {@value #LONGEST_DELAY_MILLIS} ms: the record that it follows from stays undone, so neither
 * its offset nor any later one of its lane is committed, the source pauses when its room is full,
 * and the instance goes on where it stands once Kafka answers. A frame is never skipped. Sending
 * twice what had arrived after all does no harm: ids tell duplicates. Only when the lane is lost is
 * an outcome let go, because the lane's next owner makes it again.
 */
final class Delivery {

  static final int FIRST_DELAY_MILLIS = 500;
  static final int LONGEST_DELAY_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final Context context;
  private final WorkerExecutor executor;
  private final Outlets outlets;
  private final Listener listener;
  private final LongSupplier nanoClock;

  /** What a delivery tells the instance; called on the instance's context. */
  interface Listener {

    /** Kafka has the outcome, so long after it was sent for the last time. */
    void acknowledged(Outcome outcome, long sendNanos);

    /** The outcome is sent again. */
    void resent();
  }

  Delivery(
      Context context,
      WorkerExecutor executor,
      Outlets outlets,
      Listener listener,
      LongSupplier nanoClock) {
    this.context = context;
    this.executor = executor;
    this.outlets = outlets;
    this.listener = listener;
    this.nanoClock = nanoClock;
  }

  /** Sends an outcome; not to be called on an event loop. */
  void send(Outcome outcome) {
    send(outcome, FIRST_DELAY_MILLIS);
  }

  private void send(Outcome outcome, int delayMillis) {
    long begun = nanoClock.getAsLong();
    CompletableFuture<Void> sent;
    try {
      sent = outlets.send(outcome);
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Void> unused =
        sent.whenComplete(
            (nothing, error) -> {
              long sendNanos = nanoClock.getAsLong() - begun;
              context.runOnContext(
                  v -> {
                    if (error == null) {
                      listener.acknowledged(outcome, sendNanos);
                    } else {
                      failed(outcome, cause(error), delayMillis);
                    }
                  });
            });
  }

  private void failed(Outcome outcome, Throwable error, int delayMillis) {
    if (error instanceof RecordTooLargeException) {
      boolean withValue = !(outcome instanceof Outcome.Dead);
      resend(
          new Outcome.Dead(outcome.taken(), outcome.leg(), message(error), withValue),
          FIRST_DELAY_MILLIS);
    } else if (outcome.taken().owned()) {
      LOG.atWarn()
          .addKeyValue("topic", outcome.taken().topic())
          .addKeyValue("lane", outcome.taken().lane())
          .addKeyValue("offset", outcome.taken().offset())
          .addKeyValue("again_in_ms", delayMillis)
          .setCause(error)
          .log("Kafka did not take what follows from a record; it is kept and sent again");
      listener.resent();
      context
          .owner()
          .setTimer(
              delayMillis,
              timer -> resend(outcome, Math.min(2 * delayMillis, LONGEST_DELAY_MILLIS)));
    }
  }

  private void resend(Outcome outcome, int nextDelayMillis) {
    executor.executeBlocking(
        () -> {
          send(outcome, nextDelayMillis);
          return true;
        });
  }

  private static String message(Throwable error) {
    return String.valueOf(error.getMessage());
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
