package io.millrace.planner.solve.layer;

import io.millrace.planner.layer.LayerForm;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerScore;
import io.millrace.planner.layer.Piece;
import java.util.ArrayList;
import java.util.List;

/** The best cut so far; every one is scored by code that knows no solver before it counts. */
final class Incumbent {

  private final LayerProblem problem;
  private final LayerForm form;
  private final LayerGoal goal;
  private List<Piece> pieces = List.of();
  private double value = Double.POSITIVE_INFINITY;

  Incumbent(LayerProblem problem, LayerForm form, LayerGoal goal) {
    this.problem = problem;
    this.form = form;
    this.goal = goal;
  }

  boolean found() {
    return !pieces.isEmpty();
  }

  List<Piece> pieces() {
    return pieces;
  }

  double value() {
    return value;
  }

  LayerScore score() {
    return LayerScore.of(problem, form, goal, pieces);
  }

  /** Takes a cut if it is allowed and better. */
  void offer(List<Piece> cut) {
    if (!cut.isEmpty()) {
      LayerScore score = LayerScore.of(problem, form, goal, cut);
      double its = score.value(goal, problem);
      if (score.violations().isEmpty() && its < value) {
        value = its;
        pieces = List.copyOf(cut);
      }
    }
  }

  /** Tries every device alone, and every cut into a part on one device and the rest on another. */
  void tryCuts() {
    int n = problem.devices().size();
    for (int d = 0; d < n; d++) {
      for (int p = form.firstPoint(problem, d); p < problem.points(d); p++) {
        offer(run(d, p, 0, problem.layers()));
        for (int e = 0; e < n; e++) {
          for (int q = form.firstPoint(problem, e); e != d && q < problem.points(e); q++) {
            for (int k = 1; k < problem.layers(); k++) {
              List<Piece> cut = new ArrayList<>(run(d, p, 0, k));
              cut.addAll(run(e, q, k, problem.layers()));
              offer(cut);
            }
          }
        }
      }
    }
  }

  private List<Piece> run(int device, int point, int from, int to) {
    int most = form.most(problem, goal);
    List<Piece> run = new ArrayList<>();
    for (int at = from; at < to; at += most) {
      run.add(new Piece(device, point, at, Math.min(to, at + most)));
    }
    return run;
  }
}
