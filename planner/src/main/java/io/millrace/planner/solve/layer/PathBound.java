package io.millrace.planner.solve.layer;

import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerObjective;
import io.millrace.planner.solve.layer.LayerNetwork.Arc;
import io.millrace.planner.solve.layer.LayerNetwork.Weight;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A bound from shortest paths, and the arcs that it leaves.
 *
 * <p>Problem: the shortest path under one bound on a second weight is a constrained shortest path;
 * with the rules on pieces and frequencies besides, it is what the integer program must solve. Most
 * of its arcs cannot lie on any path that matters, and dropping them first is what makes it small.
 *
 * <p>Method: the second weight w ≤ W goes into the objective with a multiplier μ ≥ 0, and the rules
 * are left out: {@code L(μ) = min over paths c + μ·(w − W)} is a shortest path, and a lower bound
 * at every μ. L is concave and piecewise linear, one line per path; the best μ is found by
 * intersecting the lines of the best path that breaks the bound and the best that keeps it, until
 * no path lies below the intersection (Handler and Zang, Networks 10, 1980). Every path that is met
 * and allowed is an incumbent. Then an arc through which even the shortest path of reduced weight
 * is no better than the incumbent is dropped, likewise one through which every path exceeds W
 * (Beasley and Christofides, Networks 19, 1989).
 *
 * <p>Cost: one pass over the arcs per μ, O(D·F·L·MBS); about ten μ. Where waiting counts, carbon
 * without waiting bounds carbon with it, since waiting is never negative.
 */
final class PathBound {

  private static final int MOST_STEPS = 60;

  /** Reduced weights this much above the incumbent are worse, not rounded. */
  private static final double SLACK = 1e-9;

  private final LayerNetwork network;
  private final Weight cost;
  private final Weight second;
  private final double most;
  private double bound;
  private double multiplier;
  private boolean impossible;

  PathBound(LayerNetwork network, Incumbent incumbent) {
    this.network = network;
    LayerGoal goal = network.goal;
    this.cost = cost(goal.objective());
    boolean onJoules =
        goal.objective() != LayerObjective.ENERGY && Double.isFinite(goal.mostJoules());
    this.second = onJoules ? Arc::joules : Arc::seconds;
    this.most =
        onJoules
            ? goal.mostJoules()
            : goal.objective() == LayerObjective.LATENCY
                ? Double.POSITIVE_INFINITY
                : goal.mostSeconds();
    run(incumbent);
  }

  /** What an objective adds up along a path; a lower bound where waiting counts. */
  static Weight cost(LayerObjective objective) {
    return switch (objective) {
      case LATENCY -> Arc::seconds;
      case ENERGY -> Arc::joules;
      case CARBON, CARBON_TOTAL, CARBON_AT_RATE -> Arc::grams;
    };
  }

  /** Whether there is no path at all within the bound on the second weight. */
  boolean impossible() {
    return impossible;
  }

  /** No allowed path has a smaller weight. */
  double bound() {
    return bound;
  }

  private void run(Incumbent incumbent) {
    List<Arc> over = network.shortest(cost);
    if (over.isEmpty()) {
      impossible = true;
      return;
    }
    incumbent.offer(LayerNetwork.pieces(over));
    bound = LayerNetwork.sum(over, cost);
    if (Double.isInfinite(most)) {
      return;
    }
    double allowed = most * (1 + LayerGoal.TOLERANCE);
    if (LayerNetwork.sum(over, second) <= allowed) {
      return;
    }
    List<Arc> within = network.shortest(second);
    incumbent.offer(LayerNetwork.pieces(within));
    if (LayerNetwork.sum(within, second) > allowed) {
      impossible = true;
      return;
    }
    for (int step = 0; step < MOST_STEPS; step++) {
      double costOver = LayerNetwork.sum(over, cost);
      double secondOver = LayerNetwork.sum(over, second);
      double mu =
          (LayerNetwork.sum(within, cost) - costOver)
              / (secondOver - LayerNetwork.sum(within, second));
      if (!(mu > 0)) {
        return;
      }
      List<Arc> path = network.shortest(arc -> cost.of(arc) + mu * second.of(arc));
      double pathCost = LayerNetwork.sum(path, cost);
      double pathSecond = LayerNetwork.sum(path, second);
      double dual = pathCost + mu * (pathSecond - allowed);
      if (dual > bound) {
        bound = dual;
        multiplier = mu;
      }
      incumbent.offer(LayerNetwork.pieces(path));
      double line = costOver + mu * secondOver;
      if (pathCost + mu * pathSecond >= line - SLACK * Math.abs(line)) {
        return;
      }
      if (pathSecond > allowed) {
        over = path;
      } else {
        within = path;
      }
    }
  }

  /** The network without the arcs that no better path uses. */
  LayerNetwork reduced(OptionalDouble incumbent) {
    double allowed = most * (1 + LayerGoal.TOLERANCE);
    LayerNetwork left = network;
    if (Double.isFinite(most)) {
      left = keep(left, second, allowed);
    }
    if (incumbent.isPresent()) {
      double value = incumbent.getAsDouble();
      left = keep(left, cost, value);
      if (multiplier > 0) {
        double mu = multiplier;
        left = keep(left, arc -> cost.of(arc) + mu * second.of(arc), value + mu * allowed);
      }
    }
    return left;
  }

  private static LayerNetwork keep(LayerNetwork of, Weight weight, double most) {
    double[] before = of.fromStart(weight);
    double[] after = of.toEnd(weight);
    double limit = most + SLACK * Math.abs(most);
    return of.with(
        of.arcs.stream()
            .filter(arc -> before[arc.tail()] + weight.of(arc) + after[arc.head()] <= limit)
            .toList());
  }
}
