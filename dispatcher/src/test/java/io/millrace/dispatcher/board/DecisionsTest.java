package io.millrace.dispatcher.board;

import static io.millrace.dispatcher.board.Told.decision;
import static io.millrace.dispatcher.board.Told.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.topics.record.DecisionSpec.Kind;
import io.millrace.topics.record.PlanSpec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final PlanSpec first =
      Told.plan(1, NOW, 5, "", place("detect", "a", 2, 5), place("read", "a", 1, 5));
  private final PlanSpec second =
      Told.plan(
          2,
          NOW,
          6,
          "",
          place("detect", "a", 1, 3),
          place("detect", "b", 1, 3),
          first.placements().get(1));

  @Test
  void shouldPutWhatWasMeasuredLaterWithTheDecisionThatBroughtThePlan() {
    // Given: a pin stands between the plan and its measurement
    var decisions =
        List.of(
            decision(NOW, Kind.ADOPTED, 1, 5, 0),
            decision(NOW.plusSeconds(5), Kind.PINNED, 2, 5, 4),
            decision(NOW.plusSeconds(20), Kind.MEASURED, 2, 5, 4.8));

    // When
    List<DecisionView> views = Decisions.newestFirst(decisions, List.of(), 10);

    // Then
    assertThat(views).extracting(DecisionView::kind).containsExactly(Kind.PINNED, Kind.ADOPTED);
    assertThat(views.get(1).measuredAfter()).isEqualTo(4.8);
    assertThat(views.get(1).judged()).isTrue();
    assertThat(views.get(0).judged()).isFalse();
  }

  @Test
  void shouldShowAMeasurementByItselfWhenItsDecisionIsForgotten() {
    assertThat(Decisions.newestFirst(List.of(decision(NOW, Kind.MEASURED, 7, 5, 4)), List.of(), 10))
        .extracting(DecisionView::kind)
        .containsExactly(Kind.MEASURED);
  }

  @Test
  void shouldJudgeEachPlanOnce() {
    // Given: the second plan was never measured, the first was
    var decisions =
        List.of(
            decision(NOW, Kind.ADOPTED, 1, 5, 0),
            decision(NOW, Kind.MEASURED, 1, 5, 4.8),
            decision(NOW, Kind.ADOPTED, 2, 6, 4.8));

    // When, Then
    assertThat(Decisions.newestFirst(decisions, List.of(), 10))
        .extracting(DecisionView::epoch, DecisionView::judged, DecisionView::measuredAfter)
        .containsExactly(tuple(2L, false, 0.0), tuple(1L, true, 4.8));
  }

  @Test
  void shouldSayWhatAPlanChanged() {
    // When
    DecisionView view =
        Decisions.newestFirst(
                List.of(decision(NOW, Kind.ADOPTED, 2, 6, 4)), List.of(first, second), 10)
            .get(0);

    // Then
    assertThat(view.changes())
        .extracting(
            change -> change.stage().value(),
            change -> change.device().value(),
            DecisionView.Change::before,
            DecisionView.Change::after)
        .containsExactly(tuple("detect", "a", 2, 1), tuple("detect", "b", 0, 1));
  }

  @Test
  void shouldClaimNoChangesWhenThePlanBeforeIsNotKnown() {
    var decisions =
        List.of(decision(NOW, Kind.ADOPTED, 3, 6, 4), decision(NOW, Kind.KEPT, 2, 6, 4));
    assertThat(Decisions.newestFirst(decisions, List.of(first, second), 10))
        .allSatisfy(view -> assertThat(view.changes()).isEmpty());
  }

  @Test
  void shouldGiveTheNewestOnes() {
    var decisions =
        List.of(
            decision(NOW, Kind.KEPT, 1, 5, 4),
            decision(NOW, Kind.KEPT, 2, 5, 4),
            decision(NOW, Kind.KEPT, 3, 5, 4));
    assertThat(Decisions.newestFirst(decisions, List.of(), 2))
        .extracting(DecisionView::epoch)
        .containsExactly(3L, 2L);
  }
}
