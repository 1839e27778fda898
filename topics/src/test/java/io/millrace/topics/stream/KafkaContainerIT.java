package io.millrace.topics.stream;

import io.millrace.topics.broker.SharedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** The same on the Kafka that people run, where Docker answers. */
@EnabledIf(
    value = "dockerAnswers",
    disabledReason = "Docker does not answer, so there is no apache/kafka container to test with")
class KafkaContainerIT extends LaneSourceContract {

  private static final String IMAGE = "apache/kafka:4.2.0";
  private static final List<KafkaContainer> RUNNING = new ArrayList<>();

  @BeforeAll
  static void startContainer() {
    KafkaContainer container =
        new KafkaContainer(IMAGE)
            .withEnv("KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS", "1000")
            .withEnv("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "1000")
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    RUNNING.add(container);
    container.start();
  }

  @AfterAll
  static void stopContainer() {
    RUNNING.forEach(KafkaContainer::stop);
  }

  @Override
  KafkaConnection kafka() {
    return new KafkaConnection(RUNNING.get(0).getBootstrapServers(), Map.of(), SharedBroker.LIMIT);
  }

  /** Asked only where there is something to ask: Docker's client takes seconds to find nothing. */
  static boolean dockerAnswers() {
    boolean somebody =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return somebody && DockerClientFactory.instance().isDockerAvailable();
  }
}
