package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The dashboards and rules under {@code grafana/}, as tests look at them. */
final class Dashboards {

  static final Path FOLDER = Path.of("../grafana");

  private static final Pattern NAME =
      Pattern.compile("(millrace[:_]|jvm_|process_|system_)[a-z0-9_:]+");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), *([a-z_]+)\\)");

  private Dashboards() {}

  /**
   * One expression.
   *
   * @param where dashboard, panel and query; or the rule
   * @param text as it stands there
   */
  record Expression(String where, String text) {

    /** As Prometheus understands it: everything chosen, rates over a minute. */
    String query() {
      Matcher values = LABEL_VALUES.matcher(text);
      String query =
          values.matches()
              ? "group by (%s) (%s)".formatted(values.group(2), values.group(1))
              : text;
      return query
          .replace("$__rate_interval", "1m")
          .replaceAll("\\$(pipeline|stage|device|camera)", ".*");
    }

    /** The names of the metrics in it. */
    TreeSet<String> names() {
      TreeSet<String> names = new TreeSet<>();
      NAME.matcher(text.replaceAll("\"[^\"]*\"", ""))
          .results()
          .map(MatchResult::group)
          .forEach(names::add);
      return names;
    }
  }

  /** All dashboards by file name. */
  static Map<String, JsonNode> boards() throws IOException {
    Map<String, JsonNode> boards = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
      for (Path file : files.sorted().toList()) {
        boards.put(String.valueOf(file.getFileName()), new ObjectMapper().readTree(file.toFile()));
      }
    }
    return boards;
  }

  /** The expressions of all panels, variables and annotations. */
  static List<Expression> shown() throws IOException {
    List<Expression> all = new ArrayList<>();
    for (JsonNode board : boards().values()) {
      String title = board.get("title").asText();
      for (JsonNode panel : board.get("panels")) {
        for (JsonNode target : panel.path("targets")) {
          all.add(
              new Expression(
                  "%s > %s > %s"
                      .formatted(title, panel.get("title").asText(), target.get("refId").asText()),
                  target.get("expr").asText()));
        }
      }
      for (JsonNode variable : board.get("templating").get("list")) {
        if (variable.get("type").asText().equals("query")) {
          all.add(
              new Expression(
                  "%s > $%s".formatted(title, variable.get("name").asText()),
                  variable.get("definition").asText()));
        }
      }
      for (JsonNode note : board.get("annotations").get("list")) {
        all.add(
            new Expression(
                "%s > annotation %s".formatted(title, note.get("name").asText()),
                note.get("expr").asText()));
      }
    }
    return all;
  }

  /** The expressions of all recording and alert rules. */
  static List<Expression> rules() throws IOException {
    List<Expression> all = new ArrayList<>();
    for (String file : List.of("recording.yaml", "alerts.yaml")) {
      JsonNode rules =
          new ObjectMapper(new YAMLFactory())
              .readTree(FOLDER.resolve("rules").resolve(file).toFile());
      for (JsonNode group : rules.get("groups")) {
        for (JsonNode rule : group.get("rules")) {
          String where =
              rule.has("record")
                  ? "record " + rule.get("record").asText()
                  : "alert " + rule.get("alert").asText();
          all.add(new Expression(where, rule.get("expr").asText()));
        }
      }
    }
    return all;
  }

  /** A list with reasons among the tests' resources: {@code what | why}. */
  static Map<String, String> reasons(String resource) {
    Map<String, String> reasons = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(Dashboards.class.getResourceAsStream(resource), resource)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(
              line -> {
                int bar = line.indexOf(" | ");
                reasons.put(line.substring(0, bar).strip(), line.substring(bar + 3).strip());
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reasons;
  }
}
