package io.millrace.topics.admin;

import static org.awaitility.Awaitility.await;

import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.stream.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerWatchIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LIMIT = 1 << 20;

  @TempDir Path folder;

  @Test
  void shouldNoticeThatABrokerComesAndGoes() {
    EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, LIMIT);
    KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), LIMIT);
    try (BrokerWatch watch = new BrokerWatch(kafka.admin("test"))) {
      await().atMost(PATIENCE).until(watch::reachable);
      broker.close();
      await().atMost(PATIENCE).until(() -> !watch.reachable());
    } finally {
      broker.close();
    }
  }
}
