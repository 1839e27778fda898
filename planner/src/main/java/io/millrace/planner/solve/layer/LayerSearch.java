package io.millrace.planner.solve.layer;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.layer.LayerForm;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerObjective;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerScore;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerNetwork.Arc;
import io.millrace.planner.solve.layer.LayerProgram.Outcome;
import java.util.OptionalDouble;

/** Finds the best cut of one form, and proves how good it is. */
final class LayerSearch {

  private static final String PATHS = "shortest paths";
  private static final String PROGRAM = "branch and bound (SCIP)";

  /** Difference below which bound and value are one number, rounded twice. */
  private static final double ROUNDING = 1e-9;

  private static final int MOST_RATIOS = 50;

  private final LayerProblem problem;
  private final LayerForm form;
  private final LayerGoal goal;
  private final LayerMethod method;
  private final Budget budget;
  private final Incumbent incumbent;
  private double bound;
  private String how = PROGRAM;

  LayerSearch(
      LayerProblem problem, LayerForm form, LayerGoal goal, LayerMethod method, Budget budget) {
    this.problem = problem;
    this.form = form;
    this.goal = goal;
    this.method = method;
    this.budget = budget;
    this.incumbent = new Incumbent(problem, form, goal);
  }

  LayerSolution run(String name) {
    if (method == LayerMethod.EXHAUSTIVE) {
      new EveryCut(problem, form, goal, incumbent, budget).run();
      bound = incumbent.value();
      how = "every cut was tried";
    } else {
      search();
    }
    if (!incumbent.found()) {
      throw infeasible();
    }
    bound = Math.min(bound, incumbent.value());
    return new LayerSolution(
        name,
        goal,
        incumbent.pieces(),
        incumbent.score(),
        incumbent.value(),
        bound,
        how,
        budget.elapsedSeconds());
  }

  private void search() {
    LayerNetwork network = new LayerNetwork(problem, form, goal);
    if (network.shortest(Arc::seconds).isEmpty()) {
      throw infeasible();
    }
    boolean total = goal.objective() == LayerObjective.CARBON_TOTAL;
    if (method == LayerMethod.PATHS_FIRST) {
      double scale = scale();
      PathBound paths = new PathBound(network, incumbent);
      if (paths.impossible()) {
        throw infeasible();
      }
      incumbent.tryCuts();
      bound = total ? 0 : scale * paths.bound();
      if (incumbent.found() && bound >= incumbent.value() * (1 - ROUNDING)) {
        how = PATHS;
        return;
      }
      network =
          paths.reduced(
              incumbent.found() && !total
                  ? OptionalDouble.of(incumbent.value() / scale)
                  : OptionalDouble.empty());
    }
    if (total) {
      ratio(network);
    } else {
      program(network);
    }
  }

  private double scale() {
    return goal.objective() == LayerObjective.CARBON_AT_RATE
        ? goal.inferencesPerSecond() * goal.durationSeconds()
        : 1;
  }

  private void program(LayerNetwork network) {
    if (network.shortest(Arc::seconds).isEmpty()) {
      // Every arc that is gone is on no path better than the incumbent.
      bound = incumbent.value();
      how = PATHS;
      return;
    }
    try (LayerProgram program = new LayerProgram(network, unit(network), 0)) {
      Outcome outcome = program.solve(budget.leftSeconds(), incumbent.pieces());
      if (outcome.infeasible()) {
        bound = incumbent.value();
        return;
      }
      incumbent.offer(outcome.pieces());
      bound = Math.max(bound, outcome.bound().orElse(0));
    }
  }

  /** About the value of the objective: what the solver counts in. */
  private double unit(LayerNetwork network) {
    double value =
        incumbent.found()
            ? incumbent.value()
            : scale()
                * LayerNetwork.sum(
                    network.shortest(PathBound.cost(goal.objective())),
                    PathBound.cost(goal.objective()));
    return value > 0 ? value : 1;
  }

  /** Dinkelbach's method: the least of grams over cycle. */
  private void ratio(LayerNetwork network) {
    if (!incumbent.found()) {
      try (LayerProgram program = new LayerProgram(network, unit(network), 0)) {
        incumbent.offer(program.solve(budget.leftSeconds(), incumbent.pieces()).pieces());
      }
    }
    for (int i = 0; i < MOST_RATIOS && incumbent.found() && !budget.spent(); i++) {
      LayerScore score = incumbent.score();
      double before = incumbent.value();
      double lambda = score.gramsPerInference() / score.cycleSeconds();
      double unit = score.gramsPerInference() > 0 ? score.gramsPerInference() : 1;
      try (LayerProgram program = new LayerProgram(network, unit, lambda)) {
        Outcome outcome = program.solve(budget.leftSeconds(), incumbent.pieces());
        incumbent.offer(outcome.pieces());
        double below = Math.min(0, outcome.bound().orElse(Double.NEGATIVE_INFINITY));
        // N − λ·cycle ≥ below for every cut, hence N/cycle ≥ λ + below / (the least cycle).
        bound =
            Math.max(
                bound,
                goal.durationSeconds()
                    * (lambda + (below >= -ROUNDING * unit ? 0 : below / leastCycle(network))));
      }
      if (incumbent.value() >= before * (1 - ROUNDING)) {
        return;
      }
    }
  }

  /** Computing takes at least this on the device that computes longest. */
  private double leastCycle(LayerNetwork network) {
    return LayerNetwork.sum(network.shortest(Arc::computeSeconds), Arc::computeSeconds)
        / problem.devices().size();
  }

  private PlanningException infeasible() {
    if (budget.spent()) {
      return new PlanningException(
          Reason.TIME,
          "The time ran out before any cut of %s was found.%nMaybe allow more of it."
              .formatted(problem.name()));
    }
    StringBuilder why = new StringBuilder("No cut of " + problem.name() + " keeps every bound");
    LayerGoal free =
        new LayerGoal(
            LayerObjective.LATENCY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            goal.privateLayers(),
            goal.mostLayers(),
            0,
            goal.durationSeconds());
    LayerNetwork open = new LayerNetwork(problem, form, free);
    if (open.shortest(Arc::seconds).isEmpty()) {
      return new PlanningException(
          Reason.INFEASIBLE,
          "No cut of %s leads from %s to %s.%nMaybe a link, a profile or a larger bundle is missing, or fewer layers can be private."
              .formatted(
                  problem.name(),
                  problem.devices().get(problem.source()).name(),
                  problem.devices().get(problem.destination()).name()));
    }
    why.append(
        "; the fastest takes at least %.6g s, the most frugal %.6g J."
            .formatted(
                LayerNetwork.sum(open.shortest(Arc::seconds), Arc::seconds),
                LayerNetwork.sum(open.shortest(Arc::joules), Arc::joules)));
    return new PlanningException(
        Reason.INFEASIBLE,
        "%s%nMaybe raise latency_bound (%.6g s), energy_bound (%.6g J) or lower the rate."
            .formatted(why, goal.mostSeconds(), goal.mostJoules()));
  }
}
