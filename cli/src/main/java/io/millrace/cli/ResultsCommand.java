package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.Find;
import io.millrace.topics.record.Result;
import io.millrace.topics.stream.TopicTail;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints results as they come. */
@Command(
    name = "results",
    mixinStandardHelpOptions = true,
    description = "Print a pipeline's results as they come; stop with Ctrl-C.",
    footer = {
      "",
      "Example:",
      "  millrace results --pipeline text --json | jq -r '.finds[].text'",
      ""
    })
final class ResultsCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--json", description = "One JSON object a line, as it lies on the topic.")
  private boolean json;

  @Option(names = "--from-beginning", description = "All results that are kept, not only new ones.")
  private boolean fromBeginning;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stop after so many records; 0 (default) for no end.")
  private long limit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    MillraceConfig config = options.read();
    CountDownLatch enough = new CountDownLatch((int) Math.min(limit, Integer.MAX_VALUE));
    try (Shutdown shutdown = new Shutdown();
        TopicTail tail =
            new TopicTail(
                kafka.connection(config.limits().maxRecordBytes()).reader("millrace-results"),
                List.of(TopicCatalog.results(config.pipeline().toSpec().name())),
                fromBeginning ? TopicTail.From.BEGINNING : TopicTail.From.END,
                record -> {
                  if (limit == 0 || enough.getCount() > 0) {
                    print(record);
                    enough.countDown();
                  }
                })) {
      tail.start();
      if (limit == 0) {
        shutdown.await();
      } else {
        enough.await();
      }
    }
    return 0;
  }

  private void print(ConsumerRecord<byte[], byte[]> record) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(record.value(), StandardCharsets.UTF_8));
    } else {
      out.println(line(record));
    }
    out.flush();
  }

  private static String line(ConsumerRecord<byte[], byte[]> record) {
    return switch (CloudEventHeaders.read(record.headers()).type()) {
      case DROP -> {
        Drop drop = Json.read(record.value(), Drop.class, record.topic());
        yield "%s  dropped by %s: %s"
            .formatted(drop.frame().name(), drop.stage(), drop.reason().label());
      }
      default -> {
        Result result = Json.read(record.value(), Result.class, record.topic());
        yield "%s  %s".formatted(result.frame().name(), finds(result));
      }
    };
  }

  private static String finds(Result result) {
    return result.finds().isEmpty()
        ? "nothing"
        : result.finds().stream().map(ResultsCommand::find).collect(Collectors.joining(", "));
  }

  private static String find(Find find) {
    return find.text().isEmpty()
        ? "%s %.2f".formatted(find.label(), find.score())
        : "'%s' %.2f".formatted(find.text(), find.textScore());
  }
}
