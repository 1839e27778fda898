package io.millrace.dispatcher.results;

import static io.millrace.dispatcher.results.Samples.DETECT;
import static io.millrace.dispatcher.results.Samples.GATE;
import static io.millrace.dispatcher.results.Samples.NOON;
import static io.millrace.dispatcher.results.Samples.YARD;
import static io.millrace.dispatcher.results.Samples.answered;
import static io.millrace.dispatcher.results.Samples.dropped;
import static io.millrace.dispatcher.results.Samples.frame;
import static io.millrace.dispatcher.results.Samples.result;
import static io.millrace.dispatcher.results.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultFlowTest {

  private final TestClock clock = new TestClock(NOON);
  private final List<Released> out = new ArrayList<>();
  private long nanos;
  private final ResultFlow flow =
      new ResultFlow(clock, () -> nanos, Duration.ofMillis(100), out::add);

  @Test
  void shouldHandOnEachResultOnceAndInOrder() {
    // Given
    for (int i = 0; i < 4; i++) {
      flow.enter(frame(i));
    }

    // When
    flow.accept(answered(frame(1)));
    flow.accept(answered(frame(1)));
    flow.accept(dropped(frame(2), DETECT, Reason.STALE));
    flow.accept(answered(frame(0)));

    // Then
    assertThat(out).extracting(each -> each.result().frame()).containsExactly(frame(0), frame(1));
    assertThat(flow.outstanding(GATE)).isEqualTo(1);
    assertThat(flow.account().duplicates()).isEqualTo(1);
    assertThat(flow.history().runLatency().count()).isEqualTo(2);
  }

  @Test
  void shouldLetGoAtTheDeadlineWhenTicked() {
    // Given
    flow.accept(answered(frame(1)));
    nanos = 99_000_000;
    flow.tick();
    assertThat(out).isEmpty();
    assertThat(flow.drained()).isFalse();

    // When
    nanos = 100_000_000;
    flow.tick();

    // Then
    assertThat(out).hasSize(1);
    assertThat(flow.drained()).isTrue();
  }

  @Test
  void shouldJudgeAPlateOnceHoweverOftenItsResultComes() {
    // Given
    String truth = "[{\"text\":\"A1\",\"quad\":[[0,0],[10,0],[10,10],[0,10]],\"readable\":true}]";
    Outcome right =
        new Outcome.Answered(
            result(frame(0), Duration.ZERO, List.of(text("a 1", 0, 0, 9, 9)), truth));
    Outcome wrong =
        new Outcome.Answered(
            result(frame(1), Duration.ZERO, List.of(text("a 7", 0, 0, 9, 9)), truth));

    // When
    flow.accept(right);
    flow.accept(right);
    flow.accept(wrong);

    // Then
    assertThat(flow.accuracy()).isEqualTo(new Accuracy(2, 1, 0));
    assertThat(flow.accuracy().share()).isEqualTo(0.5);
  }

  @Test
  void shouldTellTheRateOfEachCamera() {
    // Given
    flow.accept(answered(frame(GATE, 1, 0)));
    flow.accept(answered(frame(GATE, 1, 1)));
    flow.accept(answered(frame(YARD, 1, 0)));

    // When
    clock.advance(Duration.ofSeconds(1));

    // Then
    assertThat(flow.resultsPerSecond(GATE)).isEqualTo(2);
    assertThat(flow.resultsPerSecond(YARD)).isEqualTo(1);
    assertThat(flow.history().resultsPerSecond()).isEqualTo(3);
  }
}
