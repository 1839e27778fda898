package io.millrace.planner.plan;

import io.millrace.planner.problem.TransferReading;
import java.util.List;

/**
 * Which instances run where, what that carries, and how far it is from the best.
 *
 * @param strategy name of the strategy that made it
 * @param transfer how links were read as transfer time
 * @param placements who runs what; in the order of pipelines, stages and devices
 * @param lanes lanes of every topic that a stage reads
 * @param rates what each pipeline gets, in the order of pipelines
 * @param watts predicted power of the devices in use; 0 when no device's power is known
 * @param carbonGramsPerHour predicted emissions, CO₂ equivalent; 0 when no zone is known
 * @param proof value and bound of the objective
 * @param limit what keeps it from carrying more
 * @param missing what the demand lacks, one sentence each; empty when all of it is carried
 * @param solverSeconds time the strategy took
 * @param why how the plan came about, one sentence each
 */
public record Plan(
    String strategy,
    TransferReading transfer,
    List<Placement> placements,
    List<LaneCount> lanes,
    List<PipelineRate> rates,
    double watts,
    double carbonGramsPerHour,
    Proof proof,
    Limit limit,
    List<String> missing,
    double solverSeconds,
    List<String> why) {

  public Plan {
    placements = List.copyOf(placements);
    lanes = List.copyOf(lanes);
    rates = List.copyOf(rates);
    missing = List.copyOf(missing);
    why = List.copyOf(why);
    if (rates.isEmpty()) {
      throw new IllegalArgumentException("rates must name at least one pipeline");
    }
  }

  /** Frames per second of all pipelines together. */
  public double framesPerSecond() {
    return rates.stream().mapToDouble(PipelineRate::framesPerSecond).sum();
  }
}
