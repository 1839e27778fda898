package io.millrace.cli;

import io.millrace.planner.PlanningException;
import io.millrace.planner.app.LayerFile.Question;
import io.millrace.planner.app.LayerPlanFile;
import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerExplain;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerScore;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.layer.Piece;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerStrategy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code millrace plan} of a file with the key {@code layers}: one network over several devices.
 */
final class LayerPlanning {

  private final PrintWriter out;
  private final Progress progress;
  private final Question question;
  private final Duration time;

  LayerPlanning(PrintWriter out, Progress progress, Question question, Duration time) {
    this.out = out;
    this.progress = progress;
    this.question = question;
    this.time = time;
  }

  /** Cuts, prints and writes. */
  void plan(LayerStrategy strategy, LayerGoal goal, boolean explain, @Nullable Path json)
      throws Exception {
    LayerProblem problem = question.problem();
    LayerSolution solution = solve(strategy, goal);
    print(problem, solution);
    if (explain) {
      LayerExplain.lines(problem, solution).forEach(line -> out.println("  " + line));
      out.println();
    }
    if (json != null) {
      PlanCommand.write(json, LayerPlanFile.json(problem, solution));
    }
    out.flush();
  }

  /** One line per strategy. */
  void compare(List<String> names, LayerGoal goal) throws Exception {
    names.forEach(name -> LayerStrategy.named(name));
    out.println();
    out.printf(
        "  %-12s %12s %12s %8s %10s %10s %7s %9s%n",
        "strategy",
        goal.objective().label(),
        "bound",
        "gap",
        "latency",
        "energy",
        "pieces",
        "time");
    for (String name : names) {
      try {
        LayerSolution s = solve(LayerStrategy.named(name), goal);
        out.printf(
            Locale.ROOT,
            "  %-12s %12.6g %12.6g %7.2f%% %8.4g s %8.4g J %7d %7.2f s%n",
            name,
            s.value(),
            s.bound(),
            100 * s.gap(),
            s.score().seconds(),
            s.score().joules(),
            s.pieces().size(),
            s.solverSeconds());
      } catch (PlanningException e) {
        out.printf(
            "  %-12s %s%n", name, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      }
    }
    out.println();
    out.flush();
  }

  private LayerSolution solve(LayerStrategy strategy, LayerGoal goal) throws Exception {
    LayerProblem problem = question.problem();
    return progress.during(
        "cutting %d layers over %d devices with %s"
            .formatted(problem.layers(), problem.devices().size(), strategy.name()),
        () -> strategy.solve(problem, goal, Budget.of(time, System::nanoTime)));
  }

  private void print(LayerProblem problem, LayerSolution solution) {
    LayerScore score = solution.score();
    out.println();
    out.printf("  %-28s %-20s %-12s %10s%n", "layers", "device", "frequency", "time");
    List<Piece> pieces = solution.pieces();
    for (int i = 0; i < pieces.size(); i++) {
      Piece first = pieces.get(i);
      double seconds = seconds(problem, first);
      // Single layers in a row on one device are one line.
      while (i + 1 < pieces.size() && pieces.get(i + 1).device() == first.device()) {
        i++;
        seconds += seconds(problem, pieces.get(i));
      }
      LayerDevice device = problem.devices().get(first.device());
      int to = pieces.get(i).to();
      out.printf(
          Locale.ROOT,
          "  %-28s %-20s %-12s %8.4g s%n",
          "%d-%d %s … %s"
              .formatted(
                  first.from() + 1,
                  to,
                  problem.layerNames().get(first.from()),
                  problem.layerNames().get(to - 1)),
          device.name(),
          device.points().get(first.point()).name(),
          seconds);
    }
    String unit = " " + solution.goal().objective().unit();
    out.println();
    line("strategy", solution.strategy());
    line(solution.goal().objective().label(), number(solution.value()) + unit);
    line("lower bound", "%s%s (%s)".formatted(number(solution.bound()), unit, solution.how()));
    line(
        "gap",
        solution.optimal()
            ? "none: proven optimal"
            : String.format(Locale.ROOT, "%.3g %%", 100 * solution.gap()));
    line(
        "one inference",
        "%s s: computing %s, tensors %s, weights %s"
            .formatted(
                number(score.seconds()),
                number(score.computeSeconds()),
                number(score.transferSeconds()),
                number(score.loadSeconds())));
    if (score.joules() > 0) {
      line("energy", number(score.joules()) + " J");
    }
    if (score.gramsPerInference() > 0) {
      line("carbon", number(score.gramsPerInference()) + " g CO2e per inference");
    }
    line("full rate", "one every " + number(score.cycleSeconds()) + " s");
    line("times", problem.origin());
    line("solved in", String.format(Locale.ROOT, "%.2f s", solution.solverSeconds()));
    out.println();
  }

  private static double seconds(LayerProblem problem, Piece piece) {
    return problem.pieceSeconds(piece.device(), piece.point(), piece.from(), piece.to());
  }

  private void line(String what, String value) {
    out.printf("  %-16s %s%n", what, value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }
}
