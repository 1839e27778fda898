package io.millrace.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.planner.app.CarbonSource;
import io.millrace.planner.carbon.app.CarbonSection;
import io.millrace.planner.carbon.app.FeedSection;
import io.millrace.planner.carbon.app.ReplaySection;
import io.millrace.topics.codec.CodecException;
import io.millrace.topics.codec.StrictYaml;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.serve.Emulation;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MillraceConfigTest {

  @ParameterizedTest
  @CsvSource({"text, text", "objects, objects", "fleet, text"})
  void shouldAcceptTheBuiltInConfigurationsByParserAndBySchema(String name, String runs)
      throws IOException {
    // Given
    String text = MillraceConfig.builtInText(name);

    // When
    PipelineSpec pipeline = MillraceConfig.builtIn(name).pipeline().toSpec();

    // Then
    assertThat(pipeline.name().value()).isEqualTo(runs);
    assertThat(schema().validate(text, InputFormat.YAML)).isEmpty();
  }

  @Test
  void shouldFillInEverythingThatMayBeLeftOut() {
    // When
    MillraceConfig config = read("pipeline: {name: p, stages: [{name: s}]}");

    // Then
    StageSpec stage = config.pipeline().toSpec().first();
    assertThat(stage.model()).as("the stage's own name").isEqualTo("s");
    assertThat(stage.batch()).isEqualTo(1);
    assertThat(config.cameras()).isEmpty();
    assertThat(config.limits()).isEqualTo(LimitsSection.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pipeline: {name: p, stages: [{name: s, bach: 2}]}|pipeline.stages[0].bach|batch",
        "pipeline: {name: p, stages: []}|pipeline|stages must name at least one",
        "pipeline: {stages: [{name: s}]}|pipeline|name must be given",
        "pipeline: {name: p, stages: [{name: s, batch: 0}]}|stages[0]|batch must be 1 to 256 (was 0)",
        "pipeline: {name: p, stages: [{name: s, linger: soon}]}|linger|250ms",
        "pipeline: {name: p, stages: [{name: s, routing: random}]}|stages[0]|least-finish",
        "pipeline: {name: p, stages: [{name: s}], name: q}|test.yaml:1|name",
        "cameras: []|(top)|pipeline must be given",
        "{pipeline: {name: p, stages: [{name: s}]}, devices: [{name: d, emulate: {slowdown: 0.5}}]}|devices[0].emulate|slowdown must be at least 1 (was 0.5)",
        "{pipeline: {name: p, stages: [{name: s}]}, devices: [{name: d, emulate: {memory: 1G}}]}|devices[0].emulate|memory must be a size with a unit",
        "{pipeline: {name: p, stages: [{name: s}]}, devices: [{name: d, emulate: {links: {e: 10MB}}}]}|devices[0].emulate|links.e must be a rate",
        "{pipeline: {name: p, stages: [{name: s}]}, devices: [{name: d, emulate: {links: {e: 10MB/s}}}]}|(top)|has a link to 'e', which is none of [d]",
        "{pipeline: {name: p, stages: [{name: s}]}, devices: [{name: d, emulate: {idle_watts: 2}}]}|devices[0].emulate|must be given together",
        "{pipeline: {name: p, stages: [{name: s}]}, devices: [{name: d, planned: true, instances: {s: 1}}]}|devices[0]|the plan decides",
      })
  void shouldSayWhatIsWrongWhereAndWhatToDo(String yaml, String where, String advice) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("test.yaml")
        .hasMessageContaining(where)
        .hasMessageContaining(advice);
  }

  @Test
  void shouldRefuseADeviceThatRunsAStageTheePipelineLacks() {
    assertThatThrownBy(
            () ->
                read(
                    "{pipeline: {name: p, stages: [{name: s}]}, devices: [{name: d, instances: {t: 1}}]}"))
        .hasMessageContaining("has no stage 't'")
        .hasMessageContaining("[s]");
  }

  @Test
  void shouldReadWhatADevicePretendsToBeByParserAndBySchema() throws IOException {
    // Given
    String text =
        """
        pipeline: {name: p, stages: [{name: s}]}
        devices:
          - name: weak
            kind: nano
            zone: DE
            planned: true
            emulate:
              {slowdown: 2.5, service: {s: 40ms}, cores: 2, memory: 1GB, uplink: 10MB/s, latency: 5ms, links: {strong: 16Mbit/s},
               idle_watts: 2, busy_watts: 10}
          - name: strong
        """;

    // When
    DeviceSection weak = read(text).devices().get(0);

    // Then
    assertThat(weak.emulation())
        .isEqualTo(
            new Emulation(
                2.5,
                Map.of(new StageId("s"), Duration.ofMillis(40)),
                2,
                1_000_000_000,
                10e6,
                Duration.ofMillis(5),
                Map.of(new DeviceId("strong"), 2e6),
                2,
                10));
    assertThat(weak.planned()).isTrue();
    assertThat(read(text).devices().get(1).emulation()).isEqualTo(Emulation.NONE);
    assertThat(schema().validate(text, InputFormat.YAML)).isEmpty();
    assertThat(schema().validate(text.replace("1GB", "1G"), InputFormat.YAML)).isNotEmpty();
  }

  @Test
  void shouldReadWhereCarbonComesFromByParserAndBySchema() throws IOException {
    // Given
    String text =
        """
        pipeline: {name: p, stages: [{name: s}]}
        carbon:
          kind: average
          scope: life-cycle
          zones: [US-CAL-CISO]
          fallback: 400
          feeds:
            - {provider: csv, files: {US-CAL-CISO: ciso.csv}}
          replay: {start: "2022-07-15T00:00:00Z", speed: 3600}
        """;

    // When
    MillraceConfig config = read(text);

    // Then
    assertThat(config.carbonSource(Map.of()))
        .isInstanceOfSatisfying(
            CarbonSource.Feeds.class,
            feeds ->
                assertThat(feeds.section().onDriver(Duration.ofHours(1)))
                    .isEqualTo(Duration.ofSeconds(1)));
    assertThat(schema().validate(text, InputFormat.YAML)).isEmpty();
    assertThat(schema().validate(text.replace("average", "mean"), InputFormat.YAML)).isNotEmpty();
    assertThatThrownBy(() -> read(text.replace("00:00:00Z", "noon")))
        .hasMessageContaining("carbon.replay")
        .hasMessageContaining("start must be a time with an offset");
    assertThatThrownBy(
            () ->
                read(
                    text.replace(
                        "{provider: csv, files: {US-CAL-CISO: ciso.csv}}",
                        "{provider: electricity-maps, token_env: EM}")))
        .hasMessageContaining("feeds[0].provider: electricity-maps answers for now");
  }

  @Test
  void shouldRefuseTwoCamerasOfOneName() {
    assertThatThrownBy(
            () ->
                read(
                    "{pipeline: {name: p, stages: [{name: s}]}, cameras: [{id: c, address: 'gate:'}, {id: c, address: x}]}"))
        .hasMessageContaining("'c' stands twice");
  }

  @Test
  void shouldDescribeExactlyTheKeysThatTheParserReads() throws IOException {
    // Given
    JsonNode schema = schemaText();
    Map<String, Class<?>> sections =
        Map.of(
            "pipeline", PipelineSection.class,
            "stage", StageSection.class,
            "camera", CameraSection.class,
            "device", DeviceSection.class,
            "emulate", EmulateSection.class,
            "limits", LimitsSection.class,
            "carbon", CarbonSection.class,
            "feed", FeedSection.class,
            "replay", ReplaySection.class);

    // Then: a key that is added to one and forgotten in the other is found here
    assertThat(keys(schema)).isEqualTo(components(MillraceConfig.class));
    sections.forEach(
        (name, section) ->
            assertThat(keys(schema.at("/$defs/" + name))).isEqualTo(components(section)));
  }

  private static MillraceConfig read(String yaml) {
    return StrictYaml.read(yaml, MillraceConfig.class, "test.yaml");
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schemaText().toString());
  }

  private static JsonNode schemaText() throws IOException {
    try (InputStream in = MillraceConfig.class.getResourceAsStream("millrace.schema.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static Set<String> keys(JsonNode object) {
    Set<String> keys = new TreeSet<>();
    for (Iterator<String> names = object.get("properties").fieldNames(); names.hasNext(); ) {
      keys.add(names.next());
    }
    return keys;
  }

  private static Set<String> components(Class<?> section) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(section.getRecordComponents())
        .map(RecordComponent::getName)
        .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT))
        .forEach(names::add);
    return names;
  }
}
