package io.millrace.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.topics.codec.CodecException;
import io.millrace.topics.codec.StrictYaml;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageSpec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MillraceConfigTest {

  @ParameterizedTest
  @ValueSource(strings = {"text", "objects"})
  void shouldAcceptTheBuiltInConfigurationsByParserAndBySchema(String name) throws IOException {
    // Given
    String text = MillraceConfig.builtInText(name);

    // When
    PipelineSpec pipeline = MillraceConfig.builtIn(name).pipeline().toSpec();

    // Then
    assertThat(pipeline.name().value()).isEqualTo(name);
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
            "limits", LimitsSection.class);

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
