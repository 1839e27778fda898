package io.millrace.topics.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topics.admin.AdminException;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.TopicTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of client against a broker that asks for TLS and a password. */
class SecureBrokerIT {

  private static final Path SCRIPT = Path.of("../compose/secure/make-secrets");
  private static final byte[] KEY = "key".getBytes(UTF_8);

  @TempDir static Path folder;

  private static EmbeddedBroker broker;
  private static Path client;

  @BeforeAll
  static void start() throws Exception {
    Path secrets = folder.resolve("secrets");
    Process made =
        new ProcessBuilder("bash", SCRIPT.toString(), secrets.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), UTF_8);
    assertThat(made.waitFor()).as(said).isZero();
    client = secrets.resolve("client/kafka.properties");
    String store = Files.readString(secrets.resolve("broker/password"));
    String jaas = Files.readString(secrets.resolve("broker/jaas.conf"));
    broker =
        EmbeddedBroker.start(
            folder.resolve("data"),
            0,
            SharedBroker.LIMIT,
            Map.ofEntries(
                entry("security.inter.broker.protocol", "SASL_SSL"),
                entry("sasl.enabled.mechanisms", "PLAIN"),
                entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
                entry(
                    "listener.name.sasl_ssl.plain.sasl.jaas.config",
                    jaas.substring(jaas.indexOf('{') + 1, jaas.indexOf('}')).strip()),
                entry("ssl.keystore.type", "PKCS12"),
                entry("ssl.keystore.location", secrets.resolve("broker/kafka.p12").toString()),
                entry("ssl.keystore.password", store),
                entry("ssl.key.password", store),
                entry("ssl.truststore.type", "PEM"),
                entry("ssl.truststore.location", secrets.resolve("broker/ca.pem").toString())));
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void shouldServeEveryKindOfClientThatHasTheSecrets() throws Exception {
    // Given
    KafkaConnection kafka = connection(KafkaConnection.read(client));
    SharedBroker.topic(kafka, "secret", 1);

    // When
    try (RecordSink sink = new RecordSink(kafka.producer("sink"), kafka.maxRecordBytes())) {
      sink.send("secret", RecordSink.BY_KEY, KEY, new RecordHeaders(), "said".getBytes(UTF_8))
          .get(30, TimeUnit.SECONDS);
    }

    // Then: by a reader without a group, and by a member of one
    BlockingQueue<String> read = new LinkedBlockingQueue<>();
    try (TopicTail tail =
        new TopicTail(
            kafka.reader("tail"),
            List.of("secret"),
            TopicTail.From.BEGINNING,
            record -> read.add(new String(record.value(), UTF_8)))) {
      tail.start();
      assertThat(read.poll(30, TimeUnit.SECONDS)).isEqualTo("said");
    }
    try (Consumer<byte[], byte[]> member = kafka.groupConsumer("member", "readers", 1)) {
      member.subscribe(List.of("secret"));
      String taken = "";
      for (int patience = 0; taken.isEmpty() && patience < 300; patience++) {
        for (ConsumerRecord<byte[], byte[]> record : member.poll(Duration.ofMillis(100))) {
          taken = new String(record.value(), UTF_8);
        }
      }
      assertThat(taken).isEqualTo("said");
    }
  }

  @Test
  void shouldNotServeAClientWithAnotherPassword() throws IOException {
    String wrong =
        Files.readString(client).replaceFirst("password=\"[^\"]+\"", "password=\"guessed\"");
    KafkaConnection kafka =
        connection(KafkaConnection.read(Files.writeString(folder.resolve("wrong"), wrong)));

    assertThatThrownBy(() -> SharedBroker.topic(kafka, "guessed", 1))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("uthentication");
  }

  @Test
  void shouldNotServeAClientThatDoesNotTrustTheCertificate() throws IOException {
    String trusting = Files.readString(client).replaceAll("(?m)^ssl\\.truststore.*$", "");
    KafkaConnection kafka =
        connection(KafkaConnection.read(Files.writeString(folder.resolve("trusting"), trusting)));

    assertThatThrownBy(() -> SharedBroker.topic(kafka, "strange", 1))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("SSL");
  }

  private static KafkaConnection connection(Map<String, String> settings) {
    return new KafkaConnection(broker.bootstrapServers(), settings, SharedBroker.LIMIT);
  }
}
