package io.millrace.topics.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker in this JVM: one node that is broker and controller (KRaft), on the loopback
 * interface, whose data survives a restart on the same folder.
 *
 * <p>For a laptop, a demonstration and tests. A group member that dies is noticed within {@value
 * #SESSION_TIMEOUT_MILLIS} ms; a cluster of your own is set up the way you like.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /** Port to listen on when none is asked for, as everywhere in the Kafka world. */
  public static final int DEFAULT_PORT = 9092;

  /** Time after which the broker takes a silent group member for dead, in milliseconds. */
  public static final int SESSION_TIMEOUT_MILLIS = 6000;

  /** Protocols that clients may be asked to speak; the name of the listener is the same. */
  private static final String PROTOCOL = "security.inter.broker.protocol";

  private static final int HEARTBEAT_MILLIS = 1000;
  private static final int BROKER_SESSION_MILLIS = 2000;
  private static final String HOST = "127.0.0.1";
  private static final int NODE = 1;
  private static final int BIND_ATTEMPTS = 5;
  private static final int MOST_RECORD_BYTES = 256 << 20;

  private final KafkaRaftServer server;
  private final int port;
  private final FolderLock lock;
  private boolean open = true;

  private EmbeddedBroker(KafkaRaftServer server, int port, FolderLock lock) {
    this.server = server;
    this.port = port;
    this.lock = lock;
  }

  /**
   * Starts a broker and returns when it serves.
   *
   * @param data folder for its data; created when it does not exist
   * @param port port to listen on, or 0 for any free one
   * @param maxRecordBytes greatest record that it takes: bytes of key, headers and value, at most
   *     256 MiB
   * @throws BrokerException if the port is taken or the folder cannot be used
   */
  public static EmbeddedBroker start(Path data, int port, int maxRecordBytes) {
    return start(data, port, maxRecordBytes, Map.of());
  }

  /**
   * The same with further broker settings by Kafka's names, which win over those made here. {@value
   * #PROTOCOL} says what clients have to speak: {@code PLAINTEXT} (default), {@code SSL}, {@code
   * SASL_PLAINTEXT} or {@code SASL_SSL}.
   */
  public static EmbeddedBroker start(
      Path data, int port, int maxRecordBytes, Map<String, String> further) {
    if (maxRecordBytes < 1 || maxRecordBytes > MOST_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "The greatest record (%d bytes) must be 1 to %d bytes."
              .formatted(maxRecordBytes, MOST_RECORD_BYTES));
    }
    if (port != 0) {
      requireFree(port);
    }
    Path log = data.resolve("kafka");
    FolderLock lock = FolderLock.take(data);
    try {
      format(log);
      return start(log, port, maxRecordBytes, further, lock);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedBroker start(
      Path log, int port, int maxRecordBytes, Map<String, String> further, FolderLock lock) {
    for (int attempt = 1; ; attempt++) {
      int clientPort = port == 0 ? freePort() : port;
      try {
        return new EmbeddedBroker(
            serve(log, clientPort, maxRecordBytes, further), clientPort, lock);
      } catch (BrokerException e) {
        // Between finding a free port and listening on it somebody else may have taken it.
        if (attempt == BIND_ATTEMPTS || !isBindFailure(e)) {
          throw e;
        }
      }
    }
  }

  private static KafkaRaftServer serve(
      Path log, int clientPort, int maxRecordBytes, Map<String, String> further) {
    String protocol = further.getOrDefault(PROTOCOL, "PLAINTEXT");
    Map<String, Object> settings = settings(log, protocol, clientPort, freePort(), maxRecordBytes);
    settings.putAll(further);
    KafkaRaftServer server = null;
    try {
      server = new KafkaRaftServer(new KafkaConfig(asText(settings)), Time.SYSTEM);
      server.startup();
      return server;
    } catch (Exception e) {
      if (server != null) {
        server.shutdown();
        server.awaitShutdown();
      }
      throw new BrokerException(
          "The broker on %s:%d with data in %s did not start: %s"
              .formatted(HOST, clientPort, log, e.getMessage()),
          e);
    }
  }

  private static boolean isBindFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  /** Where clients find it, {@code host:port}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** Stops serving; data stays. */
  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      server.shutdown();
      server.awaitShutdown();
      lock.close();
    }
  }

  private static Map<String, Object> settings(
      Path log, String protocol, int clientPort, int controllerPort, int maxRecordBytes) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", NODE);
    settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners",
        "%s://%s:%d,CONTROLLER://%s:%d"
            .formatted(protocol, HOST, clientPort, HOST, controllerPort));
    settings.put(
        "listener.security.protocol.map",
        "%s:%s,CONTROLLER:PLAINTEXT".formatted(protocol, protocol));
    settings.put("log.dirs", log.toString());
    settings.put("auto.create.topics.enable", false);
    settings.put("message.max.bytes", maxRecordBytes + (1 << 20));
    settings.put("replica.fetch.max.bytes", maxRecordBytes + (1 << 20));
    settings.put("socket.request.max.bytes", Math.max(100 << 20, 4 * maxRecordBytes));
    // One node: nothing can be replicated.
    settings.put("offsets.topic.replication.factor", 1);
    settings.put("offsets.topic.num.partitions", 4);
    settings.put("transaction.state.log.replication.factor", 1);
    settings.put("transaction.state.log.min.isr", 1);
    settings.put("share.coordinator.state.topic.replication.factor", 1);
    settings.put("share.coordinator.state.topic.min.isr", 1);
    settings.put("group.initial.rebalance.delay.ms", 0);
    // A dead worker's lanes should move in seconds; Kafka's default is 45 s.
    settings.put("group.consumer.min.heartbeat.interval.ms", HEARTBEAT_MILLIS);
    settings.put("group.consumer.heartbeat.interval.ms", HEARTBEAT_MILLIS);
    settings.put("group.consumer.min.session.timeout.ms", SESSION_TIMEOUT_MILLIS);
    settings.put("group.consumer.session.timeout.ms", SESSION_TIMEOUT_MILLIS);
    // A laptop has few cores and one disk.
    settings.put("num.network.threads", 2);
    settings.put("num.io.threads", 3);
    settings.put("background.threads", 2);
    settings.put("log.cleaner.dedupe.buffer.size", 4 << 20);
    settings.put("log.retention.check.interval.ms", 30_000);
    // The controller takes a broker that comes back for a second one until the session of the one
    // before it is over, 9 s by default; one that signs off in order has none. Only a killed one
    // has to wait, and nobody could take its place meanwhile.
    settings.put("controlled.shutdown.enable", true);
    settings.put("broker.heartbeat.interval.ms", 500);
    settings.put("broker.session.timeout.ms", BROKER_SESSION_MILLIS);
    return settings;
  }

  /** Kafka parses text into each setting's own type; an int where it wants a short is refused. */
  private static Map<String, String> asText(Map<String, Object> settings) {
    Map<String, String> text = new LinkedHashMap<>();
    settings.forEach((name, value) -> text.put(name, value.toString()));
    return text;
  }

  private static void format(Path log) {
    Formatter formatter =
        new Formatter()
            .setNodeId(NODE)
            .setClusterId(Uuid.randomUuid().toString())
            .setControllerListenerName("CONTROLLER")
            .setMetadataLogDirectory(log.toString())
            .addDirectory(log.toString())
            .setIgnoreFormatted(true)
            .setPrintStream(
                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8));
    try {
      Files.createDirectories(log);
      if (!Files.exists(log.resolve("meta.properties"))) {
        formatter.run();
      }
    } catch (Exception e) {
      throw FolderLock.unusable(log, e);
    }
  }

  private static void requireFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new BrokerException(
          ("Port %d on %s is in use.%nMaybe another broker runs already: use it with "
                  + "--bootstrap-servers %s:%d, or choose another port with --port.")
              .formatted(port, HOST, HOST, port),
          e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BrokerException("No free port on " + HOST + ": " + e.getMessage(), e);
    }
  }
}
