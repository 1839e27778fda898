package io.millrace.planner.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in sentences what a cut does, what it costs and how good it is. */
public final class LayerExplain {

  private LayerExplain() {}

  /** One line each, most important first. */
  public static List<String> lines(LayerProblem problem, LayerSolution solution) {
    LayerScore score = solution.score();
    List<String> lines = new ArrayList<>();
    lines.add(
        say(
            "One inference of %s takes %.4g s: %.1f %% computing, %.1f %% tensors, %.1f %% weights.",
            problem.name(),
            score.seconds(),
            100 * score.computeSeconds() / score.seconds(),
            100 * score.transferSeconds() / score.seconds(),
            100 * score.loadSeconds() / score.seconds()));
    for (int i = 1; i < solution.pieces().size(); i++) {
      Piece before = solution.pieces().get(i - 1);
      Piece piece = solution.pieces().get(i);
      if (before.device() != piece.device()) {
        lines.add(
            say(
                "After layer %d (%s) the tensor goes from %s to %s in %.4g s.",
                piece.from(),
                problem.layerNames().get(piece.from() - 1),
                problem.devices().get(before.device()).name(),
                problem.devices().get(piece.device()).name(),
                problem.hopSeconds(piece.from(), before.device(), piece.device())));
      }
    }
    if (score.joules() > 0) {
      lines.add(
          say(
              "It takes %.4g J, and %.4g J more for devices that wait for others.",
              score.joules(), score.joulesWithHold() - score.joules()));
    }
    if (score.gramsPerInference() > 0) {
      lines.add(
          say(
              "It emits %.4g g CO2e; at full rate, one every %.4g s, that is %.4g g over %.0f s.",
              score.gramsPerInference(),
              score.cycleSeconds(),
              score.gramsOver(solution.goal().durationSeconds()),
              solution.goal().durationSeconds()));
    }
    String unit = solution.goal().objective().unit();
    lines.add(
        solution.optimal()
            ? say(
                "No cut that %s may choose has less %s than %.6g %s (%s).",
                solution.strategy(),
                solution.goal().objective().label(),
                solution.value(),
                unit,
                solution.how())
            : say(
                "Its %s of %.6g %s is within %.3g %% of the least there can be, %.6g (%s).",
                solution.goal().objective().label(),
                solution.value(),
                unit,
                100 * solution.gap(),
                solution.bound(),
                solution.how()));
    lines.add("Times are " + problem.origin() + ".");
    return lines;
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
