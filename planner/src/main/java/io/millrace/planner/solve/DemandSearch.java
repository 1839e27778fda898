package io.millrace.planner.solve;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Power;
import io.millrace.planner.plan.Limit;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.Proof;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.solve.FairSearch.Fair;
import io.millrace.planner.solve.SharedSearch.Found;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Carries asked rates at the least cost; when that cannot be, the same share of every rate, as
 * large as it goes, and says what the rest needs.
 */
final class DemandSearch {

  /** Share of the asked rates from which on they count as carried. */
  private static final double ALL = 1 - 1e-7;

  /** Share of the time for the largest share of the rates; the rest is for the cheapest plan. */
  private static final double SHARES = 0.6;

  private final SharedFacts facts;
  private final Goal goal;
  private final Budget budget;
  private final double[] asked;

  DemandSearch(SharedFacts facts, Goal goal, Budget budget) {
    this.facts = facts;
    this.goal = goal;
    this.budget = budget;
    asked = facts.pipelines().stream().mapToDouble(PlannedPipeline::demand).toArray();
    requireDemand();
    requireFigures();
  }

  Plan plan() {
    SharedSearch search = new SharedSearch(facts, budget, false);
    SharedSearch allOn = new SharedSearch(facts, budget.share(SHARES), true);
    double[] rates = search.scaled(asked);
    Optional<Fair> shares = new FairSearch(allOn, rates, rates).solve(Optional.empty());
    double most = shares.map(f -> f.first().bound().orElse(1)).orElse(1.0);
    if (most < ALL) {
      return share(allOn, shares, false);
    }
    Aim aim = new Aim.Thrift(goal.objective(), rates);
    Optional<SharedSolution> everywhere =
        shares.filter(f -> least(f.solution().rates(), rates) >= ALL).map(Fair::solution);
    Found found = search.solve(aim, everywhere, 1);
    if (found.best().isEmpty()) {
      return share(allOn, shares, !found.impossible());
    }
    SharedSolution solution = found.best().get().solution();
    SharedPlan shared = new SharedPlan(facts, solution, false);
    SharedPlan.Parts parts = shared.parts(goal.headroom());
    double value = value(parts);
    double bound = Math.min(value, atLeast(found));
    Proof proof = new Proof(goal.objective(), value, bound, found.how());
    Limit limit =
        new Limit(
            Limit.Kind.DEMAND,
            facts.pipelines().get(0).id().value(),
            facts.pipelines().get(0).stages().get(0).id().value(),
            "",
            "Every asked rate is carried.");
    return NudifShared.finish(
        facts, goal, budget, parts, proof, limit, List.of(), NudifShared.why(facts, proof));
  }

  /** The least cost that is proven; devices are whole. */
  private double atLeast(Found found) {
    double bound = found.bound().orElse(0);
    return goal.objective() == Objective.DEVICES ? Math.ceil(bound - 1e-6) : bound;
  }

  private double value(SharedPlan.Parts parts) {
    return switch (goal.objective()) {
      case ENERGY -> parts.score().watts();
      case CARBON -> parts.score().carbonGramsPerHour();
      case DEVICES, THROUGHPUT ->
          parts.placements().stream().map(p -> p.device()).distinct().count();
    };
  }

  /** The least share of any asked rate. */
  private static double least(double[] rates, double[] asked) {
    double least = 1;
    for (int p = 0; p < asked.length; p++) {
      least = asked[p] == 0 ? least : Math.min(least, rates[p] / asked[p]);
    }
    return least;
  }

  private Plan share(SharedSearch search, Optional<Fair> shares, boolean undecided) {
    Fair fair =
        shares.orElseThrow(
            () ->
                new PlanningException(
                    Reason.TIME,
                    "No plan was found in time that carries any share of the asked rates.%nMaybe give more time."
                        .formatted()));
    SharedPlan shared = new SharedPlan(facts, fair.solution(), true);
    SharedPlan.Parts parts = shared.parts(goal.headroom());
    double value = 1;
    int least = 0;
    for (int p = 0; p < asked.length; p++) {
      double here = asked[p] == 0 ? 1 : parts.score().rates().get(p) / asked[p];
      if (here < value * (1 - Proof.OPTIMAL_GAP)) {
        value = here;
        least = p;
      }
    }
    double bound = Math.max(value, Math.min(1, fair.first().bound().orElse(1)));
    double all = Arrays.stream(asked).sum();
    Proof proof =
        new Proof(
            Objective.THROUGHPUT,
            value * all,
            bound * all,
            fair.first().how() + ", with the same share of every asked rate");
    Limit limit = shared.limit(fair.first().best().orElseThrow().worths(), least);
    boolean carried = value >= ALL;
    List<String> missing =
        carried
            ? List.of()
            : new Missing(facts, search, asked).sentences(parts, undecided, budget.leftSeconds());
    return NudifShared.finish(
        facts, goal, budget, parts, proof, limit, missing, NudifShared.why(facts, proof));
  }

  private void requireDemand() {
    for (double rate : asked) {
      if (rate > 0) {
        return;
      }
    }
    throw new PlanningException(
        Reason.INPUT,
        "The objective '%s' needs asked rates, and no pipeline asks for any.%nMaybe give cameras and frames_per_second, or use the objective throughput."
            .formatted(goal.objective().label()));
  }

  private void requireFigures() {
    if (goal.objective() == Objective.DEVICES) {
      return;
    }
    for (EqualDevices kind : facts.kinds) {
      Device device = kind.device();
      if (device.power().equals(Power.UNKNOWN)) {
        throw new PlanningException(
            Reason.INPUT,
            "The objective '%s' needs the power of every device, and '%s' has none.%nMaybe give it power: {idle_watts: …, busy_watts: …}."
                .formatted(goal.objective().label(), device.id()));
      }
      if (goal.objective() == Objective.CARBON
          && !facts.problem.cluster().carbonGramsPerKilowattHour().containsKey(device.zone())) {
        throw new PlanningException(
            Reason.INPUT,
            "The objective 'carbon' needs the carbon intensity of every device, and the zone '%s' of '%s' has none.%nMaybe give the device a zone and the zone a number under carbon."
                .formatted(device.zone(), device.id()));
      }
    }
  }
}
