package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.Metrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dashboards and rules are whole, and speak of metrics that there are. */
class DashboardsTest {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z][a-z_]*)");
  private static final int GRID = 24;

  @BeforeEach
  void lookForTheFolder() {
    assumeTrue(Files.isDirectory(Dashboards.FOLDER), "grafana/ is not beside this module");
  }

  @Test
  void shouldHaveOneDashboardPerReader() throws IOException {
    Map<String, JsonNode> boards = Dashboards.boards();

    assertThat(boards).containsOnlyKeys("devices.json", "pipeline.json", "planner.json");
    assertThat(boards.values())
        .extracting(board -> board.get("uid").asText())
        .doesNotHaveDuplicates();
    assertThat(boards.values()).allMatch(board -> board.get("schemaVersion").asInt() >= 39);
  }

  @Test
  void shouldGiveEveryPanelAnIdAUnitADescriptionAndAQuery() throws IOException {
    for (JsonNode board : Dashboards.boards().values()) {
      Set<Integer> ids = new HashSet<>();
      for (JsonNode panel : board.get("panels")) {
        String title = panel.get("title").asText();
        assertThat(ids.add(panel.get("id").asInt())).as("id of %s", title).isTrue();
        if (panel.get("type").asText().equals("row")) {
          continue;
        }
        assertThat(panel.path("description").asText()).as("description of %s", title).endsWith(".");
        assertThat(panel.at("/fieldConfig/defaults/unit").asText())
            .as("unit of %s", title)
            .isNotBlank();
        assertThat(panel.get("targets")).as("queries of %s", title).isNotEmpty();
        assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
      }
    }
  }

  @Test
  void shouldLayPanelsOutWithoutOverlaps() throws IOException {
    for (JsonNode board : Dashboards.boards().values()) {
      Set<String> taken = new HashSet<>();
      for (JsonNode panel : board.get("panels")) {
        JsonNode at = panel.get("gridPos");
        int right = at.get("x").asInt() + at.get("w").asInt();
        assertThat(right).isLessThanOrEqualTo(GRID);
        for (int x = at.get("x").asInt(); x < right; x++) {
          for (int y = at.get("y").asInt(); y < at.get("y").asInt() + at.get("h").asInt(); y++) {
            assertThat(taken.add(x + "," + y)).as(panel.get("title").asText()).isTrue();
          }
        }
      }
    }
  }

  @Test
  void shouldDefineEveryVariableThatItUses() throws IOException {
    for (JsonNode board : Dashboards.boards().values()) {
      Set<String> defined = new TreeSet<>();
      board.get("templating").get("list").forEach(each -> defined.add(each.get("name").asText()));
      assertThat(defined).contains("datasource", "pipeline", "device");
      Set<String> used =
          VARIABLE
              .matcher(board.toString())
              .results()
              .map((MatchResult found) -> found.group(1))
              .filter(name -> !name.startsWith("__"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(defined).containsAll(used);
    }
  }

  @Test
  void shouldSpeakOnlyOfMetricsThatThereAre() throws IOException {
    Set<String> recorded =
        Dashboards.rules().stream()
            .filter(rule -> rule.where().startsWith("record "))
            .map(rule -> rule.where().substring("record ".length()))
            .collect(Collectors.toSet());
    List<String> unknown = new ArrayList<>();
    Stream.concat(Dashboards.shown().stream(), Dashboards.rules().stream())
        .forEach(
            expression ->
                expression.names().stream()
                    .filter(name -> Metrics.owner(name).isEmpty() && !recorded.contains(name))
                    .forEach(name -> unknown.add(expression.where() + ": " + name)));

    assertThat(unknown).isEmpty();
  }

  @Test
  void shouldShowEveryMetricOrSayWhyNot() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Dashboards.Expression expression : Dashboards.shown()) {
      expression
          .names()
          .forEach(name -> Metrics.owner(name).map(Metric::name).ifPresent(shown::add));
    }
    Set<String> notShown =
        Metrics.all().stream()
            .map(Metric::name)
            .filter(name -> !shown.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(Dashboards.reasons("not-shown.txt").keySet())
        .containsExactlyInAnyOrderElementsOf(notShown);
  }

  @Test
  void shouldPassPrometheusOwnChecks() throws Exception {
    assumeTrue(Programs.find("promtool").isPresent(), "promtool is not installed");

    assertThat(run("promtool", "check", "rules", "rules/recording.yaml", "rules/alerts.yaml"))
        .contains("SUCCESS");
    assertThat(run("promtool", "test", "rules", "rules/tests/rules.test.yaml")).contains("SUCCESS");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(Dashboards.FOLDER.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
