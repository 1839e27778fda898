package io.millrace.planner.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.PlanningException;
import io.millrace.planner.app.ProblemFile;
import io.millrace.planner.plan.Limit;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** One constraint at a time, on facts small enough to work out by hand. */
class NudifSharedTest {

  private static final Offset<Double> EXACT = within(1e-6);

  private static final Goal ALL_TIME = Goal.DEFAULT.withHeadroom(0);

  @Test
  void shouldShareADevicesTimeBetweenStages() {
    // Given: one device, 1 s and 3 s per frame
    String yaml = problem("{name: d, memory: 2GB}", "broker: {}", twoStages("1GB", "0B"), AB_1_3);

    // When
    Plan plan = plan(yaml, ALL_TIME);

    // Then: a frame takes 4 s of it
    assertThat(plan.proof().value()).isCloseTo(0.25, EXACT);
    assertThat(plan.proof().optimal()).isTrue();
    assertThat(plan.placements())
        .extracting(Placement::timeShare)
        .allSatisfy(share -> assertThat(share).isIn(List.of(0.25, 0.75)));
    assertThat(plan.limit().kind()).isEqualTo(Limit.Kind.COMPUTE);
    assertThat(plan.limit().device()).isEqualTo("d");
  }

  @Test
  void shouldKeepWithinMemory() {
    // Given: two devices that hold one stage each, or both
    String small =
        problem("{name: d, count: 2, memory: 1GB}", "broker: {}", twoStages("1GB", "0B"), AB_1_3);
    String large = small.replace("memory: 1GB}],", "memory: 2GB}],");

    // When
    Plan tight = plan(small, ALL_TIME);
    Plan roomy = plan(large.replace("count: 2, memory: 1GB", "count: 2, memory: 2GB"), ALL_TIME);

    // Then: 1/3 when the slow stage has one device, 2/4 when both share both
    assertThat(tight.proof().value()).isCloseTo(1 / 3.0, EXACT);
    assertThat(tight.limit().kind()).isEqualTo(Limit.Kind.MEMORY);
    assertThat(tight.limit().why()).contains("up to 0.5 instead of 0.3333");
    assertThat(roomy.proof().value()).isCloseTo(0.5, EXACT);
  }

  @Test
  void shouldLetProcessorsWorkApartAndShareMemoryOnlyWhereTheyDo() {
    // Given: 1 s on the CPU, half a second on the GPU; one instance is all that the memory holds
    String yaml =
        problem(
            "{name: d, memory: 1GB, processors: [{name: cpu}, {name: gpu}]}",
            "broker: {}",
            "[{name: a, memory: 1GB}]",
            "[{stage: a, processor: cpu, seconds: 1}, {stage: a, processor: gpu, seconds: 0.5}]");

    // When
    Plan shared = plan(yaml, ALL_TIME);
    Plan own = plan(yaml.replace("{name: gpu}", "{name: gpu, memory: 1GB}"), ALL_TIME);

    // Then
    assertThat(shared.proof().value()).isCloseTo(2, EXACT);
    assertThat(own.proof().value()).isCloseTo(3, EXACT);
  }

  @Test
  void shouldRunAsManyInstancesAsProcessorAndMemoryAllow() {
    // Given: three at once
    String yaml =
        problem(
            "{name: d, memory: 8GB, processors: [{name: cpu, parallel: 3}]}",
            "broker: {}",
            "[{name: a, memory: 1GB}]",
            "[{stage: a, seconds: 1}]");

    // When
    Plan three = plan(yaml, ALL_TIME);
    Plan two = plan(yaml.replace("memory: 8GB", "memory: 2GB"), ALL_TIME);

    // Then
    assertThat(three.proof().value()).isCloseTo(3, EXACT);
    assertThat(three.placements()).extracting(Placement::instances).containsExactly(3);
    assertThat(two.proof().value()).isCloseTo(2, EXACT);
    assertThat(two.placements()).extracting(Placement::instances).containsExactly(2);
  }

  @Test
  void shouldKeepWithinTheUplink() {
    // Given: 10 frames/s of 1 MB in and 1 MB out over 4 MB/s
    String yaml =
        problem(
            "{name: d, memory: 1GB, uplink: 4MB/s}",
            "broker: {}",
            "[{name: a, memory: 1GB, output: 1MB}], input: 1MB",
            "[{stage: a, seconds: 0.1}]");

    // When
    Plan plan = plan(yaml, ALL_TIME);

    // Then
    assertThat(plan.proof().value()).isCloseTo(2, EXACT);
    assertThat(plan.limit().kind()).isEqualTo(Limit.Kind.LINK);
  }

  @Test
  void shouldKeepWithinTheBrokersTotal() {
    // Given: two devices of 10 frames/s, 1 MB each, through a broker of 5 MB/s
    String yaml =
        problem(
            "{name: d, count: 2, memory: 1GB}",
            "broker: {bandwidth: 5MB/s}",
            "[{name: a, memory: 1GB, output: 1MB}]",
            "[{stage: a, seconds: 0.1}]");

    // When
    Plan plan = plan(yaml, ALL_TIME);

    // Then
    assertThat(plan.proof().value()).isCloseTo(5, EXACT);
    assertThat(plan.limit().kind()).isEqualTo(Limit.Kind.BROKER);
  }

  @Test
  void shouldKeepWithinEveryLinkInItsDirection() {
    // Given: a runs on x, b on y; from x to y 3 MB/s, back 1 MB/s
    String yaml =
        problem(
            "{name: x, memory: 1GB}, {name: y, memory: 1GB}",
            "direct: {pairs: [{from: x, to: y, bandwidth: 3MB/s}, {from: y, to: x, bandwidth: 1MB/s}]}",
            twoStages("1GB", "1MB"),
            "[{stage: a, device: x, seconds: 0.01}, {stage: b, device: y, seconds: 0.01}]");

    // When
    Plan there = plan(yaml, ALL_TIME);
    Plan back =
        plan(
            yaml.replace("device: x", "device: z")
                .replace("device: y", "device: x")
                .replace("device: z", "device: y"),
            ALL_TIME);

    // Then
    assertThat(there.proof().value()).isCloseTo(3, EXACT);
    assertThat(there.limit().kind()).isEqualTo(Limit.Kind.LINK);
    assertThat(there.limit().why()).isEqualTo("The link from 'x' to 'y' is full.");
    assertThat(back.proof().value()).isCloseTo(1, EXACT);
  }

  @Test
  void shouldSpareALinkByStayingOnTheDevice() {
    // Given: both stages fit either device, and the link is slow
    String yaml =
        problem(
            "{name: x, memory: 2GB}, {name: y, memory: 2GB}",
            "direct: {bandwidth: 1kB/s}",
            twoStages("1GB", "1MB"),
            AB_1_3);

    // Then: each does all by itself
    assertThat(plan(yaml, ALL_TIME).proof().value()).isCloseTo(0.5, within(1e-3));
  }

  @Test
  void shouldShareByWeight() {
    // Given
    String yaml = twoPipelines("{name: d, memory: 2GB}", "weight: 2", "[{stage: a, seconds: 1}]");

    // When
    Plan plan = plan(yaml, ALL_TIME);

    // Then: two of three frames are p's
    assertThat(plan.rates().get(0).framesPerSecond()).isCloseTo(2 / 3.0, EXACT);
    assertThat(plan.rates().get(1).framesPerSecond()).isCloseTo(1 / 3.0, EXACT);
    assertThat(plan.proof().value()).isCloseTo(1 / 3.0, EXACT);
  }

  @Test
  void shouldGiveAPipelineWhatTheLeastServedOneCannotUse() {
    // Given: p runs on x alone, 1 frame/s; q on y alone, 10 frames/s
    String yaml =
        twoPipelines(
            "{name: x, memory: 1GB}, {name: y, memory: 1GB}",
            "weight: 1",
            "[{stage: a, pipeline: p, device: x, seconds: 1}, {stage: a, pipeline: q, device: y, seconds: 0.1}]");

    // When
    Plan plan = plan(yaml, ALL_TIME);

    // Then: fair is not equal
    assertThat(plan.rates().get(0).framesPerSecond()).isCloseTo(1, EXACT);
    assertThat(plan.rates().get(1).framesPerSecond()).isCloseTo(10, EXACT);
  }

  @Test
  void shouldKeepTheMeanLatency() {
    // Given: 0.1 s on one device, 1 s on the other
    String yaml =
        problem(
            "{name: x, memory: 1GB}, {name: y, memory: 1GB}",
            "broker: {}",
            "[{name: a, memory: 1GB}], latency: 145ms",
            "[{stage: a, device: x, seconds: 0.1}, {stage: a, device: y, seconds: 1}]");

    // When
    Plan plan = plan(yaml, ALL_TIME);

    // Then: 10·0.1 + z·1 = 0.145·(10 + z)
    assertThat(plan.proof().value()).isCloseTo(10 + 0.45 / 0.855, EXACT);
    assertThat(plan.rates().get(0).latencySeconds()).isCloseTo(0.145, EXACT);
  }

  @Test
  void shouldCountHopsIntoTheLatency() {
    // Given: 0.5 s of compute, and a hop of 100 ms and 1 MB over 4 MB/s
    String yaml =
        problem(
            "{name: d, memory: 1GB, uplink: 4MB/s}",
            "broker: {latency: 100ms}",
            "[{name: a, memory: 1GB, output: 1MB}]",
            "[{stage: a, seconds: 0.5}]");

    // Then
    assertThat(plan(yaml, ALL_TIME).rates().get(0).latencySeconds()).isCloseTo(0.85, EXACT);
  }

  @Test
  void shouldLeaveHeadroom() {
    String yaml =
        problem(
            "{name: d, memory: 1GB}",
            "broker: {}",
            "[{name: a, memory: 1GB}]",
            "[{stage: a, seconds: 1}]");

    assertThat(plan(yaml, Goal.DEFAULT.withHeadroom(0.2)).proof().value()).isCloseTo(0.8, EXACT);
  }

  @Test
  void shouldTakeTheBestBatchThatTheStageAllows() {
    // Given: one frame in 1 s, four in 2 s
    String yaml =
        problem(
            "{name: d, memory: 1GB}",
            "broker: {}",
            "[{name: a, memory: 1GB, batch: 4}]",
            "[{stage: a, seconds_by_batch: {1: 1, 4: 2}}]");

    // When
    Plan four = plan(yaml, ALL_TIME);
    Plan one = plan(yaml.replace("batch: 4}]", "batch: 1}]"), ALL_TIME);

    // Then: more throughput for more latency
    assertThat(four.proof().value()).isCloseTo(2, EXACT);
    assertThat(four.rates().get(0).latencySeconds()).isCloseTo(2, EXACT);
    assertThat(one.proof().value()).isCloseTo(1, EXACT);
  }

  @Test
  void shouldCarryTheDemandOnTheFewestDevices() {
    // Given: 10 frames/s; one device does 9, five do 4 each
    String yaml = demand("10", DEVICES_9_AND_4, SECONDS_9_AND_4);

    // When
    Plan plan = plan(yaml, ALL_TIME.withObjective(Objective.DEVICES));

    // Then
    assertThat(plan.proof().value()).isEqualTo(2);
    assertThat(plan.proof().optimal()).isTrue();
    assertThat(plan.rates().get(0).framesPerSecond()).isCloseTo(10, within(1e-5));
    assertThat(plan.missing()).isEmpty();
    assertThat(plan.limit().kind()).isEqualTo(Limit.Kind.DEMAND);
  }

  @Test
  void shouldCarryTheDemandWithTheLeastPower() {
    // Given: the large device draws 100 W idle and 1 J a frame, a small one 10 W and 5 J
    String yaml = demand("8", DEVICES_9_AND_4, SECONDS_9_AND_4);

    // When
    Plan plan = plan(yaml, ALL_TIME.withObjective(Objective.ENERGY));

    // Then: two small ones, 2·10 + 8·5
    assertThat(plan.proof().value()).isCloseTo(60, EXACT);
    assertThat(plan.watts()).isCloseTo(60, EXACT);
    assertThat(plan.placements())
        .extracting(p -> p.device().value())
        .allMatch(d -> d.startsWith("s"));
  }

  @Test
  void shouldCarryTheDemandWithTheLeastCarbon() {
    // Given: the same where the large device's zone is clean
    String yaml = demand("8", DEVICES_9_AND_4, SECONDS_9_AND_4);

    // When
    Plan plan = plan(yaml, ALL_TIME.withObjective(Objective.CARBON));

    // Then: (100 + 8) W at 100 g/kWh is less than 60 W at 400
    assertThat(plan.proof().value()).isCloseTo(10.8, EXACT);
    assertThat(plan.carbonGramsPerHour()).isCloseTo(10.8, EXACT);
  }

  @Test
  void shouldSayHowManyDevicesAreMissing() {
    // Given: two devices of 1 frame/s, and 4.3 asked for
    String yaml =
        demand("4.3", "{name: jetson, count: 2, memory: 1GB}", "[{stage: a, seconds: 1}]");

    // When
    Plan plan = plan(yaml, ALL_TIME.withObjective(Objective.DEVICES));

    // Then: what can be carried, and what cannot
    assertThat(plan.rates().get(0).framesPerSecond()).isCloseTo(2, EXACT);
    assertThat(plan.proof().value()).isCloseTo(2, EXACT);
    assertThat(plan.missing())
        .containsExactly(
            "Pipeline 'p' gets 2 of 4.3 frames/s (46.5 %).",
            "It needs 2.3 more devices like jetson-1.");
  }

  @Test
  void shouldSayThatTheBrokerIsMissingBandwidth() {
    // Given: 4 frames/s of 1 MB through 2 MB/s
    String yaml =
        problem(
            "{name: d, memory: 1GB}",
            "broker: {bandwidth: 2MB/s}",
            "[{name: a, memory: 1GB, output: 1MB}], frames_per_second: 4",
            "[{stage: a, seconds: 0.1}]");

    // When
    Plan plan = plan(yaml, ALL_TIME.withObjective(Objective.DEVICES));

    // Then
    assertThat(plan.missing()).last().asString().contains("needs 2.00 times as much");
  }

  @Test
  void shouldAskForAWholeDeviceWhereLeftoversDoNotAddUp() {
    // Given: time is enough, but no memory holds the two stages apart
    String yaml =
        problem(
            "{name: d, memory: 1GB}",
            "broker: {}",
            twoStages("1GB", "0B") + ", frames_per_second: 0.1",
            AB_1_3);

    // Then: no rate at all is possible, whatever the asked one
    Plan plan = plan(yaml, ALL_TIME.withObjective(Objective.DEVICES));
    assertThat(plan.rates().get(0).framesPerSecond()).isZero();
    assertThat(plan.missing()).last().asString().contains("one more device like d");
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    String yaml = problem("{name: d, memory: 1GB}", "broker: {}", twoStages("1GB", "0B"), AB_1_3);

    assertThatThrownBy(
            () -> plan(yaml.replace("name: b, memory: 1GB", "name: b, memory: 3GB"), ALL_TIME))
        .isInstanceOf(PlanningException.class)
        .hasMessageContaining(
            "no device can run stage 'b' (3000000000 bytes); the largest device has 1000000000");
    assertThatThrownBy(() -> plan(yaml.replace("name: p,", "name: p, latency: 2s,"), ALL_TIME))
        .hasMessageContaining("cannot keep its latency of 2 s")
        .hasMessageContaining("takes 4 s");
    assertThatThrownBy(() -> plan(yaml, ALL_TIME.withObjective(Objective.ENERGY)))
        .hasMessageContaining("needs asked rates");
    assertThatThrownBy(
            () ->
                plan(
                    yaml.replace("name: p,", "name: p, frames_per_second: 1,"),
                    ALL_TIME.withObjective(Objective.ENERGY)))
        .hasMessageContaining("needs the power of every device, and 'd' has none");
  }

  @Test
  void shouldPlanAThousandDevicesOfFiveKindsAsFive() {
    // When
    Plan plan = plan(ProblemFile.builtIn("city"), Goal.DEFAULT.withObjective(Objective.DEVICES));

    // Then
    assertThat(plan.proof().optimal()).isTrue();
    assertThat(plan.why()).first().asString().contains("1000 devices are of 5 kinds");
  }

  @Test
  void shouldAnswerWithABoundWhenTheTimeIsShort() {
    // Given: sixty devices of which no two are equal and memory is tight
    Problem problem = ProblemFile.parse(unequal(60, 4), "t");

    // When
    Plan plan =
        new NudifShared()
            .plan(problem, Goal.DEFAULT, Budget.of(Duration.ofMillis(300), System::nanoTime));

    // Then
    assertThat(plan.proof().value()).isPositive();
    assertThat(plan.proof().bound()).isGreaterThanOrEqualTo(plan.proof().value());
    assertThat(plan.proof().gap()).isLessThan(0.2);
  }

  private static final String AB_1_3 = "[{stage: a, seconds: 1}, {stage: b, seconds: 3}]";

  private static final String DEVICES_9_AND_4 =
      "{name: large, memory: 1GB, zone: clean, power: {idle_watts: 100, busy_watts: 400}}, {name: s, count: 5, zone: dirty, memory: 1GB, power: {idle_watts: 10, busy_watts: 30}}";

  private static final String SECONDS_9_AND_4 =
      "[{stage: a, device: large, seconds: 0.1111111111111111, joules: 1}, {stage: a, kind: s, seconds: 0.25}]";

  private static String twoStages(String memory, String output) {
    return "[{name: a, memory: %s, output: %s}, {name: b, memory: %s}]"
        .formatted(memory, output, memory);
  }

  private static String problem(String devices, String network, String stages, String profiles) {
    return """
        cluster: {devices: [%s], network: {%s}}
        pipelines: [{name: p, stages: %s}]
        profiles: %s
        """
        .formatted(devices, network, stages, profiles);
  }

  private static String demand(String rate, String devices, String profiles) {
    return """
        cluster: {devices: [%s], network: {broker: {}}, carbon: {clean: 100, dirty: 400}}
        pipelines: [{name: p, frames_per_second: %s, stages: [{name: a, memory: 1GB}]}]
        profiles: %s
        """
        .formatted(devices, rate, profiles);
  }

  private static String twoPipelines(String devices, String extra, String profiles) {
    return """
        cluster: {devices: [%s], network: {broker: {}}}
        pipelines:
          - {name: p, %s, stages: [{name: a, memory: 1GB}]}
          - {name: q, stages: [{name: a, memory: 1GB}]}
        profiles: %s
        """
        .formatted(devices, extra, profiles);
  }

  static String unequal(int devices, int stages) {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder yaml = new StringBuilder("cluster:\n  network: {broker: {}}\n  devices:\n");
    for (int j = 0; j < devices; j++) {
      yaml.append("    - {name: d%d, memory: %dMB}%n".formatted(j, random.nextInt(3000, 6000)));
    }
    yaml.append("pipelines: [{name: p, stages: [");
    for (int s = 0; s < stages; s++) {
      yaml.append("{name: s%d, memory: %dMB}, ".formatted(s, random.nextInt(1500, 2900)));
    }
    yaml.append("]}]\nprofiles:\n");
    for (int s = 0; s < stages; s++) {
      for (int j = 0; j < devices; j++) {
        yaml.append(
            String.format(
                Locale.ROOT,
                "  - {stage: s%d, device: d%d, seconds: %.3f}%n",
                s,
                j,
                1 + 2 * random.nextDouble()));
      }
    }
    return yaml.toString();
  }

  private static Plan plan(String yaml, Goal goal) {
    return plan(ProblemFile.parse(yaml, "test.yaml"), goal);
  }

  private static Plan plan(Problem problem, Goal goal) {
    return new NudifShared().plan(problem, goal, Budget.of(goal.budget(), System::nanoTime));
  }
}
