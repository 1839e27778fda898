package io.millrace.topics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConnectionTest {

  @TempDir Path folder;

  @Test
  void shouldReadAPropertiesFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("client.properties"),
            """
            # TLS
            security.protocol=SASL_SSL
            sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
              username="ä" password="p=:";
            ssl.truststore.location = /etc/trust.p12\s\s
            """);

    assertThat(KafkaConnection.read(file))
        .isEqualTo(
            Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ä\" password=\"p=:\";",
                "ssl.truststore.location",
                "/etc/trust.p12"));
  }

  @Test
  void shouldSayWhichFileCannotBeReadAndWhy() throws IOException {
    Path missing = folder.resolve("missing.properties");
    assertThatThrownBy(() -> KafkaConnection.read(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(missing + ": no such file.")
        .hasMessageContaining("Maybe the path is relative");
    assertThatThrownBy(() -> KafkaConnection.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder + ": cannot be read: ");
    Path escaped = Files.writeString(folder.resolve("escaped"), "a=\\u00g0\n");
    assertThatThrownBy(() -> KafkaConnection.read(escaped))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(escaped + ": cannot be read: ");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {'a', '=', (byte) 0xff, 1});
    assertThatThrownBy(() -> KafkaConnection.read(binary))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Maybe it is no Java properties file in UTF-8.");
  }

  @Test
  void shouldRefuseASettingThatNoClientHasAndNameThoseItMayMean() throws IOException {
    Path file = Files.writeString(folder.resolve("typo"), "sasl.mechansim=PLAIN\n");

    assertThatThrownBy(() -> KafkaConnection.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + ": no Kafka client has a setting sasl.mechansim.")
        .hasMessageContaining("sasl.mechanism");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acks=1", "group.id=mine", "enable.auto.commit=true"})
  void shouldRefuseASettingThatThePromisesRestOn(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("ours"), line + "\n");

    assertThatThrownBy(() -> KafkaConnection.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is set by Millrace");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "localhost:", ":9092", "a:1,", "a b:1", "a:123456"})
  void shouldRefuseServersThatAreNone(String servers) {
    assertThatThrownBy(() -> new KafkaConnection(servers, Map.of(), 1 << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The bootstrap servers '%s' must be host:port[,host:port…].", servers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9092", "a:1,b:2", "a.b-c:1, [::1]:65535"})
  void shouldTakeServersThatAreSome(String servers) {
    assertThat(new KafkaConnection(servers, Map.of(), 1 << 20).bootstrapServers())
        .isEqualTo(servers);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1023, (1 << 30) + 1, Integer.MAX_VALUE})
  void shouldRefuseALimitThatNoClientCanKeep(int limit) {
    assertThatThrownBy(() -> new KafkaConnection("a:1", Map.of(), limit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be 1024 to 1073741824 bytes");
  }
}
