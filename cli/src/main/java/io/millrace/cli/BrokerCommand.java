package io.millrace.cli;

import io.millrace.dispatcher.web.Readiness;
import io.millrace.dispatcher.web.WebSettings;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.stream.KafkaConnection;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the embedded broker as a process of its own. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = "Run a Kafka broker (KRaft, one node, loopback) whose data survives a restart.",
    footer = {"", "Example:", "  millrace broker --data /var/lib/millrace --port 9092", ""})
final class BrokerCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the broker's data; created when it does not exist.")
  private Path data = Path.of("");

  @Option(
      names = "--port",
      defaultValue = "" + EmbeddedBroker.DEFAULT_PORT,
      description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--max-record-bytes",
      defaultValue = "" + TopicCatalog.DEFAULT_MAX_RECORD_BYTES,
      description = "Greatest record that it takes (default: ${DEFAULT-VALUE}).")
  private int maxRecordBytes;

  @Option(
      names = "--broker-config",
      paramLabel = "FILE",
      description =
          "Further broker settings as a properties file; security.inter.broker.protocol says what clients must speak.")
  private @Nullable Path settings;

  @Option(
      names = "--http-host",
      defaultValue = WebSettings.DEFAULT_HOST,
      description =
          "Interface of /metrics, /livez and /readyz (default: ${DEFAULT-VALUE}, this machine only).")
  private String httpHost = WebSettings.DEFAULT_HOST;

  @Option(
      names = "--http-port",
      defaultValue = "0",
      description = "Port of /metrics, /livez and /readyz (default: any free one, which it tells).")
  private int httpPort;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (Shutdown shutdown = new Shutdown();
        EmbeddedBroker broker = EmbeddedBroker.start(data, port, maxRecordBytes, further());
        Observed observed =
            new Observed(
                new WebSettings(httpHost, httpPort),
                new KafkaConnection(broker.bootstrapServers(), Map.of(), maxRecordBytes),
                "millrace-broker")) {
      observed.working(() -> Readiness.READY);
      spec.commandLine()
          .getOut()
          .println(
              "broker on %s, data in %s, metrics on %s"
                  .formatted(broker.bootstrapServers(), data, observed.metricsAddress()));
      spec.commandLine().getOut().flush();
      shutdown.await();
    }
    return 0;
  }

  private Map<String, String> further() {
    return settings == null ? Map.of() : KafkaConnection.properties(settings);
  }
}
