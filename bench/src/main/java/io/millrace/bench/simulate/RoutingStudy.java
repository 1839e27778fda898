package io.millrace.bench.simulate;

import io.millrace.planner.app.ProblemFile;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.reproduce.RandomInstances;
import io.millrace.planner.simulate.Admission;
import io.millrace.planner.simulate.Arrivals;
import io.millrace.planner.simulate.Load;
import io.millrace.planner.simulate.Simulation;
import io.millrace.planner.simulate.SimulationReport;
import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import io.millrace.planner.simulate.SimulationSettings;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Does a plan come true, and which routing makes it?
 *
 * <p>Eight devices are NUDIF's published instance; other numbers are random instances by its
 * distributions, one per seed. Each plan is simulated saturated, and at 0.9 of its throughput with
 * Poisson arrivals and nothing dropped.
 */
public final class RoutingStudy {

  /** Load below which queues stay short if the routing is right. */
  static final double PARTIAL_LOAD = 0.9;

  /** Share of what comes in that must go out for a queue to count as stable. */
  static final double STABLE = 0.98;

  private static final int PUBLISHED_DEVICES = 8;

  private final Strategy strategy;
  private final TransferReading transfer;
  private final int items;
  private final int seeds;
  private final LongSupplier nanoClock;

  /**
   * What one routing made of the plans for so many devices.
   *
   * @param devices in the cluster
   * @param instances random problems, each simulated once; the published one as often, by seed
   * @param variation of service times
   * @param routing its name
   * @param ofPlan saturated throughput over planned, mean
   * @param leastOfPlan the least of them
   * @param mostOfPlan the greatest of them
   * @param p95Seconds latency at partial load, 95th percentile, mean over the stable runs; 0 if
   *     none
   * @param meanSeconds latency at partial load, mean over the stable runs; 0 if none
   * @param stable runs at partial load that carried what came
   */
  public record Row(
      int devices,
      int instances,
      double variation,
      String routing,
      double ofPlan,
      double leastOfPlan,
      double mostOfPlan,
      double p95Seconds,
      double meanSeconds,
      int stable) {}

  /**
   * A study of this strategy's plans.
   *
   * @param transfer how plans read links
   * @param items frames per run, about
   * @param seeds runs per row
   */
  public RoutingStudy(
      Strategy strategy, TransferReading transfer, int items, int seeds, LongSupplier nanoClock) {
    this.strategy = strategy;
    this.transfer = transfer;
    this.items = items;
    this.seeds = seeds;
    this.nanoClock = nanoClock;
  }

  /** One row per number of devices, variation and routing. */
  public List<Row> rows(List<Integer> devices, List<Double> variations, List<String> routings) {
    List<Row> rows = new ArrayList<>();
    for (int n : devices) {
      List<Problem> problems = new ArrayList<>();
      List<Plan> plans = new ArrayList<>();
      for (int seed = 1; seed <= seeds; seed++) {
        if (n == PUBLISHED_DEVICES && seed > 1) {
          problems.add(problems.get(0));
          plans.add(plans.get(0));
        } else {
          Problem problem =
              n == PUBLISHED_DEVICES
                  ? ProblemFile.builtIn("nudif")
                  : RandomInstances.problem(n, seed);
          problems.add(problem);
          plans.add(plan(problem));
        }
      }
      for (double variation : variations) {
        for (String routing : routings) {
          rows.add(row(n, problems, plans, variation, routing));
        }
      }
    }
    return rows;
  }

  private Plan plan(Problem problem) {
    Goal goal = Goal.DEFAULT.withTransfer(transfer);
    return strategy.plan(problem, goal, Budget.of(goal.budget(), nanoClock));
  }

  private Row row(
      int devices, List<Problem> problems, List<Plan> plans, double variation, String routing) {
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    double p95 = 0;
    double mean = 0;
    int stable = 0;
    for (int i = 0; i < problems.size(); i++) {
      Problem problem = Varied.of(problems.get(i), variation);
      Plan plan = plans.get(i);
      double seconds = items / plan.framesPerSecond();
      SimulationSettings settings =
          SimulationSettings.DEFAULT
              .withRouting(routing)
              .withAdmission(Admission.OPEN)
              .withArrivals(Arrivals.POISSON)
              .withDuration(Duration.ofMillis((long) (1000 * seconds)))
              .withSeed(i + 1L);
      double ofPlan = flow(problem, plan, settings.withLoad(new Load.Saturated())).ofPlan();
      sum += ofPlan;
      least = Math.min(least, ofPlan);
      most = Math.max(most, ofPlan);
      PipelineFlow partial = flow(problem, plan, settings.withLoad(new Load.Share(PARTIAL_LOAD)));
      if (partial.framesPerSecond() >= STABLE * partial.offeredFramesPerSecond()) {
        stable++;
        p95 += partial.latency().p95();
        mean += partial.latency().mean();
      }
    }
    return new Row(
        devices,
        problems.size(),
        variation,
        routing,
        sum / problems.size(),
        least,
        most,
        stable == 0 ? 0 : p95 / stable,
        stable == 0 ? 0 : mean / stable,
        stable);
  }

  private static PipelineFlow flow(Problem problem, Plan plan, SimulationSettings settings) {
    SimulationReport report = Simulation.of(problem, plan, settings).run();
    if (!report.accounted()) {
      throw new IllegalStateException("The simulation lost frames: " + report);
    }
    return report.pipelines().get(0);
  }
}
