package io.millrace.planner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final SmallWorlds SLOW =
      new SmallWorlds().stage("s", 1).device("d", "s", 1, 0).cameras(1, 5);

  @Test
  void shouldLetNoMoreThanTheWindowUnderWayAndDropWhatANewerFrameReplaces() {
    // Given: a second per frame, five frames a second
    SimulationSettings settings =
        SimulationSettings.DEFAULT.withAdmission(Admission.DEFAULT.withLiveWindow(3));

    // When
    SimulationReport report = SLOW.run(settings);

    // Then: in front of every frame in work stand two, and one waits at the camera
    PipelineFlow flow = report.pipelines().get(0);
    assertThat(flow.framesPerSecond()).isCloseTo(1, within(0.02));
    assertThat(flow.drops()).containsOnlyKeys("full");
    assertThat(flow.inFlight()).isEqualTo(4);
    assertThat(flow.latency().max()).isBetween(3.0, 3.3);
    assertThat(report.accounted()).isTrue();
  }

  @Test
  void shouldDropWhatIsTooOldWhenTheStageIsReadyForIt() {
    SimulationSettings settings =
        SimulationSettings.DEFAULT.withAdmission(
            Admission.OPEN.withFreshness(Duration.ofSeconds(2)));

    SimulationReport report = SLOW.run(settings);

    PipelineFlow flow = report.pipelines().get(0);
    assertThat(flow.drops()).containsOnlyKeys("stale");
    assertThat(report.stages().get(0).stale()).isEqualTo(flow.drops().get("stale"));
    // At most two seconds old when begun, and a second of work.
    assertThat(flow.latency().max()).isLessThanOrEqualTo(3.01);
    assertThat(flow.framesPerSecond()).isCloseTo(1, within(0.05));
    assertThat(report.accounted()).isTrue();
  }

  @Test
  void shouldNeverDropAFrameOfACameraThatWaits() {
    SimulationSettings settings =
        SimulationSettings.DEFAULT
            .withLoad(new Load.Saturated())
            .withAdmission(
                Admission.DEFAULT.withFullWindow(5).withFreshness(Duration.ofSeconds(2)));

    SimulationReport report = SLOW.run(settings);

    PipelineFlow flow = report.pipelines().get(0);
    assertThat(flow.drops()).isEmpty();
    assertThat(flow.inFlight()).isEqualTo(5);
    assertThat(flow.framesPerSecond()).isCloseTo(1, within(0.02));
  }
}
