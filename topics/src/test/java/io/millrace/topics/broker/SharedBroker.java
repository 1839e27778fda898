package io.millrace.topics.broker;

import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.catalog.TopicSpec;
import io.millrace.topics.stream.KafkaConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One embedded broker for all test classes of a run, started by the first that needs it: starting
 * one takes longer than most tests. Tests keep apart by the names of their topics.
 */
public final class SharedBroker implements BeforeAllCallback {

  /** Greatest record of the broker, its topics and its clients. */
  public static final int LIMIT = 1 << 20;

  private KafkaConnection kafka = new KafkaConnection("localhost:1", Map.of(), LIMIT);

  @Override
  public void beforeAll(ExtensionContext context) {
    Running running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(Running.class, key -> new Running(), Running.class);
    kafka = new KafkaConnection(running.broker.bootstrapServers(), Map.of(), LIMIT);
  }

  /** How to reach it. */
  public KafkaConnection kafka() {
    return kafka;
  }

  /** Creates a topic, or adds lanes to it. */
  public String topic(String name, int lanes) {
    return topic(kafka, name, lanes);
  }

  /** Creates a topic, or adds lanes to it, on any cluster. */
  public static String topic(KafkaConnection kafka, String name, int lanes) {
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("test"))) {
      admin.ensure(
          List.of(
              new TopicSpec(
                  name, lanes, TopicSpec.Cleanup.DELETE, Duration.ofHours(1), 1 << 30, LIMIT)));
    }
    return name;
  }

  private static final class Running implements AutoCloseable {

    private final Path data;
    private final EmbeddedBroker broker;

    Running() {
      try {
        data = Files.createTempDirectory("millrace-broker");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      broker = EmbeddedBroker.start(data, 0, LIMIT);
    }

    @Override
    public void close() throws IOException {
      broker.close();
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
