package io.millrace.dispatcher.board;

import static io.millrace.dispatcher.board.Told.TEXT;
import static io.millrace.dispatcher.board.Told.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.StageId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerBoardTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final LoadBoard load = new LoadBoard(clock);
  private final PlannerBoard board = new PlannerBoard(clock);

  private PlanView view() {
    return board.view(TEXT, load.stages(TEXT), 7.5);
  }

  private DeviceView device(String name) {
    return view().devices().stream()
        .filter(device -> device.device().equals(DeviceId.of(name)))
        .findFirst()
        .orElseThrow();
  }

  private List<String> names() {
    return view().devices().stream().map(device -> device.device().value()).toList();
  }

  private void runs(String instance, String stage, String device, double rate, double service) {
    load.report(
        new LoadReport(
            InstanceId.of(instance),
            DeviceId.of(device),
            TEXT.name(),
            StageId.of(stage),
            NOW,
            LoadReport.SERVING,
            List.of(0),
            3,
            1,
            service,
            service,
            rate,
            1,
            0.1,
            service,
            service,
            0,
            10,
            10,
            0,
            Map.of(),
            true));
  }

  @Test
  void shouldShowNoPlanAndWhatRunsNonethelessWhenNoPlannerSpoke() {
    // Given
    runs("d", "detect", "laptop", 4, 0.1);

    // When
    PlanView view = view();

    // Then
    assertThat(view.plan().epoch()).isZero();
    assertThat(view.plannedPerSecond()).isZero();
    assertThat(view.measuredPerSecond()).isEqualTo(7.5);
    assertThat(device("laptop").state()).isEqualTo(DeviceView.State.UNKNOWN);
    assertThat(device("laptop").emulated()).isTrue();
    assertThat(view.stages())
        .extracting(stage -> stage.stage().value())
        .containsExactly("detect", "angle", "read");
    assertThat(view.stages().get(0).cells().get(0).instances()).hasSize(1);
  }

  @Test
  void shouldPutWhatIsPlannedBesideWhatRuns() {
    // Given: two instances of detect are planned on a, one runs; none is planned on b, one runs
    board.heard(Told.device("a", NOW, false, ""));
    board.heard(Told.device("b", NOW, true, ""));
    board.heard(Told.profile("detect", "a", NOW, 0.040));
    board.heard(Told.plan(3, NOW, 12, "a", place("detect", "a", 2, 12), place("read", "b", 1, 12)));
    runs("d1", "detect", "a", 6, 0.050);
    runs("d2", "detect", "b", 2, 0.200);

    // When
    PlanView view = view();

    // Then
    assertThat(view.plannedPerSecond()).isEqualTo(12);
    assertThat(view.plan().gap()).isCloseTo(1 - 1 / 1.02, within(1e-9));
    PlannedStage detect = view.stages().get(0);
    assertThat(detect.limits()).isTrue();
    assertThat(detect.lanes()).isEqualTo(8);
    assertThat(detect.plannedPerSecond()).isEqualTo(12);
    assertThat(detect.measuredPerSecond()).isEqualTo(8);
    assertThat(detect.cells())
        .extracting(CellView::device, CellView::plannedInstances, CellView::limits)
        .containsExactly(tuple(DeviceId.of("a"), 2, true), tuple(DeviceId.of("b"), 0, false));
    CellView onA = detect.cells().get(0);
    assertThat(onA.instances()).hasSize(1);
    assertThat(onA.profiledSeconds()).isCloseTo(0.040, within(1e-9));
    assertThat(onA.serviceSeconds()).isCloseTo(0.050, within(1e-9));
    assertThat(view.stages().get(1).limits()).isFalse();
    assertThat(view.stages().get(1).cells()).isEmpty();
    assertThat(view.stages().get(2).cells().get(0).instances()).isEmpty();
    assertThat(device("a").plannedBytes()).isEqualTo(200_000_000);
  }

  @Test
  void shouldCallADeviceSilentAndLetItGoUnlessThePlanCountsOnIt() {
    // Given
    board.heard(Told.device("speaks", NOW.minusSeconds(60), false, ""));
    board.heard(Told.resources("speaks", NOW.minusSeconds(1), 1, 0.5, 7, ""));
    board.heard(Told.device("silent", NOW.minus(PlanViews.SILENT_AFTER), false, ""));
    board.heard(Told.device("gone", NOW.minus(PlanViews.GONE_AFTER), false, ""));
    board.heard(Told.device("missed", NOW.minus(Duration.ofHours(3)), false, ""));
    board.heard(Told.plan(1, NOW, 5, "", place("detect", "missed", 1, 5)));

    // When, Then
    assertThat(names()).containsExactly("missed", "silent", "speaks");
    assertThat(device("speaks").state()).isEqualTo(DeviceView.State.ALIVE);
    assertThat(device("speaks").watts()).isEqualTo(7);
    assertThat(device("silent").state()).isEqualTo(DeviceView.State.SILENT);
    assertThat(device("missed").state()).isEqualTo(DeviceView.State.SILENT);
  }

  @Test
  void shouldTellWhyADeviceRefusesThePlanAndNothingOfWhatASilentOneUsed() {
    // Given
    board.heard(Told.device("small", NOW.minusSeconds(30), false, ""));
    board.heard(Told.resources("small", NOW.minusSeconds(20), 4, 0.9, 12, "512 MB are not enough"));

    // When
    DeviceView small = device("small");

    // Then
    assertThat(small.refused()).isEqualTo("512 MB are not enough");
    assertThat(small.epoch()).isEqualTo(4);
    assertThat(small.cpuShare()).isZero();
    assertThat(small.watts()).isZero();
  }

  @Test
  void shouldTakeTheGreatestEpochForThePlanInForce() {
    // Given: an old planner speaks once more
    board.heard(Told.plan(5, NOW, 9, "", place("detect", "a", 1, 9)));
    board.heard(Told.plan(4, NOW, 3, "", place("detect", "b", 1, 3)));

    // When, Then
    assertThat(view().plan().epoch()).isEqualTo(5);
    assertThat(names()).containsExactly("a");
  }

  @Test
  void shouldCountInstancesOfOtherPipelinesOnADevice() {
    // Given
    PlanSpec.PlacementSpec other =
        new PlanSpec.PlacementSpec(
            PipelineId.of("objects"), StageId.of("detect"), DeviceId.of("a"), "cpu", 3, 10, 4);
    board.heard(Told.plan(1, NOW, 9, "", place("detect", "a", 1, 9), other));

    // When, Then
    assertThat(device("a").otherInstances()).isEqualTo(3);
    assertThat(view().stages().get(0).plannedPerSecond()).isEqualTo(9);
  }

  @Test
  void shouldSayThatAProposalWaitsUntilAPlanIsAdopted() {
    // Given
    board.heard(Told.decision(NOW, DecisionSpec.Kind.PROPOSED, 1, 5, 4));
    board.heard(Told.decision(NOW, DecisionSpec.Kind.KEPT, 1, 5, 4));

    // When, Then
    assertThat(view().plan().proposed()).isTrue();
    board.heard(Told.decision(NOW, DecisionSpec.Kind.ADOPTED, 2, 6, 4));
    assertThat(view().plan().proposed()).isFalse();
  }
}
