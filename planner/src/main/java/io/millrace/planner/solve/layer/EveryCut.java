package io.millrace.planner.solve.layer;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.layer.LayerForm;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.Piece;
import io.millrace.planner.solve.Budget;
import java.util.ArrayList;
import java.util.List;

/** Scores every way to make pieces of a chain and to hand them to devices and frequencies. */
final class EveryCut {

  /** Above this many cuts, nobody wants to wait. */
  private static final double MOST = 2e7;

  private final LayerProblem problem;
  private final LayerForm form;
  private final LayerGoal goal;
  private final Incumbent incumbent;
  private final Budget budget;
  private final List<Piece> pieces = new ArrayList<>();

  EveryCut(
      LayerProblem problem, LayerForm form, LayerGoal goal, Incumbent incumbent, Budget budget) {
    this.problem = problem;
    this.form = form;
    this.goal = goal;
    this.incumbent = incumbent;
    this.budget = budget;
  }

  /** Offers all of them. */
  void run() {
    double cuts = count();
    if (cuts > MOST) {
      throw new PlanningException(
          Reason.UNSUPPORTED,
          "%d layers on %d devices can be cut in %.2g ways; exhaustive takes up to %.0g.%nMaybe use the strategy frequency, which proves its optimum."
              .formatted(problem.layers(), problem.devices().size(), cuts, MOST));
    }
    from(0);
  }

  private double count() {
    double choices = 0;
    for (int d = 0; d < problem.devices().size(); d++) {
      choices += problem.points(d) - form.firstPoint(problem, d);
    }
    double[] ways = new double[problem.layers() + 1];
    ways[0] = 1;
    for (int to = 1; to < ways.length; to++) {
      for (int from = Math.max(0, to - form.most(problem, goal)); from < to; from++) {
        ways[to] += ways[from] * choices;
      }
    }
    return ways[problem.layers()];
  }

  private void from(int layer) {
    if (layer == problem.layers()) {
      incumbent.offer(pieces);
      return;
    }
    if (budget.spent()) {
      throw new PlanningException(
          Reason.TIME,
          "The time ran out before every cut was tried.%nMaybe allow more of it.".formatted());
    }
    int most = Math.min(problem.layers(), layer + form.most(problem, goal));
    for (int d = 0; d < problem.devices().size(); d++) {
      for (int p = form.firstPoint(problem, d); p < problem.points(d); p++) {
        for (int to = layer + 1; to <= most; to++) {
          if (Double.isFinite(problem.pieceSeconds(d, p, layer, to))) {
            pieces.add(new Piece(d, p, layer, to));
            from(to);
            pieces.remove(pieces.size() - 1);
          }
        }
      }
    }
  }
}
