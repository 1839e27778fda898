package io.millrace.planner.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.app.ProblemFile;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.problem.Problem;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The evaluator must see what a wrong plan overloads, or its agreement would prove nothing. */
class SharedScoreTest {

  private static final String BROKER =
      """
      cluster:
        devices:
          - {name: x, memory: 2GB, uplink: 10MB/s, zone: z, power: {idle_watts: 5, busy_watts: 15}}
          - {name: y, memory: 1GB, uplink: 10MB/s, zone: z, power: {idle_watts: 2, busy_watts: 4}}
        network: {broker: {bandwidth: 12MB/s, latency: 10ms}}
        carbon: {z: 500}
      pipelines:
        - {name: p, latency: 1s, stages: [{name: a, memory: 1GB, output: 1MB}, {name: b, memory: 1GB, output: 0B}]}
      profiles: [{stage: a, seconds: 0.1}, {stage: b, seconds: 0.2}]
      """;

  @Test
  void shouldAddUpRatesLatencyPowerAndCarbon() {
    // When: 2 frames/s, a on x and b on y
    SharedScore score =
        SharedScore.of(problem(BROKER), List.of(at("a", "x", 1, 2), at("b", "y", 1, 2)), 0.1);

    // Then
    assertThat(score.violations()).isEmpty();
    assertThat(score.rates()).containsExactly(2.0);
    // 0.1 + 0.2 s of compute, two hops of 10 ms, 1 MB over 10 MB/s up and down again
    assertThat(score.latencySeconds().get(0)).isCloseTo(0.52, within(1e-9));
    // 5 + 10·0.2 and 2 + 2·0.4
    assertThat(score.watts()).isCloseTo(9.8, within(1e-9));
    assertThat(score.carbonGramsPerHour()).isCloseTo(4.9, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "memory: 2GB, memory: 1GB, memory of 'x' (bytes): 2000000000 of 1000000000",
    "seconds: 0.2, seconds: 0.5, processor cpu of 'x' (time): 1.2 of 0.9",
    "bandwidth: 12MB/s, bandwidth: 3MB/s, the broker (bytes/s): 4000000 of 3000000",
    "uplink: 10MB/s, uplink: 1MB/s, uplink of 'x' (bytes/s): 4000000 of 1000000",
    "latency: 1s, latency: 300ms, latency of pipeline 'p' (s): 0.52 of 0.3",
  })
  void shouldNameWhatIsOverloaded(String part, String other, String violation) {
    // Given: both stages on x, 2 frames/s
    Problem problem = problem(BROKER.replaceFirst(part, other));

    // When
    SharedScore score =
        SharedScore.of(problem, List.of(at("a", "x", 1, 2), at("b", "x", 1, 2)), 0.1);

    // Then
    assertThat(score.violations()).anyMatch(v -> v.startsWith(violation.substring(0, 20)));
    assertThat(score.violations().toString()).contains(violation);
  }

  @Test
  void shouldTakeTheLeastStageForThePipelinesRate() {
    SharedScore score =
        SharedScore.of(problem(BROKER), List.of(at("a", "x", 1, 2), at("b", "y", 1, 1.5)), 0);

    assertThat(score.rates()).containsExactly(1.5);
  }

  @Test
  void shouldCheckThatDirectRoutesFitTheirLinksAndLoseNothing() {
    // Given: 2 frames/s of 1 MB
    Problem problem =
        problem(
            BROKER.replace(
                "broker: {bandwidth: 12MB/s, latency: 10ms}", "direct: {bandwidth: 1.5MB/s}"));
    List<Placement> placements = List.of(at("a", "x", 1, 2), at("b", "y", 1, 2));

    // When
    SharedScore routed = SharedScore.of(problem, placements, 0);
    SharedScore lost = SharedScore.of(problem, placements, List.of(), 0);

    // Then
    assertThat(routed.violations())
        .anyMatch(v -> v.startsWith("link from 'x' to 'y' (bytes/s): 2000000"));
    assertThat(lost.violations()).anyMatch(v -> v.contains("'x' is not what leaves it"));
  }

  private static Placement at(String stage, String device, int instances, double rate) {
    return new Placement(
        PipelineId.of("p"), StageId.of(stage), DeviceId.of(device), "cpu", instances, 0, rate);
  }

  private static Problem problem(String yaml) {
    return ProblemFile.parse(yaml, "t");
  }
}
