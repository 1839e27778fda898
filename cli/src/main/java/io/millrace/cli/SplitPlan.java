package io.millrace.cli;

import io.millrace.models.graph.Chain;
import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.app.MeasuredLayers;
import io.millrace.planner.layer.AnalyticModel;
import io.millrace.planner.layer.Layer;
import io.millrace.planner.layer.LayerChain;
import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.layer.Piece;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerStrategy;
import io.millrace.topics.record.LayerProfileSpec;
import io.millrace.topics.record.TensorForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which device runs which units of a model: the answer of a layer strategy. Everything starts at
 * the first device, which has the camera.
 *
 * @param problem what every choice costs
 * @param solution the strategy's answer
 * @param rate inferences per second that were asked for
 * @param stretches who runs what, in the order of units
 */
record SplitPlan(
    LayerProblem problem, LayerSolution solution, double rate, List<Stretch> stretches) {

  private static final Duration SOLVING = Duration.ofSeconds(20);
  private static final Duration TRYING = Duration.ofSeconds(3);
  private static final int HALVINGS = 7;

  /** What remains of the greatest rate, so that waiting lines stay short. */
  private static final double PART_OF_GREATEST = 0.95;

  /**
   * Consecutive units on one device.
   *
   * @param device index of the device
   * @param from first unit, from 0
   * @param to the unit after the last
   */
  record Stretch(int device, int from, int to) {}

  /**
   * What is asked.
   *
   * @param chain the model
   * @param name its name
   * @param wholeSeconds of one inference of the whole model on this machine
   * @param profile measured times of bundles on this machine; null to estimate by FLOPs
   * @param slowdowns of the devices
   * @param bytesPerSecond between each two devices
   * @param tensors how tensors travel
   * @param strategy how to cut
   * @param rate inferences per second that the devices must keep up with; 0 for as many as they can
   */
  @SuppressWarnings("ArrayRecordComponent") // copied when it is read
  record Question(
      Chain chain,
      String name,
      double wholeSeconds,
      @Nullable LayerProfileSpec profile,
      double[] slowdowns,
      double bytesPerSecond,
      TensorForm tensors,
      LayerStrategy strategy,
      double rate) {

    @Override
    public double[] slowdowns() {
      return slowdowns.clone();
    }
  }

  /**
   * The cut of least latency that keeps the rate.
   *
   * @throws PlanningException if there is none
   */
  static SplitPlan make(Question question) {
    LayerProblem problem = problem(question);
    double rate = question.rate();
    if (rate == 0) {
      rate = PART_OF_GREATEST * greatestRate(question, problem);
    }
    LayerSolution solution = solve(question, problem, rate, SOLVING);
    return new SplitPlan(problem, solution, rate, stretches(solution));
  }

  private static LayerSolution solve(
      Question question, LayerProblem problem, double rate, Duration time) {
    return question
        .strategy()
        .solve(problem, LayerGoal.LATENCY.atRate(rate), Budget.of(time, System::nanoTime));
  }

  /** By halving: between what the fastest device does alone and what all do without transfers. */
  private static double greatestRate(Question question, LayerProblem problem) {
    double all = 0;
    double alone = 0;
    for (double slowdown : question.slowdowns()) {
      all += 1 / (slowdown * question.wholeSeconds());
      alone = Math.max(alone, 1 / (slowdown * question.wholeSeconds()));
    }
    // With links that carry nothing, the camera's own device still does something.
    double least = feasible(question, problem, alone) ? alone : 0;
    double most = all;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (least + most) / 2;
      if (feasible(question, problem, middle)) {
        least = middle;
      } else {
        most = middle;
      }
    }
    return least > 0 ? least : 1 / (question.slowdowns()[0] * question.wholeSeconds());
  }

  private static boolean feasible(Question question, LayerProblem problem, double rate) {
    try {
      solve(question, problem, rate, TRYING);
      return true;
    } catch (PlanningException e) {
      if (e.reason() == Reason.INFEASIBLE || e.reason() == Reason.TIME) {
        return false;
      }
      throw e;
    }
  }

  private static LayerProblem problem(Question question) {
    double[] slowdowns = question.slowdowns();
    int n = slowdowns.length;
    LayerChain chain = chain(question);
    double flops = chain.flops(0, chain.layers().size());
    List<LayerDevice> devices = new ArrayList<>();
    for (int d = 0; d < n; d++) {
      devices.add(
          LayerDevice.of(
              device(d), flops / question.wholeSeconds() / slowdowns[d], Double.POSITIVE_INFINITY));
    }
    double[][] rates = new double[n][n];
    for (double[] row : rates) {
      Arrays.fill(row, question.bytesPerSecond());
    }
    LayerProblem.Builder builder =
        AnalyticModel.builder(chain, devices, rates, new double[n][n], 0, 0);
    LayerProfileSpec profile = question.profile();
    if (profile != null) {
      for (int d = 0; d < n; d++) {
        new MeasuredLayers(profile).addTo(builder, d, 0, slowdowns[d]);
      }
    }
    return builder.build();
  }

  /** Tensors have the size that they travel with. */
  private static LayerChain chain(Question question) {
    double factor = (double) question.tensors().bytes() / Float.BYTES;
    return LayerChain.of(
        question.name(),
        (double) question.chain().inputBytes(),
        question.chain().units().stream()
            .map(
                unit ->
                    new Layer(
                        unit.name(),
                        (double) unit.flops(),
                        (double) unit.macs(),
                        (double) unit.weightBytes(),
                        unit.outputBytes() * factor))
            .toList());
  }

  private static List<Stretch> stretches(LayerSolution solution) {
    List<Stretch> stretches = new ArrayList<>();
    for (Piece piece : solution.pieces()) {
      int last = stretches.size() - 1;
      if (last >= 0 && stretches.get(last).device() == piece.device()) {
        stretches.set(last, new Stretch(piece.device(), stretches.get(last).from(), piece.to()));
      } else {
        stretches.add(new Stretch(piece.device(), piece.from(), piece.to()));
      }
    }
    return List.copyOf(stretches);
  }

  /** A device's name. */
  static String device(int index) {
    return "edge-" + (index + 1);
  }
}
