package io.millrace.dispatcher.web;

import io.vertx.core.Context;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One client that follows the results: its connection and what waits for it.
 *
 * <p>{@link #offer} may be called on any thread and never blocks; all else happens on the
 * connection's context. While the connection is congested the outbox lets go of the oldest results;
 * how many is told to the client before the next one.
 */
final class Client {

  /** Results that wait for one client before the oldest is let go (64). */
  static final int WAITING_RESULTS = 64;

  /** Bytes handed to a connection before it counts as congested (256 KiB). */
  static final int CONGESTED_BYTES = 256 << 10;

  /** How messages are written to a kind of connection. */
  interface Writer {
    void write(Message message);

    /** So many results were let go. */
    void missed(long count);

    /** Keeps the connection open while nothing else is written. */
    void heartbeat();
  }

  private final Context context;
  private final WriteStream<?> stream;
  private final Writer writer;
  private final Predicate<Message> wanted;
  private final Outbox<Message> outbox = new Outbox<>(WAITING_RESULTS);
  private volatile boolean closed;

  /** A client on its connection's context. */
  Client(Context context, WriteStream<?> stream, Writer writer, Predicate<Message> wanted) {
    this.context = context;
    this.stream = stream;
    this.writer = writer;
    this.wanted = wanted;
    stream.setWriteQueueMaxSize(CONGESTED_BYTES);
    stream.drainHandler(room -> drain());
  }

  void offer(Message message) {
    if (wanted.test(message) && outbox.offer(message)) {
      context.runOnContext(wake -> drain());
    }
  }

  void heartbeat() {
    context.runOnContext(
        due -> {
          if (!closed && !stream.writeQueueFull()) {
            writer.heartbeat();
          }
        });
  }

  /** The connection is gone: writes nothing more. */
  void close() {
    closed = true;
  }

  private void drain() {
    while (!closed && !stream.writeQueueFull()) {
      Optional<Outbox.Taken<Message>> next = outbox.take();
      if (next.isEmpty()) {
        return;
      }
      if (next.get().missed() > 0) {
        writer.missed(next.get().missed());
      }
      writer.write(next.get().item());
    }
  }
}
