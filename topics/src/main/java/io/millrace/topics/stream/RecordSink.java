package io.millrace.topics.stream;

import io.millrace.topics.codec.DeadLetterHeaders;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Writes records and tells when they are acknowledged. One per process; thread-safe. Closing it
 * waits for what is under way.
 *
 * <p>What depends on an acknowledgement runs on the producer's one network thread: hand it over to
 * another thread when it is more than a few lines.
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

  /**
   * Sends a record.
   *
   * @param lane the lane, or {@link #BY_KEY}
   * @return completed when all in-sync replicas have it; failed with {@link
   *     RecordTooLargeException} if key, headers and value together are above the limit (then
   *     nothing is sent; what makes it a dead letter is not counted) or above the broker's, else
   *     with Kafka's error
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
                  acknowledged.completeExceptionally(explain(error, topic, size));
                }
              });
    } catch (RuntimeException e) {
      acknowledged.completeExceptionally(e);
    }
    return acknowledged;
  }

  private Throwable explain(Exception error, String topic, long size) {
    boolean tooLarge =
        error instanceof org.apache.kafka.common.errors.RecordTooLargeException
            || error instanceof RecordBatchTooLargeException;
    return tooLarge ? new RecordTooLargeException(topic, size, maxRecordBytes, error) : error;
  }

  /**
   * Lanes that the topic had within the last {@value KafkaConnection#METADATA_MILLIS} ms; asks the
   * cluster when they are not known.
   *
   * @throws org.apache.kafka.common.KafkaException if there is no such topic, or nobody answers
   */
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
      // A record at the limit must be able to become a dead letter: its topic has room for these.
      if (header.key().startsWith(DeadLetterHeaders.PREFIX)) {
        continue;
      }
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }
}
