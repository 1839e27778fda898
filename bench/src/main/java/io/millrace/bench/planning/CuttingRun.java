package io.millrace.bench.planning;

import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerObjective;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.layer.OperatingPoint;
import io.millrace.planner.layer.Radio;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerMethod;
import io.millrace.planner.solve.layer.LayerStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Measures cutting one network over devices: the least energy within 1.3 times the least latency,
 * on random chains whose tensors shrink and whose bundles differ by 5 % from what they add up to.
 */
public final class CuttingRun {

  private static final Duration BUDGET = Duration.ofSeconds(60);
  private static final double SLACK = 1.3;

  /**
   * One size.
   *
   * @param proven how many cuts were proven optimal
   * @param seconds from costs to proof, by seed; rising
   */
  public record Size(
      int layers, int devices, int points, LayerMethod method, int proven, List<Double> seconds) {
    public double median() {
      return seconds.get(seconds.size() / 2);
    }

    public double worst() {
      return seconds.get(seconds.size() - 1);
    }
  }

  private final LongSupplier nanoClock;

  public CuttingRun(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Loads the solver, so that no size pays for it. */
  public void warmUp() {
    size(8, 2, 2, LayerMethod.PROGRAM, 2);
    size(8, 2, 2, LayerMethod.PATHS_FIRST, 2);
  }

  /** Random chains of one size. */
  public Size size(int layers, int devices, int points, LayerMethod method, int seeds) {
    LayerStrategy strategy = LayerStrategy.FREQUENCY.by(method);
    List<Double> seconds = new ArrayList<>();
    int proven = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      LayerProblem problem = problem(layers, devices, points, seed);
      double fastest = LayerStrategy.FREQUENCY.solve(problem, LayerGoal.LATENCY, budget()).value();
      LayerSolution solution =
          strategy.solve(
              problem, LayerGoal.least(LayerObjective.ENERGY).within(SLACK * fastest), budget());
      proven += solution.optimal() ? 1 : 0;
      seconds.add(solution.solverSeconds());
    }
    Collections.sort(seconds);
    return new Size(layers, devices, points, method, proven, seconds);
  }

  private Budget budget() {
    return Budget.of(BUDGET, nanoClock);
  }

  private static LayerProblem problem(int layers, int devices, int points, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<LayerDevice> all = new ArrayList<>();
    for (int d = 0; d < devices; d++) {
      double watts = random.nextDouble(2, 6);
      List<OperatingPoint> frequencies = new ArrayList<>();
      for (int p = 0; p < points; p++) {
        double speed = 0.4 + 0.6 * p / Math.max(1, points - 1);
        frequencies.add(
            new OperatingPoint("f" + p, speed, watts * (0.35 + 0.65 * speed * speed * speed)));
      }
      all.add(
          new LayerDevice(
              "device-" + d,
              frequencies,
              Double.POSITIVE_INFINITY,
              new Radio(random.nextDouble(0.5, 4), random.nextDouble(0.5, 3)),
              1,
              0));
    }
    double[] work = new double[layers];
    double[] bytes = new double[layers + 1];
    for (int i = 0; i < layers; i++) {
      work[i] = 0.01 * Math.exp(random.nextDouble(-3, 0));
    }
    for (int k = 0; k <= layers; k++) {
      bytes[k] = Math.exp(-2.5 * k / layers + random.nextDouble(-1, 1));
    }
    LayerProblem.Builder builder =
        new LayerProblem.Builder(
            "random",
            "measured",
            IntStream.range(0, layers).mapToObj(i -> "layer-" + i).toList(),
            all,
            0,
            0);
    for (int d = 0; d < devices; d++) {
      double own = d == 0 ? 1 : random.nextDouble(1, 6);
      for (int p = 0; p < points; p++) {
        double speed = own * all.get(d).points().get(p).flopsPerSecond();
        for (int from = 0; from < layers; from++) {
          double sum = 0;
          for (int to = from + 1; to <= layers; to++) {
            sum += work[to - 1];
            builder.piece(d, p, from, to, 5e-4 + sum / speed * random.nextDouble(0.95, 1.05));
          }
        }
      }
      for (int e = 0; e < devices; e++) {
        if (e != d) {
          double bandwidth = random.nextDouble(5, 60);
          for (int k = 0; k <= layers; k++) {
            builder.hop(k, d, e, 1e-3 + bytes[k] / bandwidth);
          }
        }
      }
    }
    return builder.build();
  }
}
