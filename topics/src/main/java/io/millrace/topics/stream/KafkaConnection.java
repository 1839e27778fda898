package io.millrace.topics.stream;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How to reach a Kafka cluster, and clients opened with what Millrace's guarantees need: producers
 * idempotent and acknowledged by all replicas, consumers that commit by hand.
 *
 * @param bootstrapServers {@code host:port[,host:port…]}
 * @param extra further client settings by Kafka's names (TLS, SASL), from the user's file
 * @param maxRecordBytes greatest record that clients send and fetch whole
 */
public record KafkaConnection(
    String bootstrapServers, Map<String, String> extra, int maxRecordBytes) {

  /** Room for keys, headers and batch framing over the greatest value. */
  public static final int OVERHEAD_BYTES = 128 << 10;

  private static final int PRODUCER_BUFFER_RECORDS = 16;
  private static final String REQUEST_LINGER = "0";

  public KafkaConnection {
    extra = Map.copyOf(extra);
  }

  /**
   * The settings in a Java properties file.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  public static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "%s: no such file.%nMaybe the path after --kafka-config is relative to another folder."
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
    Map<String, String> settings = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      settings.put(name, properties.getProperty(name));
    }
    return settings;
  }

  /** A connection for administration. */
  public Admin admin(String clientId) {
    Map<String, Object> config = common(clientId);
    return Admin.create(config);
  }

  /** A producer whose records are acknowledged by all in-sync replicas and never reordered. */
  public Producer<byte[], byte[]> producer(String clientId) {
    Map<String, Object> config = common(clientId);
    config.put("acks", "all");
    config.put("enable.idempotence", "true");
    config.put("linger.ms", REQUEST_LINGER);
    // JPEG and pixels do not shrink; compressing them only costs time.
    config.put("compression.type", "none");
    config.put("max.request.size", Integer.toString(maxRecordBytes + OVERHEAD_BYTES));
    config.put(
        "buffer.memory",
        Long.toString(Math.max(32L << 20, (long) maxRecordBytes * PRODUCER_BUFFER_RECORDS)));
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * A member of a consumer group under KIP-848: the broker hands out lanes.
   *
   * @param mostPerPoll records that one poll returns at most: what an instance cannot hold should
   *     wait in its lane, where another owner could take it
   */
  public Consumer<byte[], byte[]> groupConsumer(String clientId, String group, int mostPerPoll) {
    Map<String, Object> config = consumerConfig(clientId);
    config.put("max.poll.records", Integer.toString(mostPerPoll));
    config.put("group.id", group);
    config.put("group.protocol", "consumer");
    config.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A reader that belongs to no group. */
  public Consumer<byte[], byte[]> reader(String clientId) {
    return new KafkaConsumer<>(
        consumerConfig(clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> consumerConfig(String clientId) {
    Map<String, Object> config = common(clientId);
    config.put("enable.auto.commit", "false");
    config.put("isolation.level", "read_uncommitted");
    config.put("fetch.max.wait.ms", "250");
    config.put(
        "max.partition.fetch.bytes",
        Integer.toString(Math.max(1 << 20, maxRecordBytes + OVERHEAD_BYTES)));
    return config;
  }

  private Map<String, Object> common(String clientId) {
    Map<String, Object> config = new HashMap<>(extra);
    config.put("bootstrap.servers", bootstrapServers);
    config.put("client.id", clientId);
    // A worker that waits for a broker to come back must not wait long to notice that it has.
    config.putIfAbsent("reconnect.backoff.max.ms", "1000");
    // Millrace's own metrics say what people need; JMX beans per client would only cost.
    config.putIfAbsent("metric.reporters", "");
    config.putIfAbsent("enable.metrics.push", "false");
    return config;
  }
}
