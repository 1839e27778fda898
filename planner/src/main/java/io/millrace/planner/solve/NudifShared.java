package io.millrace.planner.solve;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.plan.Limit;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.Proof;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.score.Digits;
import io.millrace.planner.solve.FairSearch.Fair;
import io.millrace.planner.solve.SharedSearch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The strategy {@code nudif-shared}: NUDIF's question with what a real cluster allows.
 *
 * <p>Problem: several stages and several instances share a device by memory and time, processors
 * work apart, links and the broker carry only so much, several pipelines compete, and a pipeline
 * may bound its latency. For {@link Objective#THROUGHPUT} the least served pipeline, by weight,
 * gets most; for the other objectives the asked rates are carried with the fewest devices, the
 * least power or the least carbon. What cannot be carried is carried as far as it goes, and the
 * plan says what is missing.
 *
 * <p>Method: the mixed integer program of {@link SharedModel}, solved by {@link SharedSearch} in
 * steps that each leave a plan and a bound, so that a time budget is always kept. Equal devices are
 * planned together, so that a thousand devices of five kinds are as easy as five.
 *
 * <p>Differs from the published model: a device's transfer overlaps its compute and is a limit of
 * its links, not a part of its time; which reading of transfer the goal asks for changes nothing.
 */
public final class NudifShared implements Strategy {

  /** The name that people write. */
  public static final String NAME = "nudif-shared";

  /** Share by which a plan must stay below the one without memory limits to blame memory. */
  private static final double MEMORY_MATTERS = 0.01;

  /** Time for side questions, at most (s). */
  private static final double SIDE_SECONDS = 2;

  /** Rate in solver units that is the solver's rounding. */
  private static final double NOTHING = 1e-9;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Plan plan(Problem problem, Goal goal, Budget budget) {
    SharedFacts facts = new SharedFacts(problem, goal.headroom());
    return goal.objective().demand()
        ? new DemandSearch(facts, goal, budget).plan()
        : throughput(facts, goal, budget);
  }

  private static Plan throughput(SharedFacts facts, Goal goal, Budget budget) {
    double[] weights = facts.pipelines().stream().mapToDouble(PlannedPipeline::weight).toArray();
    Optional<OneStageEach> published =
        SharedModel.linear(facts) ? Optional.empty() : OneStageEach.of(facts, goal, budget);
    double ceiling =
        published
                .map(OneStageEach::bound)
                .orElse(OptionalDouble.empty())
                .orElse(Double.POSITIVE_INFINITY)
            * facts.unitSeconds
            / weights[0];
    SharedSearch search = new SharedSearch(facts, budget, true, ceiling);
    FairSearch fairly = new FairSearch(search, weights, Aim.unlimited(weights.length));
    Fair fair =
        fairly.solve(published.map(OneStageEach::plan)).orElseThrow(() -> late(facts, fairly));
    Found first = fair.first();
    requireSome(facts, fair, search);
    SharedPlan shared = new SharedPlan(facts, fair.solution(), true);
    SharedPlan.Parts parts = shared.parts(goal.headroom());
    double value = Double.POSITIVE_INFINITY;
    int least = 0;
    for (int p = 0; p < weights.length; p++) {
      double here = parts.score().rates().get(p) / weights[p];
      if (here < value * (1 - Proof.OPTIMAL_GAP)) {
        value = here;
        least = p;
      }
    }
    double bound =
        Math.max(
            value,
            first.bound().isPresent()
                ? search.perSecond(first.bound().getAsDouble())
                : facts.ceiling(weights));
    Proof proof =
        new Proof(
            Objective.THROUGHPUT,
            value,
            bound,
            first.bound().isPresent() ? first.how() : "every stage alone on all devices");
    Limit limit = shared.limit(first.best().orElseThrow().worths(), least);
    OptionalDouble roomy =
        budget.spent()
            ? OptionalDouble.empty()
            : fairly.withoutMemory(Math.min(SIDE_SECONDS, budget.leftSeconds()));
    if (!SharedModel.linear(facts) && roomy.isPresent()) {
      double without = search.perSecond(roomy.getAsDouble());
      if (without > value * (1 + MEMORY_MATTERS)) {
        limit =
            new Limit(
                Limit.Kind.MEMORY,
                limit.pipeline(),
                limit.stage(),
                limit.device(),
                "With memory for every stage everywhere it would be up to %s instead of %s. As it is: %s"
                    .formatted(Digits.of(without), Digits.of(value), limit.why()));
      }
    }
    return finish(facts, goal, budget, parts, proof, limit, List.of(), why(facts, proof));
  }

  /** A fairest plan that leaves a pipeline without any frame is none. */
  private static void requireSome(SharedFacts facts, Fair fair, SharedSearch search) {
    double value = fair.first().best().orElseThrow().solution().value();
    if (value > NOTHING) {
      return;
    }
    double bound = search.perSecond(fair.first().bound().orElse(Double.POSITIVE_INFINITY));
    if (bound > NOTHING) {
      throw new PlanningException(
          Reason.TIME,
          "No plan was found in time that gives every pipeline a share%s.%nMaybe give more time, or plan fewer stages or devices at once."
              .formatted(
                  Double.isInfinite(bound)
                      ? ""
                      : "; none gives more than %s frames/s by weight"
                          .formatted(Digits.of(bound))));
    }
    throw new PlanningException(
        Reason.INFEASIBLE,
        "The memory of the %d devices does not hold an instance of every stage of %d pipelines at once.%nMaybe add a device or memory, or leave a pipeline out."
            .formatted(facts.problem.cluster().devices().size(), facts.pipelines().size()));
  }

  private static PlanningException late(SharedFacts facts, FairSearch search) {
    OptionalDouble bound = search.relaxed(1);
    return new PlanningException(
        Reason.TIME,
        "No plan was found in time for %d devices and %d pipelines%s.%nMaybe give more time, or use the strategy nudif."
            .formatted(
                facts.problem.cluster().devices().size(),
                facts.pipelines().size(),
                bound.isPresent()
                    ? "; none carries more than %s frames/s by weight"
                        .formatted(Digits.of(bound.getAsDouble() / facts.unitSeconds))
                    : ""));
  }

  static List<String> why(SharedFacts facts, Proof proof) {
    List<String> why = new ArrayList<>();
    int devices = facts.problem.cluster().devices().size();
    if (facts.kinds.size() < devices) {
      why.add(
          "%d devices are of %d kinds; equal devices were planned together."
              .formatted(devices, facts.kinds.size()));
    }
    why.add(
        "The bound comes from %s; %s"
            .formatted(
                proof.how(),
                proof.optimal()
                    ? "the plan meets it."
                    : "the plan is within %.2g %% of it.".formatted(100 * proof.gap())));
    return why;
  }

  static Plan finish(
      SharedFacts facts,
      Goal goal,
      Budget budget,
      SharedPlan.Parts parts,
      Proof proof,
      Limit limit,
      List<String> missing,
      List<String> why) {
    return new Plan(
        NAME,
        goal.transfer(),
        parts.placements(),
        parts.lanes(),
        parts.rates(),
        parts.score().watts(),
        parts.score().carbonGramsPerHour(),
        proof,
        limit,
        missing,
        budget.elapsedSeconds(),
        why);
  }
}
