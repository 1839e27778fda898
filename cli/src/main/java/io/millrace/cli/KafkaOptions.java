package io.millrace.cli;

import io.millrace.topics.stream.KafkaConnection;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach a cluster that already exists. */
final class KafkaOptions {

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT[,...]",
      defaultValue = "127.0.0.1:9092",
      description = "The Kafka cluster (default: ${DEFAULT-VALUE}).")
  private String bootstrapServers = "";

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Further client settings as a properties file: TLS, SASL.")
  private @Nullable Path file;

  KafkaConnection connection(int maxRecordBytes) {
    return new KafkaConnection(
        bootstrapServers, file == null ? Map.of() : KafkaConnection.read(file), maxRecordBytes);
  }
}
