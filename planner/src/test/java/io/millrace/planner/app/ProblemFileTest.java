package io.millrace.planner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemFileTest {

  private static final String SMALL =
      """
      cluster:
        devices: [{name: a, memory: 8GB}, {name: b, memory: 512MiB, uplink: 100Mbit/s}]
        network: {broker: {latency: 2ms}}
      pipelines: [{name: p, stages: [{name: s, memory: 1GB, output: 3MB}]}]
      profiles: [{stage: s, seconds: 0.5}]
      """;

  @ParameterizedTest
  @ValueSource(strings = {"nudif", "site", "city"})
  void shouldAcceptTheBuiltInProblemsByParserAndBySchema(String name) {
    // When
    Problem problem = ProblemFile.open(name);

    // Then
    assertThat(problem.pipelines()).isNotEmpty();
    assertThat(schema().validate(ProblemFile.builtInText(name), InputFormat.YAML)).isEmpty();
  }

  @Test
  void shouldReadThePublishedInstanceAsItWasPublished() {
    // Given: the greedy chains of the paper, one on devices 1 to 4
    StageMatrix matrix = StageMatrix.of(ProblemFile.builtIn("nudif"), TransferReading.SUM).first(4);

    // When
    AssignmentScore score = AssignmentScore.of(matrix, new int[] {3, 0, 2, 1});

    // Then: 1.85 s, 1.87 + 8/412 s, 2.21 + 9/708 s, 2.35 + 6/678 s
    assertThat(score.throughput()).isCloseTo(1 / (2.35 + 6.0 / 678), within(1e-9));
  }

  @Test
  void shouldReadUnitsAndFillInWhatMayBeLeftOut() {
    // When
    Problem problem = ProblemFile.parse(SMALL, "small.yaml");

    // Then
    Device a = problem.cluster().devices().get(0);
    Device b = problem.cluster().devices().get(1);
    PlannedPipeline pipeline = problem.pipelines().get(0);
    assertThat(a.memoryBytes()).isEqualTo(8_000_000_000L);
    assertThat(a.uplinkBytesPerSecond()).isInfinite();
    assertThat(a.processors().get(0).name()).isEqualTo("cpu");
    assertThat(b.memoryBytes()).isEqualTo(512L << 20);
    assertThat(b.uplinkBytesPerSecond()).isEqualTo(12.5e6);
    assertThat(problem.cluster().network())
        .isEqualTo(new BrokerHop(Double.POSITIVE_INFINITY, 0.002));
    assertThat(pipeline.stages().get(0).outputBytes()).isEqualTo(3e6);
    assertThat(pipeline.demand()).isZero();
    assertThat(pipeline.weight()).isEqualTo(1);
    assertThat(pipeline.latencySeconds()).isInfinite();
  }

  @Test
  void shouldTurnACountIntoDevicesOfOneKind() {
    // When
    Problem problem = ProblemFile.builtIn("city");

    // Then
    assertThat(problem.cluster().devices()).hasSize(1_000);
    Device last = problem.cluster().devices().get(999);
    assertThat(last.id().value()).isEqualTo("server-10");
    assertThat(last.kind()).isEqualTo("server");
    assertThat(
            problem
                .profile(
                    problem.pipelines().get(0),
                    problem.pipelines().get(0).stages().get(0),
                    last,
                    last.processors().get(1))
                .map(StageProfile::curve)
                .map(curve -> curve.itemSeconds(4)))
        .hasValue(0.003);
  }

  @Test
  void shouldReadLinksThatDifferByDirection() {
    // When
    Problem problem =
        ProblemFile.parse(
            SMALL.replace(
                "broker: {latency: 2ms}",
                "direct: {bandwidth: 10MB/s, latency: 1ms, pairs: [{from: b, to: a, bandwidth: 1MB/s, latency: 5ms}]}"),
            "t");

    // Then
    DirectLinks links = (DirectLinks) problem.cluster().network();
    assertThat(links.seconds(0, 1, 1e6)).isCloseTo(0.101, within(1e-12));
    assertThat(links.seconds(1, 0, 1e6)).isCloseTo(1.005, within(1e-12));
  }

  @Test
  void shouldJoinKindsPairByPair() {
    // Given
    String yaml =
        SMALL
            .replace("{name: a, memory: 8GB}", "{name: a, count: 2, memory: 8GB}")
            .replace(
                "broker: {latency: 2ms}",
                "direct: {pairs: [{from: a, to: a, bandwidth: 9MB/s}, {from: a, to: b, bandwidth: 7MB/s, both_ways: true}]}");

    // When
    DirectLinks links = (DirectLinks) ProblemFile.parse(yaml, "t").cluster().network();

    // Then
    assertThat(links.bytesPerSecond(0, 1)).isEqualTo(9e6);
    assertThat(links.bytesPerSecond(2, 1)).isEqualTo(7e6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory: 8GB|memory: 8|cluster.devices[0]|memory must be a size with a unit, such as 8GB or 512MiB (was '8')",
        "memory: 8GB|memory: 0GB|cluster.devices[0]|memory must be > 0 bytes (was 0)",
        "memory: 8GB|memory: -8GB|cluster.devices[0]|(was '-8GB')",
        "memory: 8GB|memory: 8GB, count: 0|cluster.devices[0]|count must be 1 to 100000 (was 0)",
        "memory: 8GB|memory: 8GB, cores: 4|cluster.devices[0].cores|nobody reads this key",
        "memory: 8GB|memory: 8GB, uplink: fast|cluster.devices[0]|uplink must be a rate such as 100MB/s",
        "name: a|name: b|cluster.devices|'b' stands twice",
        "seconds: 0.5|seconds: .nan|profiles[0].seconds|.nan",
        "seconds: 0.5|seconds: NaN|profiles[0]|NaN",
        "seconds: 0.5|seconds: -1|profiles[0]|must be a number > 0 (was -1.0)",
        "seconds: 0.5|seconds: 0|profiles[0]|must be a number > 0 (was 0.0)",
        "seconds: 0.5|seconds: 0.5, seconds_by_batch: {1: 2}|profiles[0]|either seconds or seconds_by_batch must be given (both given)",
        "seconds: 0.5|variation: 1|profiles[0]|(none given)",
        "seconds: 0.5|seconds_by_batch: {2: 2, 4: 1}|profiles[0]|must not be less than at the batch before",
        "'stage: s,'|'stage: t,'|profiles[0].stage|there is no stage 't'",
        "'stage: s,'|'stage: s, device: x,'|profiles[0].device|there is no device 'x'",
        "'stage: s,'|'stage: s, kind: x,'|profiles[0].kind|there is no kind 'x'",
        "'stage: s,'|'stage: s, processor: gpu,'|profiles[0].processor|Maybe one of cpu.",
        "'stage: s,'|'stage: s, pipeline: q,'|profiles[0].pipeline|there is no pipeline 'q'",
        "'broker: {latency: 2ms}'|'direct: {pairs: [{from: a, to: b, bandwidth: 1MB/s}]}'|cluster.network.direct|the link from 'b' to 'a' has no bandwidth",
        "'broker: {latency: 2ms}'|'direct: {pairs: [{from: a, to: z, bandwidth: 1MB/s}]}'|cluster.network.direct.pairs[0].to|there is no device or kind 'z'",
        "'broker: {latency: 2ms}'|'direct: {matrix: {unit: MB/s, rows: [[0, -1], [1, 0]]}}'|cluster.network.direct.matrix|rows[0][1] must be > 0 (was -1.0)",
        "'broker: {latency: 2ms}'|'direct: {matrix: {unit: MB/s, rows: [[0]]}}'|cluster.network.direct.matrix.rows|must have 2 rows",
        "'broker: {latency: 2ms}'|'direct: {}, broker: {}'|cluster.network|either direct or broker (both given)",
        "stages: [{name: s|cameras: 3, stages: [{name: s|pipelines[0]|frames_per_second must be given with cameras (3)",
        "stages: [{name: s|weight: 0, stages: [{name: s|pipelines[0]|weight must be a number > 0",
        "output: 3MB|output: 3MB, batch: 0|pipelines[0].stages[0]|batch must be at least 1 (was 0)",
      })
  void shouldSayWhatIsWrongWhereAndWhatToDo(
      String part, String replacement, String path, String advice) {
    // Given
    String yaml = SMALL.replaceFirst(java.util.regex.Pattern.quote(part), replacement);
    assertThat(yaml).isNotEqualTo(SMALL);

    // Then
    assertThatThrownBy(() -> ProblemFile.parse(yaml, "bad.yaml"))
        .hasMessageStartingWith("bad.yaml")
        .hasMessageContaining(path)
        .hasMessageContaining(advice);
  }

  @Test
  void shouldSayWhichProblemsThereAreWhenThereIsNoSuchFile() {
    assertThatThrownBy(() -> ProblemFile.open("nowhere.yaml"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere.yaml: no such file")
        .hasMessageContaining("nudif, site, city");
    assertThatThrownBy(() -> ProblemFile.read(Path.of("site")))
        .hasMessageContaining("site: no such file");
  }

  @Test
  void shouldDescribeExactlyTheKeysThatTheParserReads() throws IOException {
    // Given
    JsonNode schema = new ObjectMapper().readTree(ProblemFile.schemaText());
    Map<String, Class<?>> sections =
        Map.ofEntries(
            Map.entry("/$defs/cluster", ClusterSection.class),
            Map.entry("/$defs/device", DeviceSection.class),
            Map.entry("/$defs/processor", DeviceSection.ProcessorSection.class),
            Map.entry("/$defs/power", DeviceSection.PowerSection.class),
            Map.entry("/$defs/network", NetworkSection.class),
            Map.entry("/$defs/broker", NetworkSection.BrokerSection.class),
            Map.entry("/$defs/direct", NetworkSection.DirectSection.class),
            Map.entry("/$defs/matrix", NetworkSection.MatrixSection.class),
            Map.entry("/$defs/pair", NetworkSection.PairSection.class),
            Map.entry("/$defs/pipeline", PipelineSection.class),
            Map.entry("/$defs/stage", PipelineSection.StageSection.class),
            Map.entry("/$defs/profile", ProfileSection.class),
            Map.entry("", ProblemSection.class));

    // Then: a key that is added to one and forgotten in the other is found here
    sections.forEach(
        (path, section) ->
            assertThat(keys(schema.at(path))).as(path).isEqualTo(components(section)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory: 8", "memory: 8GB, cores: 4", "memory: 8GB, count: 0"})
  void shouldRefuseBySchemaWhatTheParserRefuses(String device) {
    assertThat(schema().validate(SMALL.replace("memory: 8GB", device), InputFormat.YAML))
        .isNotEmpty();
  }

  private static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(ProblemFile.schemaText());
  }

  static Set<String> keys(JsonNode object) {
    Set<String> keys = new TreeSet<>();
    object.get("properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  static Set<String> components(Class<?> section) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(section.getRecordComponents()).map(ProblemFileTest::key).forEach(names::add);
    return names;
  }

  private static String key(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property == null ? component.getName() : property.value();
  }
}
