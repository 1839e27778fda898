package io.millrace.cli;

import static io.millrace.cli.ShippedFiles.PROJECT;
import static io.millrace.cli.ShippedFiles.list;
import static io.millrace.cli.ShippedFiles.map;
import static io.millrace.cli.ShippedFiles.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.cli.config.MillraceConfig;
import io.millrace.topics.codec.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The Helm chart: its values, its configuration, its command lines; rendered where helm is. */
class HelmChartTest {

  private static final Path CHART = PROJECT.resolve("compose/helm/millrace");
  private static final Pattern VALUE = Pattern.compile("\\$?\\.Values((?:\\.[A-Za-z]+)+)");

  /** Values that turn on what is off by default. */
  private static final List<String> EVERYTHING =
      List.of(
          "--set", "kafka.secret=client",
          "--set", "serviceMonitor.enabled=true",
          "--set", "planner.arguments={--objective,energy,--demand,8}",
          "--set", "workers[1].name=gpu",
          "--set", "workers[1].like=gpu",
          "--set", "workers[1].kind=DaemonSet");

  @Test
  void shouldHaveValuesThatTheirSchemaAccepts() {
    String values = ShippedFiles.text(CHART.resolve("values.yaml"));

    assertThat(schema().validate(values, InputFormat.YAML)).isEmpty();
  }

  @Test
  void shouldAcceptTheValuesThatTheGuideShows() {
    String guide = ShippedFiles.text(PROJECT.resolve("docs/guide/cluster.md"));
    int block = guide.indexOf("```yaml\nworkers:") + "```yaml\n".length();
    Map<String, Object> values =
        map(ShippedFiles.yaml(ShippedFiles.text(CHART.resolve("values.yaml"))).get(0));
    values.putAll(
        map(ShippedFiles.yaml(guide.substring(block, guide.indexOf("```", block))).get(0)));

    assertThat(list(values.get("workers"))).hasSize(3);
    assertThat(schema().validate(new Yaml().dump(values), InputFormat.YAML)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootstrapServers: kafka:9092 => bootstrapServers: kafka",
        "kind: Deployment => kind: StatefulSet",
        "    like: cpu => ",
        "  secret: \"\" => secrets: client",
        "interval: 5s => interval: often"
      })
  void shouldRefuseValuesThatTheTemplatesCannotUse(String change) {
    String values = ShippedFiles.text(CHART.resolve("values.yaml"));
    String before = change.substring(0, change.indexOf(" => "));
    String after = change.substring(change.indexOf(" => ") + 4);

    assertThat(values).contains(before);
    assertThat(schema().validate(values.replace(before, after), InputFormat.YAML)).isNotEmpty();
  }

  @Test
  void shouldDescribeEveryValueThatATemplateUses() throws IOException {
    Map<String, Object> values =
        map(ShippedFiles.yaml(ShippedFiles.text(CHART.resolve("values.yaml"))).get(0));
    TreeSet<String> unknown = new TreeSet<>();
    for (Path template : templates()) {
      Matcher use = VALUE.matcher(ShippedFiles.text(template));
      while (use.find()) {
        Object value = values;
        for (String key : use.group(1).substring(1).split("\\.", -1)) {
          value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        if (value == null) {
          unknown.add(template.getFileName() + ": " + use.group());
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void shouldMountAConfigurationThatTheProcessesReadAndThatHasEveryClassOfDevice() {
    Path config = CHART.resolve("files/millrace.yaml");

    ShippedFiles.requireReadable(config);
    Map<String, Object> values =
        map(ShippedFiles.yaml(ShippedFiles.text(CHART.resolve("values.yaml"))).get(0));
    for (Object worker : list(values.get("workers"))) {
      assertThat(ShippedFiles.devices(config)).contains(String.valueOf(map(worker).get("like")));
    }
  }

  /** Also without helm: the lines below {@code args:}, every condition taken as met. */
  @Test
  void shouldGiveEveryProcessACommandLineThatItUnderstands() throws IOException {
    assumeTrue(ShippedFiles.answering(), "a process of this build has no --host and --port");
    Map<String, String> commands = new LinkedHashMap<>();
    for (Path template : templates()) {
      Matcher args =
          Pattern.compile("(?m)^ +args:\n((?: +(?:- |\\{\\{).*\n)+)")
              .matcher(ShippedFiles.text(template));
      while (args.find()) {
        List<String> arguments =
            args.group(1)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("- "))
                .map(line -> line.substring(2).replaceAll("\\{\\{.*?Servers }}", "kafka:9092"))
                .map(line -> line.replaceAll("\\{\\{.*?}}|\\$\\(.*?\\)", "cpu"))
                .toList();
        commands.put(
            String.valueOf(template.getFileName()),
            ShippedFiles.parse(arguments).commandSpec().name());
      }
    }
    assertThat(commands)
        .isEqualTo(
            Map.of(
                "dispatcher.yaml",
                "dispatcher",
                "planner.yaml",
                "planner",
                "workers.yaml",
                "worker"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldRenderObjectsWhoseProcessesUnderstandWhatTheyAreGiven(boolean everything)
      throws IOException {
    assumeTrue(ShippedFiles.answering(), "a process of this build has no --host and --port");
    assumeTrue(ShippedFiles.program(List.of(List.of("helm"))).isPresent(), "helm is not here");
    List<String> command = new ArrayList<>(List.of("helm", "template", "demo", CHART.toString()));
    if (everything) {
      command.addAll(EVERYTHING);
    }

    ShippedFiles.Ran rendered = ShippedFiles.run(PROJECT, command);

    assertThat(rendered.exit()).as(rendered.said()).isZero();
    TreeSet<String> kinds = new TreeSet<>();
    for (Object document : ShippedFiles.yaml(rendered.said())) {
      Map<String, Object> object = map(document);
      String kind = String.valueOf(object.get("kind"));
      kinds.add(kind);
      if (kind.equals("ConfigMap")) {
        String text = String.valueOf(map(object.get("data")).get("millrace.yaml"));
        StrictYaml.read(text, MillraceConfig.class, "the config map");
      }
      if (kind.equals("Deployment") || kind.equals("DaemonSet")) {
        Map<String, Object> pod = map(map(map(object.get("spec")).get("template")).get("spec"));
        for (Object container : list(pod.get("containers"))) {
          ShippedFiles.parse(texts(map(container).get("args")));
          assertThat(map(container)).containsKeys("livenessProbe", "readinessProbe", "resources");
        }
      }
    }
    assertThat(kinds).contains("ConfigMap", "Deployment", "Service");
    assertThat(kinds.contains("ServiceMonitor")).isEqualTo(everything);
  }

  private static List<Path> templates() throws IOException {
    try (Stream<Path> files = Files.list(CHART.resolve("templates"))) {
      return files.sorted().toList();
    }
  }

  private static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(ShippedFiles.text(CHART.resolve("values.schema.json")));
  }
}
