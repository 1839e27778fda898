package io.millrace.planner.solve;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver.ResultStatus;
import io.millrace.planner.solve.SharedModel.Form;
import io.millrace.planner.solve.SharedModel.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Solves a shared model for an aim within a time.
 *
 * <p>In this order, so that there is a plan as soon as possible and a bound in any case: the linear
 * relaxation (a bound), its rounding (a plan), and unless they meet SCIP from there (a better plan
 * and a better bound). Whatever has integers is solved once more as a linear program with them
 * held, which makes the rates exact and tells what each resource is worth.
 */
final class SharedSearch {

  /** Relative difference at which a plan counts as meeting its bound, below Proof's. */
  private static final double MET = 5e-7;

  /** Share of the time that the relaxation may take at most. */
  private static final double RELAXATION = 0.7;

  /** Share of the time for the program without links. */
  private static final double WITHOUT_LINKS = 0.5;

  private static final String RELAXATION_PROVES = "linear relaxation (GLOP)";
  private static final String SEARCH_PROVES = "branch and bound (SCIP)";
  private static final String ONE_STAGE_EACH = "the published model, as no device holds two stages";

  /** Worth of one per cent more of a resource. */
  record Worth(Row row, double gain) {}

  /**
   * A solution with what limits it.
   *
   * @param worths of the rows, what 1 % more of each adds to the objective; greatest first
   * @param pressed whether a pipeline's rate holds the objective back
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Held(SharedSolution solution, List<Worth> worths, boolean[] pressed) {}

  /**
   * What was found.
   *
   * @param best the best plan, if any
   * @param bound no plan is better
   * @param impossible whether it is proven that there is no plan
   * @param how what proves the bound
   */
  record Found(Optional<Held> best, OptionalDouble bound, boolean impossible, String how) {}

  private final SharedFacts facts;
  private final Budget budget;

  /** Whether every device is on, because being on costs nothing. */
  private final boolean allOn;

  /** What no plan of a maximising aim exceeds, in solver units; infinity when not known. */
  private final double ceiling;

  SharedSearch(SharedFacts facts, Budget budget, boolean allOn) {
    this(facts, budget, allOn, Double.POSITIVE_INFINITY);
  }

  SharedSearch(SharedFacts facts, Budget budget, boolean allOn, double ceiling) {
    this.facts = facts;
    this.budget = budget;
    this.allOn = allOn;
    this.ceiling = ceiling;
  }

  /** The bound when memory did not matter. */
  OptionalDouble withoutMemory(Aim aim, double seconds) {
    try (SharedModel model = new SharedModel(facts, new Form(false, true, allOn))) {
      aim.apply(model);
      return model.solve(seconds) == ResultStatus.OPTIMAL
          ? OptionalDouble.of(model.objective().value())
          : OptionalDouble.empty();
    }
  }

  /** The linear relaxation's value; empty when there is none. */
  OptionalDouble relaxed(Aim aim, double seconds) {
    try (SharedModel model = new SharedModel(facts, new Form(false, false, allOn))) {
      aim.apply(model);
      return model.solve(seconds) == ResultStatus.OPTIMAL
          ? OptionalDouble.of(model.objective().value())
          : OptionalDouble.empty();
    }
  }

  /** Solves for the aim, beginning at a known plan if there is one, in a share of the time left. */
  Found solve(Aim aim, Optional<SharedSolution> known, double share) {
    Budget time = budget.share(share);
    OptionalDouble bound = OptionalDouble.empty();
    String how = RELAXATION_PROVES;
    List<Held> plans = new ArrayList<>();
    known.flatMap(at -> hold(aim, at)).ifPresent(plans::add);
    if (!allOn) {
      known.flatMap(at -> lean(aim, at)).flatMap(at -> hold(aim, at)).ifPresent(plans::add);
    }
    try (SharedModel relaxed = new SharedModel(facts, new Form(false, false, allOn))) {
      aim.apply(relaxed);
      ResultStatus status = relaxed.solve(Math.max(0.05, RELAXATION * budget.leftSeconds()));
      if (status == ResultStatus.INFEASIBLE) {
        return new Found(Optional.empty(), bound, true, "linear relaxation");
      }
      if (status == ResultStatus.OPTIMAL) {
        bound = OptionalDouble.of(relaxed.objective().value());
        if (aim.most() && ceiling < bound.getAsDouble()) {
          bound = OptionalDouble.of(ceiling);
          how = ONE_STAGE_EACH;
        }
        for (SharedSolution rounded : SharedRounding.of(facts, relaxed).all()) {
          if (plans.isEmpty() || !budget.spent()) {
            hold(aim, rounded).ifPresent(plans::add);
          }
        }
      } else if (plans.isEmpty()) {
        hold(aim, SharedRounding.blind(facts, relaxed).all().get(1)).ifPresent(plans::add);
      }
    }
    Optional<Held> best = best(aim, plans);
    if (best.isPresent() && bound.isPresent() && met(best.get(), bound.getAsDouble())) {
      return new Found(best, bound, false, how);
    }
    Found found = new Found(best, bound, false, how);
    if (facts.direct() && !time.spent()) {
      // Links seldom bind, and without their flows the program is a fraction of the size.
      found = branch(aim, plans, found, time.share(WITHOUT_LINKS), true);
      if (found.best().isPresent()
          && found.bound().isPresent()
          && met(found.best().get(), found.bound().getAsDouble())) {
        return found;
      }
    }
    return time.spent() ? found : branch(aim, plans, found, time, false);
  }

  private Found branch(Aim aim, List<Held> plans, Found before, Budget time, boolean withoutLinks) {
    OptionalDouble bound = before.bound();
    String how = before.how();
    try (SharedModel model = new SharedModel(facts, new Form(true, false, allOn, withoutLinks))) {
      aim.apply(model);
      best(aim, plans).ifPresent(at -> model.hint(at.solution()));
      ResultStatus status = model.solve(time.leftSeconds());
      if (status == ResultStatus.INFEASIBLE && plans.isEmpty()) {
        return new Found(Optional.empty(), bound, true, SEARCH_PROVES);
      }
      if (status == ResultStatus.OPTIMAL || status == ResultStatus.FEASIBLE) {
        hold(aim, model.solution()).ifPresent(plans::add);
        OptionalDouble proven = model.bound();
        if (proven.isPresent() && tighter(aim, proven.getAsDouble(), bound)) {
          bound = proven;
          how = SEARCH_PROVES;
        }
      }
    }
    return new Found(best(aim, plans), bound, false, how);
  }

  private static boolean tighter(Aim aim, double bound, OptionalDouble than) {
    return than.isEmpty() || (aim.most() ? bound < than.getAsDouble() : bound > than.getAsDouble());
  }

  private static boolean met(Held plan, double bound) {
    double value = plan.solution().value();
    return Math.abs(bound - value) <= MET * Math.max(Math.abs(bound), Math.abs(value));
  }

  private static Optional<Held> best(Aim aim, List<Held> plans) {
    Held best = null;
    for (Held plan : plans) {
      double value = plan.solution().value();
      if (best == null
          || (aim.most() ? value > best.solution().value() : value < best.solution().value())) {
        best = plan;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The best rates for given counts and instances; empty when they cannot reach the aim. */
  Optional<Held> hold(Aim aim, SharedSolution at) {
    try (SharedModel model = new SharedModel(facts, new Form(false, false, allOn))) {
      MPConstraint[] rates = aim.apply(model);
      model.fix(at);
      if (model.solve(Math.max(1, budget.leftSeconds())) != ResultStatus.OPTIMAL) {
        return Optional.empty();
      }
      SharedSolution solution = model.solution();
      List<Worth> worths = new ArrayList<>();
      for (Row row : model.rows) {
        double price = Math.abs(row.row().dualValue());
        double capacity = row.each() * (row.block() < 0 ? 1 : count(solution, row));
        if (price * capacity > 1e-9) {
          worths.add(new Worth(row, 0.01 * price * capacity));
        }
      }
      worths.sort((a, b) -> Double.compare(b.gain(), a.gain()));
      boolean[] pressed = new boolean[facts.pipelines().size()];
      for (int p = 0; p < rates.length; p++) {
        pressed[p] = Math.abs(rates[p].dualValue()) > 1e-9;
      }
      return Optional.of(new Held(solution, worths, pressed));
    }
  }

  /** The same hosting on as few devices as the relaxation of that hosting touches. */
  private Optional<SharedSolution> lean(Aim aim, SharedSolution at) {
    try (SharedModel model = new SharedModel(facts, new Form(false, false, false))) {
      aim.apply(model);
      model.limit(at);
      if (model.solve(Math.max(0.05, RELAXATION * budget.leftSeconds())) != ResultStatus.OPTIMAL) {
        return Optional.empty();
      }
      SharedSolution touched = model.solution();
      double[] devices = new double[at.devices().length];
      double[][] hosted = new double[devices.length][];
      for (int b = 0; b < devices.length; b++) {
        devices[b] = Math.min(at.devices()[b], Math.ceil(touched.devices()[b] - 1e-7));
        hosted[b] = at.hosted()[b].clone();
        if (devices[b] == 0) {
          Arrays.fill(hosted[b], 0);
        }
      }
      return Optional.of(
          new SharedSolution(0, at.rates(), devices, hosted, touched.flows(), touched.routes()));
    }
  }

  private static double count(SharedSolution solution, Row row) {
    return row.resource() == SharedModel.Resource.LINK ? 1 : solution.devices()[row.block()];
  }

  /** Whether the time is up. */
  boolean spent() {
    return budget.spent();
  }

  /** Frames per second of a rate in solver units. */
  double perSecond(double rate) {
    return rate / facts.unitSeconds;
  }

  /** Rates in solver units of frames per second. */
  double[] scaled(double[] perSecond) {
    return Arrays.stream(perSecond).map(r -> r * facts.unitSeconds).toArray();
  }
}
