package io.millrace.topics.stream;

import io.millrace.topics.metric.MetricRegistry;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a Kafka cluster, and clients opened with what Millrace's guarantees need: producers
 * idempotent and acknowledged by all replicas, consumers that commit by hand.
 *
 * @param bootstrapServers {@code host:port[,host:port…]}
 * @param extra further client settings by Kafka's names (TLS, SASL), from the user's file
 * @param maxRecordBytes greatest record that clients send and fetch whole, 1 KiB to 1 GiB
 * @param metrics where clients show what they measure
 */
public record KafkaConnection(
    String bootstrapServers, Map<String, String> extra, int maxRecordBytes, Figures metrics) {

  /** Where clients show what they measure; nowhere unless {@link #measuredBy} said so. */
  public static final class Figures {
    private static final Figures NONE = new Figures(null);

    private final @Nullable ClientFigures shown;

    private Figures(@Nullable ClientFigures shown) {
      this.shown = shown;
    }
  }

  /** Room for keys, headers and batch framing over the greatest value. */
  public static final int OVERHEAD_BYTES = 128 << 10;

  /** How long a client believes what it knows of topics, in milliseconds: lanes may be added. */
  public static final int METADATA_MILLIS = 10_000;

  /** How long a producer tries to get a record through, in milliseconds. */
  public static final int DELIVERY_MILLIS = 120_000;

  private static final int PRODUCER_BUFFER_RECORDS = 16;
  private static final long LEAST_BUFFER_BYTES = 32L << 20;
  private static final String REQUEST_LINGER = "0";
  private static final int LEAST_RECORD_BYTES = 1 << 10;
  private static final int MOST_RECORD_BYTES = 1 << 30;
  private static final String PROVIDERS = "config.providers";

  /** Settings that hold what docs/guarantees.md promises, or that Millrace knows better. */
  private static final Set<String> OURS =
      Set.of(
          "bootstrap.servers",
          "client.id",
          "acks",
          "enable.idempotence",
          "linger.ms",
          "compression.type",
          "max.request.size",
          "buffer.memory",
          "max.poll.records",
          "group.id",
          "group.protocol",
          "auto.offset.reset",
          "enable.auto.commit",
          "isolation.level",
          "fetch.max.wait.ms",
          "max.partition.fetch.bytes",
          "key.serializer",
          "value.serializer",
          "key.deserializer",
          "value.deserializer",
          "transactional.id",
          "interceptor.classes");

  private static final Pattern SERVER = Pattern.compile("\\s*[^\\s,]+:\\d{1,5}\\s*");

  public KafkaConnection {
    extra = Map.copyOf(extra);
    for (String server : bootstrapServers.split(",", -1)) {
      if (!SERVER.matcher(server).matches()) {
        throw new IllegalArgumentException(
            "The bootstrap servers '%s' must be host:port[,host:port…]."
                .formatted(bootstrapServers));
      }
    }
    if (maxRecordBytes < LEAST_RECORD_BYTES || maxRecordBytes > MOST_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "The greatest record (%d bytes) must be %d to %d bytes."
              .formatted(maxRecordBytes, LEAST_RECORD_BYTES, MOST_RECORD_BYTES));
    }
  }

  /** Clients that show nowhere what they measure. */
  public KafkaConnection(String bootstrapServers, Map<String, String> extra, int maxRecordBytes) {
    this(bootstrapServers, extra, maxRecordBytes, Figures.NONE);
  }

  /** The same cluster, with clients that show in this registry what they measure. */
  public KafkaConnection measuredBy(MetricRegistry registry) {
    return new KafkaConnection(
        bootstrapServers, extra, maxRecordBytes, new Figures(new ClientFigures(registry)));
  }

  /**
   * The settings in a Java properties file; {@code ${file:…}} and {@code ${env:…}} stand for
   * secrets where the file names Kafka's {@code config.providers}.
   *
   * @throws IllegalArgumentException if the file cannot be read, or names a setting that no Kafka
   *     client has or that is Millrace's to make
   */
  public static Map<String, String> read(Path file) {
    Map<String, String> settings = properties(file);
    settings.keySet().forEach(name -> requireUsers(file, name));
    return settings;
  }

  /**
   * What stands in a Java properties file, by name.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  public static Map<String, String> properties(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "%s: no such file.%nMaybe the path is relative to another folder.".formatted(file), e);
    } catch (IOException | IllegalArgumentException e) {
      // The latter is a malformed \\u escape.
      throw new IllegalArgumentException(
          "%s: cannot be read: %s.%nMaybe it is no Java properties file in UTF-8."
              .formatted(file, e.getMessage() == null ? e : e.getMessage()),
          e);
    }
    Map<String, String> settings = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      settings.put(name, properties.getProperty(name).strip());
    }
    return settings;
  }

  /** Kafka only logs a setting that it does not know; a mistyped one would fail far from here. */
  private static void requireUsers(Path file, String name) {
    if (OURS.contains(name)) {
      throw new IllegalArgumentException(
          "%s: %s is set by Millrace.%nMaybe take it out; the file is for TLS, SASL and time-outs."
              .formatted(file, name));
    }
    Set<String> known = new TreeSet<>(ProducerConfig.configNames());
    known.addAll(ConsumerConfig.configNames());
    known.addAll(AdminClientConfig.configNames());
    if (known.contains(name) || name.startsWith(PROVIDERS)) {
      return;
    }
    String family = name.substring(0, Math.max(1, name.indexOf('.') + 1));
    List<String> near = known.stream().filter(each -> each.startsWith(family)).toList();
    throw new IllegalArgumentException(
        "%s: no Kafka client has a setting %s.%nMaybe one of %s."
            .formatted(file, name, near.isEmpty() ? "security.protocol, sasl.*, ssl.*" : near));
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
    // A client that finds no broker forgets the topics, and a send then waits before it begins: as
    // long as it would otherwise wait for its acknowledgement.
    config.putIfAbsent("max.block.ms", Integer.toString(DELIVERY_MILLIS));
    config.putIfAbsent("delivery.timeout.ms", Integer.toString(DELIVERY_MILLIS));
    config.put("max.request.size", Integer.toString(maxRecordBytes + OVERHEAD_BYTES));
    config.put(
        "buffer.memory",
        Long.toString(
            Math.max(LEAST_BUFFER_BYTES, (long) maxRecordBytes * PRODUCER_BUFFER_RECORDS)));
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

  /**
   * A reader that belongs to no group; goes on with the oldest record when the one it wants next is
   * no longer kept.
   */
  public Consumer<byte[], byte[]> reader(String clientId) {
    Map<String, Object> config = consumerConfig(clientId);
    config.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
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
    config.putIfAbsent("metadata.max.age.ms", Integer.toString(METADATA_MILLIS));
    // A worker that waits for a broker to come back must not wait long to notice that it has.
    config.putIfAbsent("reconnect.backoff.max.ms", "1000");
    // JMX beans per client would only cost.
    if (metrics.shown == null) {
      config.putIfAbsent("metric.reporters", "");
    } else if (config.putIfAbsent("metric.reporters", ClientReporter.class.getName()) == null) {
      config.put(ClientReporter.FIGURES, metrics.shown);
    }
    config.putIfAbsent("enable.metrics.push", "false");
    return config;
  }
}
