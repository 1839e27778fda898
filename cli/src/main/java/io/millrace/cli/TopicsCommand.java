package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.topics.admin.FoundTopic;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.admin.TopicOperation;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.catalog.TopicSpec;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows and prepares the topics that a configuration needs. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = "Show and prepare the topics that a configuration needs.",
    footer = {
      "",
      "Examples:",
      "  millrace topics plan --config millrace.yaml     what would be done, without doing it",
      "  millrace topics apply --config millrace.yaml    do it",
      ""
    })
final class TopicsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "plan",
      mixinStandardHelpOptions = true,
      description = "Print what would have to be done.",
      footer = {"", "Example:", "  millrace topics plan --pipeline text", ""})
  int plan(@Mixin KafkaOptions kafka, @Mixin ConfigOptions options) {
    PrintWriter out = spec.commandLine().getOut();
    try (TopicAdmin admin = admin(kafka, options)) {
      List<TopicOperation> operations = admin.plan(wanted(options));
      operations.forEach(operation -> print(out, operation, ""));
      out.println(operations.isEmpty() ? "nothing to do" : operations.size() + " operation(s)");
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description = "Do what has to be done.",
      footer = {"", "Example:", "  millrace topics apply --pipeline text", ""})
  int apply(@Mixin KafkaOptions kafka, @Mixin ConfigOptions options) {
    PrintWriter out = spec.commandLine().getOut();
    int failed = 0;
    try (TopicAdmin admin = admin(kafka, options)) {
      for (TopicAdmin.Outcome outcome : admin.apply(admin.plan(wanted(options)))) {
        print(
            out, outcome.operation(), outcome.error().map(e -> "  FAILED: " + e).orElse("  done"));
        failed += outcome.error().isPresent() ? 1 : 0;
      }
    }
    out.println(failed == 0 ? "topics are as they should be" : failed + " operation(s) failed");
    out.flush();
    return failed == 0 ? 0 : Millrace.FAILED;
  }

  @Command(
      name = "describe",
      mixinStandardHelpOptions = true,
      description = "Print the topics as they are.",
      footer = {
        "",
        "Example:",
        "  millrace topics describe --bootstrap-servers 127.0.0.1:9092",
        ""
      })
  int describe(@Mixin KafkaOptions kafka, @Mixin ConfigOptions options) {
    PrintWriter out = spec.commandLine().getOut();
    List<TopicSpec> wanted = wanted(options);
    try (TopicAdmin admin = admin(kafka, options)) {
      Map<String, FoundTopic> found = admin.find(wanted.stream().map(TopicSpec::name).toList());
      out.printf(
          "%-28s %5s  %-8s %12s %14s%n", "topic", "lanes", "kept", "retention", "max record");
      for (TopicSpec spec : wanted) {
        FoundTopic topic = found.get(spec.name());
        if (topic == null) {
          out.printf("%-28s missing%n", spec.name());
        } else {
          out.printf(
              "%-28s %5d  %-8s %12s %14s%n",
              topic.name(),
              topic.lanes(),
              topic.settings().getOrDefault("cleanup.policy", ""),
              retention(topic.settings().getOrDefault("retention.ms", "")),
              topic.settings().getOrDefault("max.message.bytes", ""));
        }
      }
    }
    out.flush();
    return 0;
  }

  private static String retention(String millis) {
    return millis.isEmpty() ? "" : Long.parseLong(millis) / 60_000 + " min";
  }

  private static void print(PrintWriter out, TopicOperation operation, String suffix) {
    out.printf("%-28s %s%s%n", operation.topic(), operation.describe(), suffix);
  }

  private static List<TopicSpec> wanted(ConfigOptions options) {
    MillraceConfig config = options.read();
    return TopicCatalog.topics(config.pipeline().toSpec(), config.limits().maxRecordBytes());
  }

  private static TopicAdmin admin(KafkaOptions kafka, ConfigOptions options) {
    int limit = options.read().limits().maxRecordBytes();
    return new TopicAdmin(kafka.connection(limit).admin("millrace-topics"));
  }
}
