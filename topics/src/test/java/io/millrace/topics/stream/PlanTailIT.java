package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topics.broker.SharedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.PlanSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlanTailIT {

  @RegisterExtension static final SharedBroker BROKER = new SharedBroker();

  @Test
  void shouldReadPlansFromTheBeginningAndNothingElse() throws Exception {
    // Given: a plan from before, and after it what is no plan
    String unused = BROKER.topic(TopicCatalog.PLANS, 1);
    List<Long> epochs = new CopyOnWriteArrayList<>();
    try (Producer<byte[], byte[]> producer = BROKER.kafka().producer("test");
        PlanTail tail = new PlanTail(BROKER.kafka(), "tail", plan -> epochs.add(plan.epoch()))) {
      send(producer, PlanSpec.IN_FORCE, Json.write(plan(1)));
      send(producer, PlanSpec.IN_FORCE, "{\"epoch\": 0}".getBytes(UTF_8));
      send(producer, PlanSpec.IN_FORCE, new byte[0]);
      send(producer, PlanSpec.IN_FORCE, null);
      send(producer, "proposed", Json.write(plan(2)));

      // When
      tail.start();
      send(producer, PlanSpec.IN_FORCE, Json.write(plan(3)));

      // Then
      await().atMost(Duration.ofSeconds(30)).until(() -> epochs.contains(3L));
      assertThat(epochs).containsExactly(1L, 3L);
    }
  }

  private static void send(Producer<byte[], byte[]> producer, String key, byte @Nullable [] value)
      throws Exception {
    producer.send(new ProducerRecord<>(TopicCatalog.PLANS, key.getBytes(UTF_8), value)).get();
  }

  private static PlanSpec plan(long epoch) {
    return new PlanSpec(
        epoch,
        Instant.EPOCH,
        "by hand",
        "throughput",
        List.of(),
        List.of(),
        List.of(),
        1,
        1,
        "",
        "",
        List.of(),
        false);
  }
}
