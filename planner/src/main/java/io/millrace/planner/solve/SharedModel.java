package io.millrace.planner.solve;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolver.ResultStatus;
import com.google.ortools.linearsolver.MPVariable;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.PlannedPipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The mixed integer program of a shared plan.
 *
 * <p>Problem: which stages to host where, and how many frames of each to send there, so that no
 * processor, memory, link or broker is overloaded.
 *
 * <p>Method: equal devices are planned together. Of {@code N} equal devices, {@code n_q} are filled
 * in the way {@code q} ({@link Hostings}); all devices of one way carry the same, so one flow per
 * way and activity describes them, and nothing is lost: the constraints on one device are convex
 * and the same on all. A device of which there is no second has one count per activity instead, and
 * its memory as a row.
 *
 * <p>Constraints, for the devices of a block ({@code n} of them; ρ is the usable share of time):
 *
 * <pre>
 *   processor   Σ c·f ≤ ρ·parallel·n          instances   c·f ≤ ρ·hosted
 *   memory      Σ size·hosted ≤ memory·n      uplink      Σ bytes·f ≤ uplink·n
 *   stages      Σ f = φ of the pipeline       broker      Σ bytes·f ≤ its total
 *   latency     Σ f·(call + hop) ≤ L·φ        links       Σ output·e ≤ bandwidth
 * </pre>
 *
 * Time is counted in {@link SharedFacts#unitSeconds} and every capacity is scaled to 1, so that the
 * solver's tolerances mean the same everywhere.
 */
final class SharedModel implements AutoCloseable {

  /**
   * What a row limits, for telling what limits a plan.
   *
   * @param row the row
   * @param resource of what
   * @param block whose; the sending device of a link; -1 of the broker and of a latency
   * @param unit processor of the block; the receiving device of a link; pipeline of a latency
   * @param each capacity per device of the block; 1 where the row's own limit is the capacity
   */
  record Row(MPConstraint row, Resource resource, int block, int unit, double each) {}

  /** A resource of a row. */
  enum Resource {
    PROCESSOR,
    UPLINK,
    BROKER,
    LINK,
    LATENCY
  }

  /** Devices of one kind that are filled in one way; {@code way} is empty when in any. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Block(int kind, int[] way, MPVariable devices, MPVariable[] hosted, MPVariable[] flows) {
    boolean listed() {
      return way.length > 0;
    }
  }

  /**
   * How a model is built.
   *
   * @param integers whether counts and instances are whole
   * @param withoutMemory whether every device holds everything
   * @param allOn whether every device is on
   * @param withoutLinks whether direct links carry any amount at once
   */
  record Form(boolean integers, boolean withoutMemory, boolean allOn, boolean withoutLinks) {

    Form(boolean integers, boolean withoutMemory, boolean allOn) {
      this(integers, withoutMemory, allOn, false);
    }
  }

  private final SharedFacts facts;
  private final Form form;
  final MPSolver solver;
  final List<Block> blocks = new ArrayList<>();
  final List<Row> rows = new ArrayList<>();
  final MPVariable[] rates;
  final MPConstraint[] supply;
  private final SharedLinks links;

  SharedModel(SharedFacts facts, Form form) {
    this.facts = facts;
    this.form = form;
    solver = OrTools.create(form.integers());
    rates = new MPVariable[facts.pipelines().size()];
    for (int p = 0; p < rates.length; p++) {
      rates[p] = number();
    }
    supply = new MPConstraint[facts.kinds.size()];
    for (int g = 0; g < supply.length; g++) {
      supply[g] = atMost(facts.kinds.get(g).count());
      blocks(g);
    }
    links = new SharedLinks(facts, this);
    if (facts.direct() && !form.withoutLinks()) {
      links.build();
    } else {
      stages();
      broker();
    }
    latency();
  }

  /** Whether the model has no decision but how to share time. */
  static boolean linear(SharedFacts facts) {
    return facts.kinds.stream().allMatch(EqualDevices::roomy);
  }

  private void blocks(int g) {
    EqualDevices kind = facts.kinds.get(g);
    boolean listed = kind.roomy() || kind.count() > 1;
    List<int[]> ways = form.withoutMemory() ? List.of(everything(kind)) : kind.hostings();
    if (form.withoutMemory() || listed) {
      for (int[] way : ways) {
        block(g, way, ways.size() == 1);
      }
    } else {
      block(g, new int[0], true);
    }
  }

  private static int[] everything(EqualDevices kind) {
    return kind.activities().stream().mapToInt(Activity::most).toArray();
  }

  private void block(int g, int[] way, boolean alone) {
    EqualDevices kind = facts.kinds.get(g);
    Device device = kind.device();
    int most = kind.count();
    boolean whole = form.integers() && !(form.allOn() && alone);
    MPVariable n = solver.makeVar(form.allOn() && alone ? most : 0, MPSolver.infinity(), whole, "");
    supply[g].setCoefficient(n, 1);
    boolean listed = way.length > 0;
    int size = kind.activities().size();
    MPVariable[] flows = new MPVariable[size];
    MPVariable[] hosted = new MPVariable[listed ? 0 : size];
    int index = blocks.size();
    MPConstraint[] memory = new MPConstraint[device.processors().size() + 1];
    MPConstraint[] time = new MPConstraint[device.processors().size()];
    for (int u = 0; u < time.length; u++) {
      double each = facts.usable * device.processors().get(u).parallel();
      time[u] = perDevice(n, each);
      rows.add(new Row(time[u], Resource.PROCESSOR, index, u, each));
    }
    for (int a = 0; a < size; a++) {
      Activity activity = kind.activities().get(a);
      flows[a] = number();
      double seconds = activity.itemSeconds() / facts.unitSeconds;
      int u = activity.processor();
      if (!listed || way[a] > 0) {
        time[u].setCoefficient(flows[a], seconds);
      } else {
        flows[a].setUb(0);
      }
      if (listed && way[a] < device.processors().get(u).parallel()) {
        MPConstraint own = perDevice(n, facts.usable * way[a]);
        own.setCoefficient(flows[a], seconds);
        rows.add(new Row(own, Resource.PROCESSOR, index, u, facts.usable * way[a]));
      }
      if (!listed) {
        hosted[a] = solver.makeVar(0, MPSolver.infinity(), form.integers(), "");
        MPConstraint own = perDevice(hosted[a], facts.usable);
        own.setCoefficient(flows[a], seconds);
        rows.add(new Row(own, Resource.PROCESSOR, index, u, facts.usable));
        perDevice(n, activity.most()).setCoefficient(hosted[a], 1);
        int pool = Hostings.pool(device, u);
        if (memory[pool] == null) {
          memory[pool] = perDevice(n, 1);
        }
        double room = pool == 0 ? device.memoryBytes() : device.processors().get(u).memoryBytes();
        memory[pool].setCoefficient(hosted[a], activity.memoryBytes() / room);
      }
    }
    blocks.add(new Block(g, way, n, hosted, flows));
    if (Double.isFinite(device.uplinkBytesPerSecond()) && !facts.direct()) {
      MPConstraint uplink = perDevice(n, 1);
      for (int a = 0; a < size; a++) {
        double share =
            kind.activities().get(a).bytesThrough()
                / (device.uplinkBytesPerSecond() * facts.unitSeconds);
        uplink.setCoefficient(flows[a], share);
      }
      rows.add(new Row(uplink, Resource.UPLINK, index, 0, 1));
    }
  }

  /** A row {@code … ≤ each · count}. */
  private MPConstraint perDevice(MPVariable count, double each) {
    MPConstraint row = atMost(0);
    row.setCoefficient(count, -each);
    return row;
  }

  MPConstraint atMost(double most) {
    return solver.makeConstraint(-MPSolver.infinity(), most);
  }

  MPVariable number() {
    return solver.makeNumVar(0, MPSolver.infinity(), "");
  }

  private void stages() {
    for (int p = 0; p < rates.length; p++) {
      MPConstraint[] sum = new MPConstraint[facts.pipelines().get(p).stages().size()];
      for (int s = 0; s < sum.length; s++) {
        sum[s] = solver.makeConstraint(0, 0);
        sum[s].setCoefficient(rates[p], -1);
      }
      for (Block block : blocks) {
        List<Activity> activities = facts.kinds.get(block.kind()).activities();
        for (int a = 0; a < activities.size(); a++) {
          if (activities.get(a).pipeline() == p) {
            sum[activities.get(a).stage()].setCoefficient(block.flows()[a], 1);
          }
        }
      }
    }
  }

  private void broker() {
    double capacity = facts.brokerBytesPerSecond() * facts.unitSeconds;
    if (Double.isFinite(capacity)) {
      MPConstraint total = atMost(1);
      for (int p = 0; p < rates.length; p++) {
        PlannedPipeline pipeline = facts.pipelines().get(p);
        double bytes = 0;
        for (int s = 0; s < pipeline.stages().size(); s++) {
          bytes += pipeline.bytesThrough(s);
        }
        total.setCoefficient(rates[p], bytes / capacity);
      }
      rows.add(new Row(total, Resource.BROKER, -1, 0, 1));
    }
  }

  private void latency() {
    for (int p = 0; p < rates.length; p++) {
      double bound = facts.pipelines().get(p).latencySeconds();
      if (Double.isFinite(bound)) {
        MPConstraint row = atMost(0);
        row.setCoefficient(rates[p], -1);
        for (Block block : blocks) {
          List<Activity> activities = facts.kinds.get(block.kind()).activities();
          for (int a = 0; a < activities.size(); a++) {
            Activity activity = activities.get(a);
            if (activity.pipeline() == p) {
              row.setCoefficient(
                  block.flows()[a], (activity.callSeconds() + activity.hopSeconds()) / bound);
            }
          }
        }
        links.addLatency(row, p, bound);
        rows.add(new Row(row, Resource.LATENCY, -1, p, 1));
      }
    }
  }

  /** Sets the objective to devices in use, watts, or grams of CO₂ equivalent per hour. */
  void costs(Objective objective) {
    for (Block block : blocks) {
      EqualDevices kind = facts.kinds.get(block.kind());
      Device device = kind.device();
      double perWatt =
          switch (objective) {
            case DEVICES, THROUGHPUT -> 0;
            case ENERGY -> 1;
            case CARBON ->
                facts
                        .problem
                        .cluster()
                        .carbonGramsPerKilowattHour()
                        .getOrDefault(device.zone(), 0.0)
                    / 1000;
          };
      double on = objective == Objective.DEVICES ? 1 : perWatt * device.power().idleWatts();
      solver.objective().setCoefficient(block.devices(), on);
      for (int a = 0; a < block.flows().length; a++) {
        double joules = kind.activities().get(a).joules();
        solver.objective().setCoefficient(block.flows()[a], perWatt * joules / facts.unitSeconds);
      }
    }
  }

  /** Holds counts and instances at a solution's, rounded. */
  void fix(SharedSolution at) {
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      double n = Math.rint(at.devices()[b]);
      block.devices().setBounds(n, n);
      for (int a = 0; a < block.hosted().length; a++) {
        double hosted = Math.rint(at.hosted()[b][a]);
        block.hosted()[a].setBounds(hosted, hosted);
      }
    }
  }

  /** Lets no count and no instances be more than a solution's. */
  void limit(SharedSolution at) {
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      block.devices().setUb(Math.rint(at.devices()[b]));
      for (int a = 0; a < block.hosted().length; a++) {
        block.hosted()[a].setUb(Math.rint(at.hosted()[b][a]));
      }
    }
  }

  /** Tells the solver where to begin. */
  void hint(SharedSolution at) {
    List<MPVariable> variables = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int b = 0; b < blocks.size(); b++) {
      variables.add(blocks.get(b).devices());
      values.add(Math.rint(at.devices()[b]));
      for (int a = 0; a < blocks.get(b).hosted().length; a++) {
        variables.add(blocks.get(b).hosted()[a]);
        values.add(Math.rint(at.hosted()[b][a]));
      }
      for (int a = 0; a < blocks.get(b).flows().length; a++) {
        variables.add(blocks.get(b).flows()[a]);
        values.add(at.flows()[b][a]);
      }
    }
    solver.setHint(
        variables.toArray(MPVariable[]::new), values.stream().mapToDouble(v -> v).toArray());
  }

  ResultStatus solve(double seconds) {
    return OrTools.solve(solver, seconds);
  }

  /** The bound that the solver proved; empty when it proved none. */
  OptionalDouble bound() {
    double bound = solver.objective().bestBound();
    return Double.isFinite(bound) && Math.abs(bound) < 1e19
        ? OptionalDouble.of(bound)
        : OptionalDouble.empty();
  }

  MPObjective objective() {
    return solver.objective();
  }

  /** What the last solve found; only after it found something. */
  SharedSolution solution() {
    int n = blocks.size();
    double[] devices = new double[n];
    double[][] hosted = new double[n][];
    double[][] flows = new double[n][];
    for (int b = 0; b < n; b++) {
      Block block = blocks.get(b);
      devices[b] = block.devices().solutionValue();
      hosted[b] = values(block.hosted());
      flows[b] = values(block.flows());
    }
    return new SharedSolution(
        solver.objective().value(), values(rates), devices, hosted, flows, links.routes());
  }

  private static double[] values(MPVariable[] variables) {
    return Arrays.stream(variables).mapToDouble(v -> Math.max(0, v.solutionValue())).toArray();
  }

  @Override
  public void close() {
    solver.delete();
  }
}
