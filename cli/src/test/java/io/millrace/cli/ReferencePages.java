package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The generated pages of docs/reference/, as Markdown. */
final class ReferencePages {

  private static final String MADE =
      "This page is made from %s; the build fails when it is stale.%n";

  private ReferencePages() {}

  /** Every command with its parameters, options and examples. */
  static String commands(CommandLine millrace) {
    StringBuilder page = new StringBuilder("# Commands\n\n");
    page.append(MADE.formatted("the commands themselves"));
    page.append(
        """

        Every command also has `--help` and `--version`. An option's value follows it after a blank or after `=`. Exit codes: 0 done,
        1 it went wrong while running, 2 what was asked for makes no sense.
        """);
    for (CommandLine command : commandsOf(millrace)) {
      CommandSpec spec = command.getCommandSpec();
      page.append("\n## ").append(spec.qualifiedName()).append("\n\n");
      page.append(String.join(" ", spec.usageMessage().description())).append('\n');
      List<ArgSpec> rows = new ArrayList<>();
      rows.addAll(spec.positionalParameters());
      spec.options().stream().filter(ReferencePages::own).forEach(rows::add);
      if (!rows.isEmpty()) {
        page.append("\n| | |\n| --- | --- |\n");
        rows.forEach(row -> page.append(row(row)));
      }
      List<String> examples =
          Arrays.stream(spec.usageMessage().footer())
              .filter(line -> line.startsWith("  "))
              .map(line -> line.substring(2))
              .toList();
      if (!examples.isEmpty()) {
        // The first command's examples have words beside them.
        page.append(command == millrace ? "\n```text\n" : "\n```sh\n")
            .append(String.join("\n", examples))
            .append("\n```\n");
      }
    }
    return page.toString();
  }

  /** Every key of the configuration, section by section. */
  static String configuration(JsonNode schema) {
    StringBuilder page = new StringBuilder("# Configuration\n\n");
    page.append(
        MADE.formatted(
            "the [JSON Schema](../../cli/src/main/resources/io/millrace/cli/config/millrace.schema.json)"));
    page.append(
        """

        One YAML file for all processes, given with `--config`. A key that is not listed here, a key that stands twice and a value out of
        range are errors with file, line and path. [running.md](../running.md) tells what the parts are for.
        """);
    section(page, "The file", schema, schema);
    for (Map.Entry<String, JsonNode> definition : schema.get("$defs").properties()) {
      if (definition.getValue().has("properties")) {
        section(page, "`" + definition.getKey() + "`", definition.getValue(), schema);
      }
    }
    return page.toString();
  }

  private static void section(StringBuilder page, String title, JsonNode object, JsonNode schema) {
    page.append("\n## ").append(title).append("\n\n");
    if (object.has("description")) {
      page.append(object.get("description").asText()).append("\n\n");
    }
    List<String> required =
        StreamSupport.stream(object.path("required").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    page.append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
    keys(page, "", object, required, schema);
  }

  private static void keys(
      StringBuilder page, String prefix, JsonNode object, List<String> required, JsonNode schema) {
    for (Map.Entry<String, JsonNode> key : object.get("properties").properties()) {
      JsonNode value = key.getValue();
      page.append(
          "| `%s%s` | %s | %s | %s |%n"
              .formatted(
                  prefix,
                  key.getKey(),
                  kind(value, schema),
                  required.contains(key.getKey())
                      ? "must be given"
                      : value.has("default") ? "`" + value.get("default").asText() + "`" : "–",
                  cell(value.path("description").asText(""))));
      if (value.has("properties")) {
        keys(page, prefix + key.getKey() + ".", value, List.of(), schema);
      }
    }
  }

  private static String kind(JsonNode value, JsonNode schema) {
    if (value.has("$ref")) {
      String name = value.get("$ref").asText().replaceFirst(".*/", "");
      JsonNode definition = schema.get("$defs").get(name);
      if (definition.has("properties")) {
        return "a [`%s`](#%s)".formatted(name, name);
      }
      return definition.has("examples")
          ? name
              + ", such as "
              + StreamSupport.stream(definition.get("examples").spliterator(), false)
                  .map(example -> "`" + example.asText() + "`")
                  .collect(Collectors.joining(", "))
          : name;
    }
    if (value.has("enum")) {
      return StreamSupport.stream(value.get("enum").spliterator(), false)
          .map(each -> "`" + each.asText() + "`")
          .collect(Collectors.joining(", "));
    }
    String type = value.path("type").asText();
    if (type.equals("array")) {
      return "list: " + kind(value.get("items"), schema);
    }
    if (type.equals("object")) {
      return value.path("additionalProperties").isObject()
          ? "map: " + kind(value.get("additionalProperties"), schema)
          : "section";
    }
    if (value.get("type") != null && value.get("type").isArray()) {
      return StreamSupport.stream(value.get("type").spliterator(), false)
          .map(JsonNode::asText)
          .collect(Collectors.joining(", "));
    }
    if (value.has("minimum")) {
      return value.has("maximum")
          ? "%s %s to %s".formatted(type, value.get("minimum"), value.get("maximum"))
          : "%s, at least %s".formatted(type, value.get("minimum"));
    }
    return type;
  }

  private static List<CommandLine> commandsOf(CommandLine line) {
    List<CommandLine> all = new ArrayList<>();
    all.add(line);
    line.getSubcommands().values().stream()
        .filter(sub -> !sub.getCommandName().equals("help"))
        .forEach(sub -> all.addAll(commandsOf(sub)));
    return all;
  }

  private static boolean own(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp() && !option.hidden();
  }

  private static String row(ArgSpec argument) {
    String name =
        argument instanceof OptionSpec option
            ? String.join(", ", option.names())
            : ((PositionalParamSpec) argument).paramLabel();
    String value =
        argument instanceof OptionSpec option && option.arity().max() > 0
            ? " " + option.paramLabel()
            : "";
    // Without a terminal's width and without what this machine fills in.
    String text =
        String.join(" ", argument.description())
            .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
    return "| `%s%s` | %s |%n".formatted(name, value, cell(text));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
