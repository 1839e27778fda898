package io.millrace.dispatcher.board;

import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.StageId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Decisions as people read them: each with what its plan changed and what came of it. Pure.
 *
 * <p>The planner says later what a new plan carries. That is no decision of its own: it is put with
 * the one that brought the plan, when that one is still known.
 */
final class Decisions {

  private record Place(PipelineId pipeline, StageId stage, DeviceId device) {}

  private Decisions() {}

  /** Whether a better plan waits for approval. */
  static boolean proposed(List<DecisionSpec> decisions) {
    boolean waits = false;
    for (DecisionSpec decision : decisions) {
      if (decision.kind() == DecisionSpec.Kind.PROPOSED) {
        waits = true;
      } else if (decision.kind() == DecisionSpec.Kind.ADOPTED) {
        waits = false;
      }
    }
    return waits;
  }

  /**
   * The last decisions, newest first.
   *
   * @param decisions oldest first
   * @param plans by epoch
   */
  static List<DecisionView> newestFirst(
      List<DecisionSpec> decisions, List<PlanSpec> plans, int most) {
    Map<Long, PlanSpec> byEpoch = new TreeMap<>();
    plans.forEach(plan -> byEpoch.put(plan.epoch(), plan));
    List<DecisionView> views = new ArrayList<>();
    for (DecisionSpec decision : decisions) {
      if (decision.kind() != DecisionSpec.Kind.MEASURED || !judge(views, decision)) {
        views.add(view(decision, changes(decision, byEpoch)));
      }
    }
    Collections.reverse(views);
    return views.stream().limit(most).toList();
  }

  /** Puts a measurement with the last decision that brought a plan; false when none is known. */
  private static boolean judge(List<DecisionView> views, DecisionSpec measurement) {
    for (int i = views.size() - 1; i >= 0; i--) {
      DecisionView view = views.get(i);
      if (brings(view.kind())) {
        if (!view.judged()) {
          views.set(i, judged(view, measurement));
        }
        return !view.judged();
      }
    }
    return false;
  }

  private static boolean brings(DecisionSpec.Kind kind) {
    return kind == DecisionSpec.Kind.ADOPTED || kind == DecisionSpec.Kind.ROLLED_BACK;
  }

  private static DecisionView judged(DecisionView view, DecisionSpec measurement) {
    return new DecisionView(
        view.at(),
        view.kind(),
        view.epoch(),
        view.trigger(),
        view.why(),
        view.changes(),
        view.planned(),
        view.proposed(),
        view.measuredBefore(),
        measurement.measured(),
        true);
  }

  private static DecisionView view(DecisionSpec decision, List<DecisionView.Change> changes) {
    return new DecisionView(
        decision.at(),
        decision.kind(),
        decision.epoch(),
        decision.trigger(),
        decision.why(),
        changes,
        decision.planned(),
        decision.proposed(),
        decision.measured(),
        0,
        false);
  }

  private static List<DecisionView.Change> changes(
      DecisionSpec decision, Map<Long, PlanSpec> byEpoch) {
    if (!brings(decision.kind())) {
      return List.of();
    }
    // A planner that took up another one's plan may have skipped numbers: only neighbours count.
    List<PlanSpec> both =
        LongStream.of(decision.epoch() - 1, decision.epoch())
            .mapToObj(byEpoch::get)
            .flatMap(Stream::ofNullable)
            .toList();
    return both.size() < 2 ? List.of() : between(both.get(0), both.get(1));
  }

  private static List<DecisionView.Change> between(PlanSpec from, PlanSpec to) {
    Map<Place, Integer> before = places(from);
    Map<Place, Integer> after = places(to);
    return Stream.concat(before.keySet().stream(), after.keySet().stream())
        .distinct()
        .sorted(
            Comparator.comparing(Place::pipeline, Comparator.comparing(PipelineId::value))
                .thenComparing(Place::stage, Comparator.comparing(StageId::value))
                .thenComparing(Place::device))
        .map(
            place ->
                new DecisionView.Change(
                    place.pipeline(),
                    place.stage(),
                    place.device(),
                    before.getOrDefault(place, 0),
                    after.getOrDefault(place, 0)))
        .filter(change -> change.before() != change.after())
        .toList();
  }

  private static Map<Place, Integer> places(PlanSpec plan) {
    Map<Place, Integer> places = new HashMap<>();
    plan.placements()
        .forEach(
            each ->
                places.merge(
                    new Place(each.pipeline(), each.stage(), each.device()),
                    each.instances(),
                    Integer::sum));
    return places;
  }
}
