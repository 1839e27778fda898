package io.millrace.bench.planning;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.Nudif;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures the planner: times by JMH, gaps after a fixed time by planning once per seed. */
public final class PlanningRun {

  /** Seeds per size of the curve of time over devices. */
  private static final int CURVE_SEEDS = 5;

  /**
   * Times until plans were proven optimal.
   *
   * @param devices how many, with four stages and direct links
   * @param transfer the reading
   * @param seconds by seed: the mean of three runs in a warm JVM; rising
   */
  public record Proven(int devices, TransferReading transfer, List<Double> seconds) {
    public double median() {
      int middle = seconds.size() / 2;
      return seconds.size() % 2 == 1
          ? seconds.get(middle)
          : (seconds.get(middle - 1) + seconds.get(middle)) / 2;
    }

    public double worst() {
      return seconds.get(seconds.size() - 1);
    }
  }

  /**
   * Gaps after a fixed time.
   *
   * @param devices how many, through a broker
   * @param stages how many
   * @param budgetSeconds the time given, from problem to plan
   * @param gaps shares, by seed
   * @param seconds longest time that it took
   * @param how what proved the bound of the last plan
   */
  public record Gap(
      int devices,
      int stages,
      double budgetSeconds,
      List<Double> gaps,
      double seconds,
      String how) {
    public double worst() {
      return gaps.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
  }

  private final LongSupplier nanoClock;

  public PlanningRun(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Times of 24 devices over 20 seeds, both readings. */
  public List<Proven> proofs() throws RunnerException {
    return run(new OptionsBuilder());
  }

  /** Times over the number of devices. */
  public List<Proven> curve() throws RunnerException {
    String[] seeds = new String[CURVE_SEEDS];
    Arrays.setAll(seeds, Integer::toString);
    OptionsBuilder options = new OptionsBuilder();
    options.param("devices", "4", "8", "12", "16", "20", "28", "32", "36", "40");
    options.param("transfer", TransferReading.MEAN.name());
    options.param("seed", seeds);
    return run(options);
  }

  private static List<Proven> run(OptionsBuilder options) throws RunnerException {
    options.include(ProofBenchmark.class.getName()).shouldFailOnError(true);
    options.verbosity(VerboseMode.SILENT);
    Collection<RunResult> results = new Runner(options.build()).run();
    Map<String, Map<Integer, List<Double>>> seconds = new TreeMap<>();
    for (RunResult result : results) {
      seconds
          .computeIfAbsent(result.getParams().getParam("transfer"), key -> new TreeMap<>())
          .computeIfAbsent(
              Integer.parseInt(result.getParams().getParam("devices")), key -> new ArrayList<>())
          .add(result.getPrimaryResult().getScore());
    }
    List<Proven> all = new ArrayList<>();
    seconds.forEach(
        (transfer, sizes) ->
            sizes.forEach(
                (devices, times) ->
                    all.add(
                        new Proven(
                            devices,
                            TransferReading.named(transfer),
                            times.stream().sorted().toList()))));
    return all;
  }

  /** Gaps over some seeds; one plan more is made first and forgotten, to warm the JVM up. */
  public Gap gap(int devices, int stages, Duration budget, int seeds) {
    plan(LargeInstances.problem(devices, stages, seeds), budget);
    List<Double> gaps = new ArrayList<>();
    double longest = 0;
    String how = "";
    for (int seed = 0; seed < seeds; seed++) {
      Plan plan = plan(LargeInstances.problem(devices, stages, seed), budget);
      gaps.add(plan.proof().gap());
      longest = Math.max(longest, plan.solverSeconds());
      how = plan.proof().how();
    }
    return new Gap(devices, stages, budget.toMillis() / 1000.0, gaps, longest, how);
  }

  private Plan plan(Problem problem, Duration budget) {
    return new Nudif().plan(problem, Goal.DEFAULT, Budget.of(budget, nanoClock));
  }
}
