package io.millrace.dispatcher.board;

import io.millrace.topics.record.CarbonSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One zone's carbon intensity over a day, as steps. What is of another kind or scope, and a replay
 * that begins again, starts a new day: such values are never compared. Not thread-safe.
 */
final class ZoneDay {

  static final Duration DAY = Duration.ofHours(24);

  /** Steps that are kept: one a minute for a day, and some more (1500). */
  static final int MOST_STEPS = 1500;

  private final Deque<CarbonView.Step> steps = new ArrayDeque<>();
  private CarbonSpec last;

  ZoneDay(CarbonSpec first) {
    last = first;
    steps.add(step(first));
  }

  void heard(CarbonSpec next) {
    boolean comparable =
        next.kind().equals(last.kind())
            && next.scope().equals(last.scope())
            && next.replayed() == last.replayed()
            && !next.at().isBefore(last.at());
    if (!comparable) {
      steps.clear();
    }
    if (steps.isEmpty() || next.gramsPerKilowattHour() != last.gramsPerKilowattHour()) {
      steps.addLast(step(next));
    }
    last = next;
    // The step in which the day begins began before it.
    while (steps.size() > MOST_STEPS
        || (steps.size() > 1
            && !steps.stream()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .from()
                .isAfter(next.at().minus(DAY)))) {
      steps.removeFirst();
    }
  }

  CarbonView view() {
    return new CarbonView(
        last.zone(),
        last.gramsPerKilowattHour(),
        last.kind(),
        last.scope(),
        last.source(),
        last.level(),
        last.stale(),
        last.reason(),
        last.replayed(),
        last.at(),
        List.copyOf(steps));
  }

  private static CarbonView.Step step(CarbonSpec spec) {
    return new CarbonView.Step(spec.at(), spec.gramsPerKilowattHour());
  }
}
