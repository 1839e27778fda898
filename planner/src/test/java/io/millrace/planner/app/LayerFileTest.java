package io.millrace.planner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.planner.layer.LayerObjective;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.layer.Piece;
import io.millrace.planner.reproduce.LayerTables;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerFileTest {

  private static final String TWO_PIS =
      """
      layers:
        model: alexnet
        strategy: preload
        source: a
        devices:
          - {name: a, memory_bandwidth: 719MB/s, points: [{name: only, gflops: 3.62}]}
          - {name: b, memory_bandwidth: 719MB/s, points: [{name: only, gflops: 3.62}]}
        links:
          - {from: a, to: b, bandwidth: 10MB/s, both_ways: true}
      """;

  private static final String MEASURED =
      """
      layers:
        table:
          input: 60KB
          layers:
            - {name: one, flops: 1e6, output: 20KB}
            - {name: two, flops: 1e6, parameters: 4KB, output: 1KB}
        objective: energy
        latency_bound: 60ms
        source: edge
        devices:
          - name: edge
            points: [{name: slow, watts: 2}, {name: fast, watts: 5}]
            radio: {network: WiFi}
            idle_watts: 1
            carbon: 300
          - {name: cloud, points: [{name: only, gflops: 100}]}
        links:
          - {from: edge, to: cloud, bandwidth: 2.36MB/s, latency: 1ms, both_ways: true}
        profile:
          - {device: edge, point: slow, from: 1, to: 1, seconds: 0.03}
          - {device: edge, point: slow, from: 2, to: 2, seconds: 0.03}
          - {device: edge, point: slow, from: 1, to: 2, seconds: 0.055}
          - {device: edge, point: fast, from: 1, to: 2, seconds: 0.02, joules: 0.2}
      """;

  private final AtomicLong clock = new AtomicLong();

  private LayerSolution solve(String text) {
    LayerFile.Question question = LayerFile.parse(text, "file.yaml");
    return question
        .strategy()
        .solve(
            question.problem(),
            question.goal(),
            Budget.of(Duration.ofMinutes(1), clock::incrementAndGet));
  }

  @Test
  void shouldCutATableThatComesWithMillrace() {
    LayerSolution solution = solve(TWO_PIS);

    assertThat(solution.optimal()).isTrue();
    assertThat(solution.value()).isCloseTo(0.439431, within(1e-5));
  }

  @Test
  void shouldUseMeasuredTimesAloneWhereThereAreAny() throws IOException {
    LayerFile.Question question = LayerFile.parse(MEASURED, "file.yaml");

    LayerSolution solution = solve(MEASURED);

    // Slow: 2 W for 55 ms. Fast takes 200 mJ, and the radio alone more than either.
    assertThat(solution.value()).isCloseTo(0.11, within(1e-9));
    assertThat(question.problem().origin()).isEqualTo("measured on edge, analytic elsewhere");
    assertThat(question.problem().pieceSeconds(0, 1, 0, 1)).isInfinite();
    JsonNode json = new ObjectMapper().readTree(LayerPlanFile.json(question.problem(), solution));
    assertThat(json.at("/pieces/0/device").asText()).isEqualTo("edge");
    assertThat(json.at("/pieces/0/point").asText()).isEqualTo("slow");
    assertThat(json.at("/pieces/0/to").asInt()).isEqualTo(2);
    assertThat(json.get("bound").asDouble()).isPositive();
    assertThat(json.get("why")).isNotEmpty();
  }

  @Test
  void shouldAcceptTheBuiltInQuestionsByParserAndBySchema() {
    for (String name : LayerFile.BUILT_IN) {
      assertThat(LayerFile.isOne(name)).isTrue();
      LayerFile.Question question = LayerFile.open(name);
      LayerSolution solution =
          question
              .strategy()
              .solve(
                  question.problem(),
                  question.goal(),
                  Budget.of(Duration.ofMinutes(1), clock::incrementAndGet));

      // An example that leaves all on one device would show nothing.
      assertThat(solution.optimal()).isTrue();
      assertThat(solution.pieces().stream().map(Piece::device).distinct()).hasSizeGreaterThan(1);
      assertThat(schema().validate(LayerFile.builtInText(name), InputFormat.YAML)).isEmpty();
    }
    assertThat(LayerFile.isOne("site")).isFalse();
  }

  @Test
  void shouldDescribeExactlyTheKeysThatTheParserReads() throws IOException {
    // Given
    JsonNode schema = new ObjectMapper().readTree(LayerFile.schemaText());
    Map<String, Class<?>> sections =
        Map.of(
            "layers", LayersSection.class,
            "table", LayersSection.TableSection.class,
            "layer", LayersSection.LayerRow.class,
            "exit", LayersSection.ExitSection.class,
            "device", LayersSection.DeviceRow.class,
            "point", LayersSection.PointRow.class,
            "radio", LayersSection.RadioRow.class,
            "link", LayersSection.LinkRow.class,
            "bundle", LayersSection.ProfileRow.class);

    // Then: a key that is added to one and forgotten in the other is found here
    sections.forEach(
        (block, section) ->
            assertThat(ProblemFileTest.keys(schema.at("/$defs/" + block)))
                .as(block)
                .isEqualTo(ProblemFileTest.components(section)));
    assertThat(names(schema, "model")).isEqualTo(new LayerTables().names());
    assertThat(names(schema, "strategy"))
        .isEqualTo(LayerStrategy.BUILT_IN.stream().map(LayerStrategy::name).toList());
    assertThat(names(schema, "objective"))
        .isEqualTo(Arrays.stream(LayerObjective.values()).map(LayerObjective::label).toList());
  }

  @Test
  void shouldAcceptBySchemaWhatTheParserAccepts() {
    assertThat(schema().validate(TWO_PIS, InputFormat.YAML)).isEmpty();
    assertThat(schema().validate(MEASURED, InputFormat.YAML)).isEmpty();
    assertThat(schema().validate(TWO_PIS.replace("model", "modle"), InputFormat.YAML)).isNotEmpty();
  }

  private static List<String> names(JsonNode schema, String key) {
    List<String> names = new ArrayList<>();
    schema.at("/$defs/layers/properties/" + key + "/enum").forEach(n -> names.add(n.asText()));
    return names;
  }

  private static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(LayerFile.schemaText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "model: alexnet | modle: alexnet | nobody reads this key",
        "model: alexnet | model: lenet | There is no layer table 'lenet'",
        "strategy: preload | strategy: odiwep | There is no layer strategy 'odiwep'",
        "strategy: preload | objective: speed | There is no objective 'speed'",
        "strategy: preload | objective: carbon-at-rate | must have a rate",
        "strategy: preload | private_layers: 99 | private_layers must be at most 22",
        "strategy: preload | max_bundle: 0 | max_bundle must be at least 1",
        "source: a | source: c | source names 'c', which is no device",
        "to: b | to: z | links[0].to names 'z', which is no device",
        "bandwidth: 10MB/s | bandwidth: fast | bandwidth must be a rate",
        "gflops: 3.62 | gflops: 0 | gflops must be a number > 0 (was 0.0)",
        "gflops: 3.62 | watts: 3 | must have gflops, because nothing was measured there"
      })
  void shouldSayWhereAFileIsWrong(String right, String wrong, String why) {
    String text = TWO_PIS.replaceFirst(right.strip(), wrong.strip());

    assertThatThrownBy(() -> LayerFile.parse(text, "file.yaml"))
        .hasMessageStartingWith("file.yaml")
        .hasMessageContaining(why.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "point: fast | point: quick | profile[3].point must be one of [slow, fast]",
        "'to: 2, seconds: 0.02,' | 'to: 3, seconds: 0.02,' | profile[3].to must be at most 2",
        "network: WiFi | network: 6G | There is no radio"
      },
      quoteCharacter = '\'')
  void shouldSayWhereAProfileIsWrong(String right, String wrong, String why) {
    String text = MEASURED.replace(right.strip(), wrong.strip());

    assertThatThrownBy(() -> LayerFile.parse(text, "file.yaml")).hasMessageContaining(why.strip());
  }
}
