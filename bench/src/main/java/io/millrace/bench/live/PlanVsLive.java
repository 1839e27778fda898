package io.millrace.bench.live;

import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.replan.PlanSpecs;
import io.millrace.planner.simulate.Load;
import io.millrace.planner.simulate.Simulation;
import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import io.millrace.planner.simulate.SimulationSettings;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.Strategy;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PlanSpec;
import io.millrace.worker.serve.Emulation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Does a plan come true? Deploys the plans of several strategies in turn on one emulated cluster,
 * saturates it, and compares what comes out with what was planned and what was simulated.
 */
public final class PlanVsLive {

  private static final Duration SIMULATED = Duration.ofMinutes(60);
  private static final Duration DRAIN = Duration.ofMinutes(1);
  private static final String EDGESHARD = "edgeshard";

  /** Frames under way: enough that the slowest stage always has a queue. */
  private static final int WINDOW = 256;

  private final Problem problem;
  private final double scale;
  private final Goal goal;
  private final Duration settle;
  private final Duration measure;

  /**
   * One measurement.
   *
   * @param strategy who planned
   * @param planned frames per second planned
   * @param simulated frames per second in simulation
   * @param measured results per second
   */
  public record Row(String strategy, double planned, double simulated, double measured) {

    /** Measured over planned. */
    public double ofPlan() {
      return measured / planned;
    }
  }

  /**
   * A comparison.
   *
   * @param scale number by which all times and sizes of the problem are divided
   * @param settle time before each measurement
   * @param measure time of each measurement
   */
  public PlanVsLive(Problem problem, double scale, Goal goal, Duration settle, Duration measure) {
    this.problem = problem;
    this.scale = scale;
    this.goal = goal;
    this.settle = settle;
    this.measure = measure;
  }

  /** Measures every strategy so many times, in turn. */
  public List<Row> run(
      List<Strategy> strategies, String routing, int rounds, Path data, Consumer<Row> told)
      throws InterruptedException {
    Map<String, Plan> plans = new LinkedHashMap<>();
    Map<String, Double> simulated = new LinkedHashMap<>();
    for (Strategy strategy : strategies) {
      Plan plan = strategy.plan(problem, goal, Budget.of(goal.budget(), System::nanoTime));
      plans.put(strategy.name(), plan);
      simulated.put(strategy.name(), scale * simulate(plan, routing));
    }
    List<Row> rows = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Plan> each : plans.entrySet()) {
        Row row =
            new Row(
                each.getKey(),
                scale * each.getValue().framesPerSecond(),
                simulated.getOrDefault(each.getKey(), 0.0),
                measure(each.getValue(), routing, data.resolve(each.getKey() + "-" + round)));
        rows.add(row);
        told.accept(row);
      }
    }
    return rows;
  }

  /** Deploys a plan on a new cluster, one for each of its chains, and measures all together. */
  private double measure(Plan plan, String routing, Path data) throws InterruptedException {
    List<LiveCluster> clusters = new ArrayList<>();
    try {
      for (List<Placement> chain : chains(plan)) {
        LiveCluster cluster =
            LiveCluster.open(
                data.resolve("chain-" + clusters.size()),
                LiveProblems.pipeline(problem, scale, routing),
                LiveProblems.models(),
                WINDOW);
        clusters.add(cluster);
        Map<DeviceId, Emulation> devices = LiveProblems.devices(problem, scale);
        chain.forEach(
            place ->
                cluster.join(place.device(), devices.getOrDefault(place.device(), Emulation.NONE)));
        cluster.publish(spec(plan, chain));
      }
      clusters.forEach(cluster -> cluster.camera("gate", "asap"));
      LiveCluster.pause(settle);
      long before = results(clusters);
      long begin = System.nanoTime();
      LiveCluster.pause(measure);
      double perSecond = (results(clusters) - before) / ((System.nanoTime() - begin) / 1e9);
      for (LiveCluster cluster : clusters) {
        if (!cluster.drain(DRAIN) || !cluster.account().accounted()) {
          throw new IllegalStateException("Frames were lost: " + cluster.account());
        }
      }
      return perSecond;
    } finally {
      clusters.forEach(LiveCluster::close);
    }
  }

  private static long results(List<LiveCluster> clusters) {
    return clusters.stream().mapToLong(cluster -> cluster.account().results()).sum();
  }

  /**
   * Devices that exchange frames: EdgeShard's chains never do, so each is a pipeline of its own.
   * The devices of one chain carry the same rate, and no two chains do.
   */
  static List<List<Placement>> chains(Plan plan) {
    if (!plan.strategy().startsWith(EDGESHARD)) {
      return List.of(plan.placements());
    }
    Map<Double, List<Placement>> chains = new TreeMap<>();
    plan.placements()
        .forEach(
            place ->
                chains
                    .computeIfAbsent(place.framesPerSecond(), rate -> new ArrayList<>())
                    .add(place));
    return List.copyOf(chains.values());
  }

  private PlanSpec spec(Plan plan, List<Placement> placements) {
    PlanSpec whole = PlanSpecs.of(plan, problem, 1, Instant.now(), List.of("a measurement"), false);
    Set<DeviceId> devices =
        placements.stream().map(Placement::device).collect(Collectors.toUnmodifiableSet());
    return new PlanSpec(
        whole.epoch(),
        whole.made(),
        whole.strategy(),
        whole.objective(),
        whole.placements().stream().filter(place -> devices.contains(place.device())).toList(),
        whole.lanes(),
        whole.rates(),
        whole.value(),
        whole.bound(),
        whole.limitStage(),
        whole.limitDevice(),
        whole.why(),
        whole.pinned());
  }

  private double simulate(Plan plan, String routing) {
    PipelineFlow flow =
        Simulation.of(
                problem,
                plan,
                SimulationSettings.DEFAULT
                    .withRouting(routing)
                    .withLoad(new Load.Saturated())
                    .withDuration(SIMULATED))
            .run()
            .pipelines()
            .get(0);
    return flow.ofPlan() * plan.framesPerSecond();
  }
}
