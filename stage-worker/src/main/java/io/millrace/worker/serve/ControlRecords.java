package io.millrace.worker.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.stream.RecordSink;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Publishes what a device says about itself, as JSON on the shared topics. Thread-safe; may wait
 * for room in the producer's buffer, so it is not for event loops.
 */
public final class ControlRecords {

  private static final byte[] JSON = Envelope.JSON.getBytes(UTF_8);

  private final RecordSink sink;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  /** Publishes through this sink. */
  public ControlRecords(RecordSink sink) {
    this.sink = sink;
  }

  /**
   * Publishes a value.
   *
   * @return completed when Kafka has it
   */
  public CompletableFuture<Void> publish(String topic, String key, Object value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("content-type", JSON);
    return sink.send(topic, RecordSink.BY_KEY, key.getBytes(UTF_8), headers, Json.write(value));
  }

  /**
   * Publishes a value that a later one replaces, unless Kafka has not taken the one before yet:
   * what is said every second must not pile up behind a broker that is away.
   */
  public void publishLatest(String topic, String key, Object value) {
    String what = topic + "/" + key;
    if (underWay.add(what)) {
      CompletableFuture<Void> unused =
          publish(topic, key, value).whenComplete((nothing, error) -> underWay.remove(what));
    }
  }
}
