package io.millrace.planner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import io.millrace.topics.record.DeviceId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {

  private static SmallWorlds twins() {
    return new SmallWorlds().stage("s", 1).device("one", "s", 0.1, 0).device("two", "s", 0.1, 0);
  }

  @Test
  void shouldLoseNothingWhenADeviceDiesAndLetTheOtherDoItsWork() {
    // Given: 8 frames a second, which one device carries; cameras end long before the run does
    SmallWorlds world = twins().cameras(4, 2);
    SimulationSettings settings =
        SimulationSettings.DEFAULT
            .withAdmission(Admission.OPEN)
            .withDuration(Duration.ofMinutes(2))
            .withTrace(new Trace(List.of(new Trace.Fails(at(20), DeviceId.of("one")))));

    // When
    SimulationReport report = world.run(settings);

    // Then
    PipelineFlow flow = report.pipelines().get(0);
    assertThat(report.accounted()).isTrue();
    assertThat(flow.drops()).isEmpty();
    assertThat(report.stages().get(0).redelivered()).isPositive();
    assertThat(flow.inFlight()).as("all that the dead one held is long done").isLessThan(5);
    assertThat(flow.results()).isEqualTo(flow.framesIn() - flow.inFlight());
    // Its lanes are handed on when the broker has noticed, six seconds later.
    assertThat(flow.latency().max()).isBetween(6.0, 10.0);
  }

  @Test
  void shouldRepeatWhatWasDoneButNotCommittedAndRecogniseTheDuplicate() {
    // Given: a frame every 10 ms on a device, commits five times a second
    SmallWorlds world =
        new SmallWorlds()
            .stage("s", 1)
            .device("one", "s", 0.01, 0)
            .device("two", "s", 0.01, 0)
            .lanes("s", 8)
            .cameras(1, 0);
    SimulationSettings settings =
        SimulationSettings.DEFAULT
            .withLoad(new Load.Saturated())
            .withTrace(
                new Trace(List.of(new Trace.Fails(Duration.ofMillis(20_150), DeviceId.of("one")))));

    // When
    SimulationReport report = world.run(settings);

    // Then
    PipelineFlow flow = report.pipelines().get(0);
    assertThat(flow.duplicates()).isBetween(1L, 20L);
    assertThat(report.stages().get(0).redelivered()).isGreaterThanOrEqualTo(flow.duplicates());
    assertThat(report.accounted()).isTrue();
  }

  @Test
  void shouldGiveADeviceThatJoinsItsShare() {
    SimulationSettings settings =
        SimulationSettings.DEFAULT
            .withLoad(new Load.Saturated())
            .withDuration(Duration.ofSeconds(100))
            .withTrace(new Trace(List.of(new Trace.Joins(at(55), DeviceId.of("two")))));

    SimulationReport report = twins().run(settings);

    // Measured from 10 s on: ten a second for 45 s, then twenty.
    assertThat(report.pipelines().get(0).framesPerSecond()).isCloseTo(15, within(0.6));
    assertThat(report.devices().get(1).utilisation()).isCloseTo(0.5, within(0.03));
    assertThat(report.accounted()).isTrue();
  }

  @Test
  void shouldMoveWorkAwayFromADeviceThatSlowsDown() {
    // Given: both carry half at first; from 10 s on, device one takes three times as long
    SimulationSettings settings =
        SimulationSettings.DEFAULT
            .withLoad(new Load.Saturated())
            .withDuration(Duration.ofSeconds(100))
            .withTrace(new Trace(List.of(new Trace.Slows(at(10), DeviceId.of("one"), 3))));

    // When
    SimulationReport live = twins().run(settings);
    SimulationReport planned = twins().run(settings.withRouting("planned-weights"));

    // Then: 10 + 10/3 a second, against twice the slower one
    assertThat(live.pipelines().get(0).framesPerSecond()).isCloseTo(13.33, within(0.3));
    assertThat(planned.pipelines().get(0).framesPerSecond()).isCloseTo(6.67, within(0.5));
  }

  @Test
  void shouldFeelANarrowerLink() {
    // Given: 1 MB at 20 MB/s beside 0.1 s of work; from the end of the warm-up on at half of that
    SmallWorlds world =
        new SmallWorlds()
            .network(DirectLinks.of(new double[][] {{0, 20e6}, {20e6, 0}}))
            .stage("a", 1)
            .stage("b", 1)
            .device("d1", "a", 0.1, 0)
            .device("d2", "b", 0.05, 0);
    SimulationSettings settings = SimulationSettings.DEFAULT.withLoad(new Load.Saturated());

    // When
    SimulationReport wide = world.run(settings);
    SimulationReport narrow =
        world.run(
            settings.withTrace(
                new Trace(List.of(new Trace.Bandwidth(at(6), DeviceId.of("d1"), 0.5)))));

    // Then
    assertThat(wide.pipelines().get(0).framesPerSecond()).isCloseTo(1 / 0.15, within(0.05));
    assertThat(narrow.pipelines().get(0).framesPerSecond()).isCloseTo(1 / 0.2, within(0.05));
  }

  private static Duration at(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
