package io.millrace.topics.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Writes records and tells when they are acknowledged. One per process; thread-safe. Closing it
 * waits for what is under way.
 *
 * <p>{@link #send} may wait for room in the producer's buffer, so it must not be called on an event
 * loop.
 */
public final class RecordSink implements AutoCloseable {

  /** Lane of a record that Kafka should place by its key. */
  public static final int BY_KEY = -1;

  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final int maxRecordBytes;

  /** A sink over an open producer, which it closes in the end. */
  public RecordSink(Producer<byte[], byte[]> producer, int maxRecordBytes) {
    this.producer = producer;
    this.maxRecordBytes = maxRecordBytes;
  }

  /** The same way out with a limit so many bytes higher. Closing either closes both. */
  public RecordSink withRoom(int bytes) {
    return new RecordSink(producer, Math.addExact(maxRecordBytes, bytes));
  }

  /**
   * Sends a record.
   *
   * @param lane the lane, or {@link #BY_KEY}
   * @return completed when all in-sync replicas have it; failed with {@link
   *     RecordTooLargeException} before anything is sent if it is above the limit, or when the
   *     broker finds it above its own; else with Kafka's error
   */
  public CompletableFuture<Void> send(
      String topic, int lane, byte[] key, Headers headers, byte[] value) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    long size = size(key, headers, value);
    if (size > maxRecordBytes) {
      acknowledged.completeExceptionally(new RecordTooLargeException(topic, size, maxRecordBytes));
      return acknowledged;
    }
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, lane == BY_KEY ? null : lane, null, key, value, headers);
    try {
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, error) -> {
                if (error == null) {
                  acknowledged.complete(null);
                } else {
                  acknowledged.completeExceptionally(
                      error instanceof org.apache.kafka.common.errors.RecordTooLargeException
                          ? new RecordTooLargeException(topic, size, error)
                          : error);
                }
              });
    } catch (RuntimeException e) {
      acknowledged.completeExceptionally(e);
    }
    return acknowledged;
  }

  /** Lanes that the topic has now; asks the cluster when they are not known or long known. */
  public int lanes(String topic) {
    return producer.partitionsFor(topic).size();
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }

  private static long size(byte[] key, Headers headers, byte[] value) {
    long size = (long) key.length + value.length;
    for (Header header : headers) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }
}
