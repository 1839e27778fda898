package io.millrace.planner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.profile.BatchCurve;
import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import io.millrace.planner.simulate.SimulationReport.ProcessorUse;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.route.RoutingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {

  private static final SimulationSettings OPEN =
      SimulationSettings.DEFAULT.withAdmission(Admission.OPEN).withArrivals(Arrivals.POISSON);

  private static final SimulationSettings SATURATED =
      SimulationSettings.DEFAULT.withLoad(new Load.Saturated());

  static List<String> routings() {
    return RoutingStrategy.all().stream().map(RoutingStrategy::name).toList();
  }

  @ParameterizedTest
  @MethodSource("routings")
  void shouldAccountForEveryFrameWhateverTheRouting(String routing) {
    // Given: overload, staleness, a failure and a return at once
    SmallWorlds world = unequal().cameras(20, 3);
    SimulationSettings settings =
        SimulationSettings.DEFAULT
            .withRouting(routing)
            .withAdmission(Admission.DEFAULT.withFreshness(Duration.ofSeconds(2)))
            .withTrace(
                new Trace(
                    List.of(
                        new Trace.Fails(Duration.ofSeconds(15), DeviceId.of("a1")),
                        new Trace.Joins(Duration.ofSeconds(30), DeviceId.of("a1")))));

    // When
    SimulationReport report = world.run(settings);

    // Then
    PipelineFlow flow = report.pipelines().get(0);
    assertThat(report.accounted()).as(report.toString()).isTrue();
    assertThat(flow.framesIn()).isCloseTo(3600L, within(20L));
    assertThat(flow.results()).isPositive();
    assertThat(flow.drops().getOrDefault("full", 0L) + flow.drops().getOrDefault("stale", 0L))
        .isPositive();
  }

  @Test
  void shouldSayTheSameForTheSameSeedAndAnotherThingForAnother() {
    SimulationSettings settings = OPEN.withLoad(new Load.Share(0.8));

    SimulationReport first = unequal().run(settings);
    SimulationReport second = unequal().run(settings);
    SimulationReport other = unequal().run(settings.withSeed(2));

    assertThat(second).isEqualTo(first);
    assertThat(other.pipelines()).isNotEqualTo(first.pipelines());
  }

  /** Pollaczek and Khinchine: mean wait = ρ · s · (1 + cv²) / 2(1 − ρ). */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1, 2})
  void shouldWaitAsTheoryOfOneServerSays(double variation) {
    // Given
    double service = 0.1;
    double load = 0.7;
    double expected = service + load * service * (1 + variation * variation) / (2 * (1 - load));

    // When: 700 000 frames
    SimulationReport report =
        new SmallWorlds()
            .stage("s", 1)
            .device("d", "s", service, variation)
            .run(OPEN.withLoad(new Load.Share(load)).withDuration(Duration.ofSeconds(100_000)));

    // Then
    double mean = report.pipelines().get(0).latency().mean();
    assertThat(mean).isCloseTo(expected, within((variation > 1 ? 0.04 : 0.02) * expected));
    assertThat(report.devices().get(0).utilisation()).isCloseTo(load, within(0.01));
  }

  @Test
  void shouldHoldAnExponentialLatencyWithOneMemorylessServer() {
    // M/M/1: time in the system is exponential with rate (1 − ρ)/s, so p95 = −ln 0.05 · s/(1 − ρ).
    SimulationReport report =
        new SmallWorlds()
            .stage("s", 1)
            .device("d", "s", 0.1, 1)
            .run(OPEN.withLoad(new Load.Share(0.5)).withDuration(Duration.ofSeconds(50_000)));

    assertThat(report.pipelines().get(0).latency().p95())
        .isCloseTo(-Math.log(0.05) * 0.2, within(0.02));
  }

  @Test
  void shouldCarryWhatTheDevicesCarryWhenSaturated() {
    SimulationReport report = unequal().run(SATURATED.withDuration(Duration.ofSeconds(200)));

    // a: 1/0.1 + 1/0.2 = 15 a second; b: 1/0.08 + 1/0.3 = 15.8
    assertThat(report.pipelines().get(0).framesPerSecond()).isCloseTo(15, within(0.15));
    assertThat(use(report)).hasEntrySatisfying("a1", near(1)).hasEntrySatisfying("a2", near(1));
  }

  @Test
  void shouldBindToTheSlowestDeviceWhenRecordsTakeTurns() {
    SimulationReport report =
        unequal().run(SATURATED.withRouting("round-robin").withDuration(Duration.ofSeconds(200)));

    // Both devices of b get as much as the slower one carries: 2 / 0.3.
    assertThat(report.pipelines().get(0).framesPerSecond()).isCloseTo(6.67, within(0.15));
  }

  @Test
  void shouldHoldTheSenderWhileItSendsOverALink() {
    // Given: 1 MB at 10 MB/s
    DirectLinks links = DirectLinks.of(new double[][] {{0, 10e6}, {10e6, 0}});
    SmallWorlds world =
        new SmallWorlds()
            .network(links)
            .stage("a", 1)
            .stage("b", 1)
            .device("d1", "a", 0.1, 0)
            .device("d2", "b", 0.05, 0);

    // When
    SimulationReport holding = world.run(SATURATED);
    SimulationReport beside = world.run(SATURATED.withSending(Sending.BESIDE));

    // Then
    assertThat(holding.pipelines().get(0).framesPerSecond()).isCloseTo(5, within(0.05));
    assertThat(beside.pipelines().get(0).framesPerSecond()).isCloseTo(10, within(0.1));
    assertThat(holding.devices().get(0).sending()).isCloseTo(0.5, within(0.01));
    assertThat(holding.devices().get(1).sending()).isZero();
  }

  @Test
  void shouldCarryNoMoreThanTheBrokerDoes() {
    // 1 MB per hop, in and out: 2 MB from the camera and 2 MB to b, 1 MB of results.
    SimulationReport report =
        new SmallWorlds()
            .network(new BrokerHop(20e6, 0.01))
            .stage("a", 1)
            .stage("b", 1)
            .device("d1", "a", 0.1, 0)
            .device("d2", "b", 0.1, 0)
            .run(SATURATED);

    assertThat(report.pipelines().get(0).framesPerSecond()).isCloseTo(4, within(0.1));
    assertThat(report.accounted()).isTrue();
  }

  @Test
  void shouldSpreadTheLatencyOfAHopOverEveryHop() {
    SimulationReport report =
        new SmallWorlds()
            .network(new BrokerHop(Double.POSITIVE_INFINITY, 0.05))
            .stage("a", 1)
            .stage("b", 1)
            .device("d1", "a", 0.1, 0)
            .device("d2", "b", 0.1, 0)
            .cameras(1, 1)
            .run(SimulationSettings.DEFAULT);

    // Camera to a, a to b, b to the results.
    assertThat(report.pipelines().get(0).latency().p50()).isCloseTo(0.35, within(0.002));
  }

  @Test
  void shouldFillBatchesWhenFramesWaitAndGainWhatTheCurveSays() {
    BatchCurve curve = new BatchCurve(new TreeMap<>(Map.of(1, 0.1, 4, 0.2)));
    SimulationReport report =
        new SmallWorlds().stage("s", 4).device("d", "s", curve, 0).run(SATURATED);

    assertThat(report.pipelines().get(0).framesPerSecond()).isCloseTo(20, within(0.2));
    assertThat(report.stages().get(0).framesPerCall()).isCloseTo(4, within(0.1));
  }

  @Test
  void shouldLetAFrameWaitForOthersNoLongerThanTheLinger() {
    BatchCurve curve = new BatchCurve(new TreeMap<>(Map.of(1, 0.1, 4, 0.1)));
    SimulationReport report =
        new SmallWorlds()
            .stage("s", 4)
            .device("d", "s", curve, 0)
            .cameras(1, 1)
            .run(
                SimulationSettings.DEFAULT.withAdmission(
                    Admission.DEFAULT.withLinger(Duration.ofMillis(300))));

    assertThat(report.pipelines().get(0).latency().p50()).isCloseTo(0.4, within(0.001));
  }

  @Test
  void shouldRunOneCallAtATimeOnAProcessorThatTwoStagesShare() {
    SimulationReport report =
        new SmallWorlds()
            .stage("a", 1)
            .stage("b", 1)
            .device("d", "a", 0.1, 0)
            .device("d", "b", 0.1, 0)
            .run(SATURATED);

    assertThat(report.pipelines().get(0).framesPerSecond()).isCloseTo(5, within(0.1));
    assertThat(report.devices().get(0).utilisation()).isCloseTo(1, within(0.01));
  }

  @Test
  void shouldRunAsManyCallsAtATimeAsTheProcessorCan() {
    SimulationReport report =
        new SmallWorlds()
            .parallel(2)
            .stage("a", 1)
            .stage("b", 1)
            .device("d", "a", 0.1, 0)
            .device("d", "b", 0.2, 0)
            .run(SATURATED);

    assertThat(report.pipelines().get(0).framesPerSecond()).isCloseTo(5, within(0.1));
    assertThat(report.devices().get(0).utilisation()).isCloseTo(0.75, within(0.01));
  }

  @Test
  void shouldRefuseAPlanThatNamesADeviceThatIsNotThere() {
    SmallWorlds here = new SmallWorlds().stage("s", 1).device("d", "s", 1, 0);
    SmallWorlds there = new SmallWorlds().stage("s", 1).device("elsewhere", "s", 1, 0);
    Simulation simulation = Simulation.of(here.problem(), there.plan(), SimulationSettings.DEFAULT);

    assertThatThrownBy(simulation::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("placements[0]")
        .hasMessageContaining("elsewhere");
  }

  private static SmallWorlds unequal() {
    return new SmallWorlds()
        .stage("a", 1)
        .stage("b", 1)
        .device("a1", "a", 0.1, 0.3)
        .device("a2", "a", 0.2, 0.3)
        .device("b1", "b", 0.08, 0.3)
        .device("b2", "b", 0.3, 0.3);
  }

  private static Map<String, Double> use(SimulationReport report) {
    Map<String, Double> use = new TreeMap<>();
    for (ProcessorUse one : report.devices()) {
      use.put(one.device(), one.utilisation());
    }
    return use;
  }

  private static org.assertj.core.api.Condition<Double> near(double value) {
    return new org.assertj.core.api.Condition<>(
        actual -> Math.abs(actual - value) < 0.02, "near " + value);
  }
}
