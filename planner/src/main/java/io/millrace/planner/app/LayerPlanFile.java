package io.millrace.planner.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.layer.LayerExplain;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerScore;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.topics.codec.Json;
import java.util.List;

/**
 * A cut as JSON.
 *
 * @param strategy name of the strategy that made it
 * @param model the network
 * @param times how its times came about
 * @param objective what is least
 * @param value the objective's
 * @param bound no cut that the strategy may choose has less
 * @param gap relative difference of value and bound
 * @param optimal whether the cut is proven optimal
 * @param proof what proves the bound
 * @param pieces who runs what, in the order of layers
 * @param latencySeconds of one inference
 * @param computeSeconds of it, layers
 * @param transferSeconds of it, tensors
 * @param loadSeconds of it, weights
 * @param joules of one inference
 * @param cycleSeconds time between two inferences at full rate
 * @param gramsPerInference carbon, waiting included
 * @param solverSeconds time the strategy took
 * @param why what it means, one sentence each
 */
public record LayerPlanFile(
    String strategy,
    String model,
    String times,
    String objective,
    double value,
    double bound,
    double gap,
    boolean optimal,
    String proof,
    List<PieceRow> pieces,
    @JsonProperty("latency_seconds") double latencySeconds,
    @JsonProperty("compute_seconds") double computeSeconds,
    @JsonProperty("transfer_seconds") double transferSeconds,
    @JsonProperty("load_seconds") double loadSeconds,
    double joules,
    @JsonProperty("cycle_seconds") double cycleSeconds,
    @JsonProperty("grams_per_inference") double gramsPerInference,
    @JsonProperty("solver_seconds") double solverSeconds,
    List<String> why) {

  /** Consecutive layers on one device; {@code from} and {@code to} count from 1, inclusive. */
  public record PieceRow(String device, String point, int from, int to, List<String> layers) {}

  /** A cut as indented JSON. */
  public static String json(LayerProblem problem, LayerSolution solution) {
    LayerScore score = solution.score();
    LayerPlanFile file =
        new LayerPlanFile(
            solution.strategy(),
            problem.name(),
            problem.origin(),
            solution.goal().objective().label(),
            solution.value(),
            solution.bound(),
            solution.gap(),
            solution.optimal(),
            solution.how(),
            solution.pieces().stream()
                .map(
                    p ->
                        new PieceRow(
                            problem.devices().get(p.device()).name(),
                            problem.devices().get(p.device()).points().get(p.point()).name(),
                            p.from() + 1,
                            p.to(),
                            problem.layerNames().subList(p.from(), p.to())))
                .toList(),
            score.seconds(),
            score.computeSeconds(),
            score.transferSeconds(),
            score.loadSeconds(),
            score.joules(),
            score.cycleSeconds(),
            score.gramsPerInference(),
            solution.solverSeconds(),
            LayerExplain.lines(problem, solution));
    return Json.pretty(file) + System.lineSeparator();
  }
}
