package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.PlanSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the plans in force, beginning with those that the topic still keeps. What is no plan is
 * logged and changes nothing. Epochs may come that are not newer than the last: whoever listens
 * ignores them.
 */
public final class PlanTail implements AutoCloseable {

  private static final byte[] KEY = PlanSpec.IN_FORCE.getBytes(UTF_8);

  private final TopicTail tail;
  private final Consumer<PlanSpec> listener;

  /**
   * A tail that has not begun.
   *
   * @param listener called on the tail's thread; must not block
   */
  public PlanTail(KafkaConnection kafka, String clientId, Consumer<PlanSpec> listener) {
    this.listener = listener;
    this.tail =
        new TopicTail(
            kafka.reader(clientId),
            List.of(TopicCatalog.PLANS),
            TopicTail.From.BEGINNING,
            this::read);
  }

  /** Begins to read. */
  public void start() {
    tail.start();
  }

  @Override
  public void close() {
    tail.close();
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    // A record without a value deletes its key; a plan in force is replaced, never deleted.
    if (Arrays.equals(record.key(), KEY) && record.value() != null) {
      listener.accept(Json.read(record.value(), PlanSpec.class, record.topic()));
    }
  }
}
