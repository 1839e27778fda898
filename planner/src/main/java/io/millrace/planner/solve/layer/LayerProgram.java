package io.millrace.planner.solve.layer;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolver.ResultStatus;
import com.google.ortools.linearsolver.MPVariable;
import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerForm;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerObjective;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.Piece;
import io.millrace.planner.solve.OrTools;
import io.millrace.planner.solve.layer.LayerNetwork.Arc;
import io.millrace.planner.solve.layer.LayerNetwork.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The one integer program behind every layer strategy.
 *
 * <p>Problem: a chain of L layers runs on D devices with F frequencies each. Which consecutive
 * layers run where, and how fast, so that an inference takes the least time, energy or carbon?
 *
 * <p>Method: a cut is a path through {@link LayerNetwork}, so the base program is a flow of one
 * unit:
 *
 * <pre>
 *   y_a ∈ {0,1} for a piece (device, frequency, from, to),  z_a ≥ 0 for a move between two pieces
 *   Σ_in − Σ_out = 0 at every node,  1 leaves the source, 1 reaches the destination
 *   minimise Σ c_a·y_a + Σ c_a·z_a
 * </pre>
 *
 * Its matrix is that of a network, hence totally unimodular: without further rows its relaxation
 * has integral corners. The printed programs need products of assignments for every transfer,
 * linearise them, and are wrong when z and q are relaxed (chapters 5 and 6); a flow needs no
 * product. With y binary, z is integral by itself. Each strategy adds rows, and nothing else
 * changes:
 *
 * <ul>
 *   <li>{@code layers}, {@code preload}: pieces of one layer. Weights are part of a stay, and of a
 *       hop unless they load meanwhile: literally as printed, a weight costs nothing whenever the
 *       layer before ran elsewhere. Early exits change costs only.
 *   <li>{@code bundles}: {@code MBS·Σy ≤ Σx + MBS − 1} per device (equation 7.5, restricted to real
 *       layers; as printed, with source and destination as layers, no split is feasible). At MBS =
 *       L that is Σy ≤ 1, the stronger row used then; a device is not entered twice. {@code
 *       jointdnn} leaves the rule out.
 *   <li>{@code frequency}: u_df ∈ {0,1}, Σ_f u_df ≤ 1, and at every layer the pieces of (d, f) over
 *       it sum up to u_df at most. Equation 8.1 alone does not force one frequency per device.
 *       Energy sums over every peer (8.4 as printed names one), and every transfer counts once in
 *       the latency. Latency ≤ T and energy ≤ E are one row each; privacy removes arcs.
 *   <li>{@code carbon}: hold_d ≥ top − compute_d where device d is used, top ≥ compute_d. For a
 *       rate or a duration the cycle must be exact from above as well: cycle ≤ busy_d + M·(1 −
 *       β_d), Σβ = 1. Carbon over a duration is a fraction, N/cycle; it is minimised by
 *       Dinkelbach's method (Management Science 13, 1967): minimise N − λ·cycle, take λ from the
 *       answer, until it is 0.
 * </ul>
 *
 * <p>Cost: D·F·L·MBS binaries. {@link PathBound} drops most of them before.
 *
 * <p>Sources: Viramontes, dissertation, University of Wisconsin–Madison, chapters 5 to 9 (equation
 * numbers are its); Viramontes and Davoodi, "DIME", SMARTCOMP 2024; Eshratifar, Abrishami, Pedram,
 * "JointDNN", IEEE TMC 20(2), 2021.
 */
final class LayerProgram implements AutoCloseable {

  /** What a solve proved, and found if anything. */
  record Outcome(boolean infeasible, OptionalDouble bound, List<Piece> pieces) {}

  private final LayerNetwork network;
  private final LayerProblem problem;
  private final LayerForm form;
  private final LayerGoal goal;
  private final MPSolver solver;
  private final IdentityHashMap<Arc, MPVariable> variables = new IdentityHashMap<>();
  private final double unit;
  private final double secondsUnit;

  /**
   * The program of a network.
   *
   * @param unit value of the objective that becomes 1 within the solver; above 0
   * @param lambda what a second of cycle is worth, for Dinkelbach's method; 0 otherwise
   */
  LayerProgram(LayerNetwork network, double unit, double lambda) {
    this.network = network;
    this.problem = network.problem;
    this.form = network.form;
    this.goal = network.goal;
    this.unit = unit;
    this.secondsUnit =
        Math.max(LayerNetwork.sum(network.shortest(Arc::seconds), Arc::seconds), 1e-12);
    this.solver = OrTools.create(true);
    for (Arc arc : network.arcs) {
      variables.put(arc, solver.makeVar(0, 1, arc.isPiece(), ""));
    }
    flow();
    if (form.rule().bounds()) {
      pieces();
    }
    if (!form.once(problem, goal)) {
      points();
    }
    bound(Arc::seconds, goal.mostSeconds());
    bound(Arc::joules, goal.mostJoules());
    if (goal.inferencesPerSecond() > 0) {
      for (int d = 0; d < problem.devices().size(); d++) {
        int device = d;
        bound(arc -> busy(arc, device), 1 / goal.inferencesPerSecond());
      }
    }
    Weight cost = PathBound.cost(goal.objective());
    double scale = scale();
    for (Arc arc : network.arcs) {
      solver.objective().setCoefficient(variable(arc), scale * cost.of(arc) / unit);
    }
    if (goal.objective().waits()) {
      waiting(scale, lambda);
    }
    solver.objective().setMinimization();
  }

  /** Inferences that the objective counts; 1 where it counts one, or Dinkelbach's ratio does. */
  private double scale() {
    return goal.objective() == LayerObjective.CARBON_AT_RATE
        ? goal.inferencesPerSecond() * goal.durationSeconds()
        : 1;
  }

  private MPVariable variable(Arc arc) {
    MPVariable variable = variables.get(arc);
    if (variable == null) {
      throw new IllegalStateException("an arc has no variable");
    }
    return variable;
  }

  private static double compute(Arc arc, int device) {
    return arc.to() == device ? arc.computeSeconds() : 0;
  }

  private static double busy(Arc arc, int device) {
    return compute(arc, device)
        + (arc.from() == device || arc.to() == device ? arc.linkSeconds() : 0);
  }

  private void flow() {
    MPConstraint[] rows = new MPConstraint[network.nodes()];
    for (int node = 0; node < rows.length; node++) {
      int leaves = (node == network.start() ? 1 : 0) - (node == network.end() ? 1 : 0);
      rows[node] = solver.makeConstraint(leaves, leaves);
    }
    for (Arc arc : network.arcs) {
      rows[arc.tail()].setCoefficient(variable(arc), 1);
      rows[arc.head()].setCoefficient(variable(arc), -1);
    }
  }

  private void pieces() {
    int most = form.most(problem, goal);
    boolean once = form.once(problem, goal) && !form.rule().countsEnds();
    for (int d = 0; d < problem.devices().size(); d++) {
      int ends = (d == problem.source() ? 1 : 0) + (d == problem.destination() ? 1 : 0);
      double weight = once ? 1 : form.rule().weight(most);
      double room = once ? 1 : form.rule().room(most, ends);
      boolean apart = !once && form.rule().countsEnds();
      MPConstraint row =
          solver.makeConstraint(-MPSolver.infinity(), room - (apart ? weight * ends : 0));
      for (Arc arc : network.arcs) {
        if (arc.isPiece() && arc.to() == d) {
          int layers = arc.piece().get(0).layers();
          row.setCoefficient(variable(arc), once ? 1 : weight - layers);
        } else if (apart
            && arc.isStay()
            && arc.to() == d
            && (arc.boundary() == 0 || arc.boundary() == problem.layers())) {
          row.setCoefficient(variable(arc), -weight);
        }
      }
    }
  }

  private void points() {
    for (int d = 0; d < problem.devices().size(); d++) {
      int first = form.firstPoint(problem, d);
      if (problem.points(d) - first < 2) {
        continue;
      }
      MPConstraint one = solver.makeConstraint(-MPSolver.infinity(), 1);
      for (int p = first; p < problem.points(d); p++) {
        MPVariable runs = solver.makeBoolVar("");
        one.setCoefficient(runs, 1);
        for (int layer = 0; layer < problem.layers(); layer++) {
          MPConstraint row = solver.makeConstraint(-MPSolver.infinity(), 0);
          row.setCoefficient(runs, -1);
          for (Arc arc : network.arcs) {
            if (arc.isPiece()) {
              Piece piece = arc.piece().get(0);
              if (piece.device() == d
                  && piece.point() == p
                  && piece.from() <= layer
                  && layer < piece.to()) {
                row.setCoefficient(variable(arc), 1);
              }
            }
          }
        }
      }
    }
  }

  private void bound(Weight weight, double most) {
    if (Double.isFinite(most)) {
      MPConstraint row = solver.makeConstraint(-MPSolver.infinity(), 1);
      for (Arc arc : network.arcs) {
        row.setCoefficient(variable(arc), weight.of(arc) / most);
      }
    }
  }

  /** A row over the arcs' time on one device. */
  private void time(MPConstraint row, int device, double sign, boolean withLinks) {
    for (Arc arc : network.arcs) {
      double seconds = withLinks ? busy(arc, device) : compute(arc, device);
      if (seconds != 0) {
        row.setCoefficient(variable(arc), sign * seconds / secondsUnit);
      }
    }
  }

  /** Waiting, and the cycle where a rate or a duration asks for it. */
  private void waiting(double scale, double lambda) {
    double longest = longest() / secondsUnit;
    MPVariable top = solver.makeNumVar(0, longest, "");
    MPVariable[] used = new MPVariable[problem.devices().size()];
    double[] idle = new double[used.length];
    for (int d = 0; d < used.length; d++) {
      LayerDevice device = problem.devices().get(d);
      idle[d] = scale * secondsUnit * device.idleWatts() * device.gramsPerJoule() / unit;
      MPConstraint above = solver.makeConstraint(0, MPSolver.infinity());
      above.setCoefficient(top, 1);
      time(above, d, -1, false);
      used[d] = solver.makeNumVar(0, 1, "");
      uses(used[d], d);
      MPVariable hold = solver.makeNumVar(0, longest, "");
      // hold + compute + M·(1 − used) ≥ top
      MPConstraint holds = solver.makeConstraint(-longest, MPSolver.infinity());
      holds.setCoefficient(hold, 1);
      holds.setCoefficient(top, -1);
      holds.setCoefficient(used[d], -longest);
      time(holds, d, 1, false);
      solver.objective().setCoefficient(hold, idle[d]);
    }
    if (goal.objective() == LayerObjective.CARBON_TOTAL) {
      solver.objective().setCoefficient(cycle(longest), -lambda * secondsUnit / unit);
    } else if (goal.objective() == LayerObjective.CARBON_AT_RATE) {
      MPVariable cycle = cycle(longest);
      double interval = 1 / goal.inferencesPerSecond() / secondsUnit;
      for (int d = 0; d < used.length; d++) {
        // Devices in use draw idle power in what is left of the interval:
        // spare ≥ interval − cycle − interval·(1 − used).
        MPVariable spare = solver.makeNumVar(0, MPSolver.infinity(), "");
        MPConstraint left = solver.makeConstraint(0, MPSolver.infinity());
        left.setCoefficient(spare, 1);
        left.setCoefficient(cycle, 1);
        left.setCoefficient(used[d], -interval);
        solver.objective().setCoefficient(spare, idle[d]);
      }
    }
  }

  /** The longest time that a device is busy for, exact from both sides. */
  private MPVariable cycle(double longest) {
    MPVariable cycle = solver.makeNumVar(0, longest, "");
    MPConstraint oneLimits = solver.makeConstraint(1, 1);
    for (int d = 0; d < problem.devices().size(); d++) {
      MPVariable limits = solver.makeBoolVar("");
      oneLimits.setCoefficient(limits, 1);
      // cycle ≤ busy + M·(1 − limits)
      MPConstraint atMost = solver.makeConstraint(-MPSolver.infinity(), longest);
      atMost.setCoefficient(cycle, 1);
      atMost.setCoefficient(limits, longest);
      time(atMost, d, -1, true);
      MPConstraint atLeast = solver.makeConstraint(0, MPSolver.infinity());
      atLeast.setCoefficient(cycle, 1);
      time(atLeast, d, -1, true);
    }
    return cycle;
  }

  /** Rows that hold {@code used} at 1 when an arc computes, sends or receives there. */
  private void uses(MPVariable used, int d) {
    Map<Integer, MPConstraint> rows = new HashMap<>();
    for (Arc arc : network.arcs) {
      if ((arc.to() == d || arc.from() == d) && !arc.isStay()) {
        // Of the pieces from one boundary a path has one at most, likewise of the hops at it.
        int group = 2 * arc.boundary() + (arc.isPiece() ? 1 : 0);
        MPConstraint row = rows.get(group);
        if (row == null) {
          row = solver.makeConstraint(0, MPSolver.infinity());
          row.setCoefficient(used, 1);
          rows.put(group, row);
        }
        row.setCoefficient(variable(arc), -1);
      }
    }
  }

  /** Seconds that no path exceeds. */
  private double longest() {
    return LayerNetwork.sum(network.shortest(arc -> -arc.seconds()), Arc::seconds);
  }

  /** Solves, beginning at these pieces if there are any. */
  Outcome solve(double seconds, List<Piece> from) {
    if (!from.isEmpty()) {
      hint(from);
    }
    ResultStatus status = OrTools.solve(solver, seconds);
    if (status == ResultStatus.INFEASIBLE) {
      return new Outcome(true, OptionalDouble.empty(), List.of());
    }
    double bound = solver.objective().bestBound();
    OptionalDouble proven =
        Double.isFinite(bound) && Math.abs(bound) < 1e19
            ? OptionalDouble.of(bound * unit)
            : OptionalDouble.empty();
    boolean found = status == ResultStatus.OPTIMAL || status == ResultStatus.FEASIBLE;
    return new Outcome(false, proven, found ? chosen() : List.of());
  }

  private List<Piece> chosen() {
    return network.arcs.stream()
        .filter(arc -> arc.isPiece() && variable(arc).solutionValue() > 0.5)
        .map(arc -> arc.piece().get(0))
        .sorted(Comparator.comparingInt(Piece::from))
        .toList();
  }

  private void hint(List<Piece> pieces) {
    List<MPVariable> hinted = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Arc arc : network.arcs) {
      if (arc.isPiece()) {
        hinted.add(variable(arc));
        values.add(pieces.contains(arc.piece().get(0)) ? 1.0 : 0.0);
      }
    }
    solver.setHint(
        hinted.toArray(MPVariable[]::new), values.stream().mapToDouble(v -> v).toArray());
  }

  @Override
  public void close() {
    solver.delete();
  }
}
