package io.millrace.dispatcher.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.StageId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadBoardTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final LoadBoard board = new LoadBoard(Clock.fixed(NOW, ZoneOffset.UTC));

  private static LoadReport report(
      String instance, String stage, Duration age, double rate, double service, long answered) {
    return report(instance, stage, LoadReport.SERVING, age, rate, service, answered);
  }

  private static LoadReport report(
      String instance,
      String stage,
      String state,
      Duration age,
      double rate,
      double service,
      long answered) {
    return new LoadReport(
        InstanceId.of(instance),
        DeviceId.of("here"),
        PipelineId.of("text"),
        StageId.of(stage),
        NOW.minus(age),
        state,
        List.of(0, 1),
        7,
        1,
        service,
        service,
        rate,
        2,
        0.1,
        service,
        service * 2,
        0,
        answered,
        answered,
        3,
        Map.of(Reason.STALE, 4L, Reason.FULL, 1L),
        false);
  }

  private StageView detect() {
    return board.stages(Told.TEXT).get(0);
  }

  @Test
  void shouldShowEveryStageOfThePipelineInItsOrder() {
    assertThat(board.stages(Told.TEXT))
        .extracting(stage -> stage.stage().value())
        .containsExactly("detect", "angle", "read");
    assertThat(detect().instances()).isEmpty();
    assertThat(detect().framesPerSecond()).isZero();
  }

  @Test
  void shouldPutTheInstancesOfAStageTogether() {
    // Given: 30 frames/s at 10 ms and 10 frames/s at 50 ms
    board.report(report("a", "detect", Duration.ZERO, 30, 0.010, 300));
    board.report(report("b", "detect", Duration.ZERO, 10, 0.050, 100));
    board.report(report("c", "read", Duration.ZERO, 99, 0.001, 1));

    // When
    StageView stage = detect();

    // Then: mean service per frame = (30 * 10 + 10 * 50) / 40 = 20 ms
    assertThat(stage.framesPerSecond()).isEqualTo(40);
    assertThat(stage.serviceSeconds()).isCloseTo(0.020, within(1e-9));
    assertThat(stage.latencyP95Seconds()).isEqualTo(0.100);
    assertThat(stage.backlog()).isEqualTo(14);
    assertThat(stage.answered()).isEqualTo(400);
    assertThat(stage.deadLetters()).isEqualTo(6);
    assertThat(stage.dropped()).isEqualTo(10);
    InstanceView first = stage.instances().get(0);
    assertThat(first.share()).isEqualTo(0.75);
    assertThat(first.busy()).isCloseTo(0.3, within(1e-9));
    assertThat(first.lanes()).isEqualTo(2);
  }

  @Test
  void shouldShowAnInstanceThatFellSilentAndNotCountOnIt() {
    // Given
    board.report(report("a", "detect", Duration.ZERO, 30, 0.010, 300));
    board.report(report("b", "detect", Duration.ofSeconds(3), 10, 0.050, 100));

    // When
    StageView stage = detect();

    // Then
    assertThat(stage.framesPerSecond()).isEqualTo(30);
    assertThat(stage.backlog()).isEqualTo(7);
    assertThat(stage.instances())
        .extracting(InstanceView::state)
        .containsExactly(LoadReport.SERVING, InstanceView.SILENT);
    assertThat(stage.instances().get(0).share()).isEqualTo(1);
    assertThat(stage.instances().get(1).framesPerSecond()).isZero();
  }

  @Test
  void shouldKeepInTheTotalsWhatAnInstanceDidThatIsGone() {
    // Given
    board.report(report("a", "detect", Duration.ZERO, 30, 0.010, 300));
    board.report(report("b", "detect", Duration.ofSeconds(31), 10, 0.050, 100));

    // When
    StageView stage = detect();

    // Then
    assertThat(stage.instances()).hasSize(1);
    assertThat(stage.answered()).isEqualTo(400);
    assertThat(stage.dropped()).isEqualTo(10);
  }

  @Test
  void shouldTakeAnInstanceForGoneThatFellSilentWhileItDrained() {
    // Given
    Duration silence = Duration.ofSeconds(3);
    board.report(report("a", "detect", LoadReport.DRAINING, Duration.ZERO, 30, 0.010, 300));
    board.report(report("b", "detect", LoadReport.DRAINING, silence, 10, 0.050, 100));

    // When
    StageView stage = detect();

    // Then
    assertThat(stage.instances())
        .extracting(InstanceView::instance)
        .containsExactly(InstanceId.of("a"));
    assertThat(stage.answered()).isEqualTo(400);
  }

  @Test
  void shouldIgnoreAReportThatIsOlderThanWhatIsKnown() {
    // Given
    board.report(report("a", "detect", Duration.ZERO, 30, 0.010, 300));

    // When
    board.report(report("a", "detect", Duration.ofSeconds(1), 5, 0.010, 290));

    // Then
    assertThat(detect().framesPerSecond()).isEqualTo(30);
  }
}
