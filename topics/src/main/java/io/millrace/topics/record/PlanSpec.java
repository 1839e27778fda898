package io.millrace.topics.record;

import java.time.Instant;
import java.util.List;

/**
 * A plan in force, as the planner publishes it: which instances each planned device runs, and how
 * many lanes each topic has.
 *
 * <p>Epochs only grow. Whoever sees one that is not greater than the last one he saw ignores it.
 *
 * @param epoch number of the plan, from 1
 * @param made when it was adopted
 * @param strategy name of the strategy that made it
 * @param objective what it was made for: {@code throughput}, {@code devices}, {@code energy} or
 *     {@code carbon}
 * @param placements what runs where
 * @param lanes lanes of the stages' topics
 * @param rates what it should carry
 * @param value value of the objective
 * @param bound proven bound on it
 * @param limitStage stage that keeps it from carrying more; empty when nothing does
 * @param limitDevice device that matters most there; empty when nothing does
 * @param why how it came about and why it took the place of the one before, one sentence each
 * @param pinned whether people told the planner to leave it in force
 */
public record PlanSpec(
    long epoch,
    Instant made,
    String strategy,
    String objective,
    List<PlacementSpec> placements,
    List<LaneSpec> lanes,
    List<RateSpec> rates,
    double value,
    double bound,
    String limitStage,
    String limitDevice,
    List<String> why,
    boolean pinned) {

  /** Key of the plan in force on the topic of plans. */
  public static final String IN_FORCE = "in-force";

  public PlanSpec {
    Amounts.checkAtLeastOne("epoch", epoch);
    placements = List.copyOf(placements);
    lanes = List.copyOf(lanes);
    rates = List.copyOf(rates);
    why = List.copyOf(why);
  }

  /** The part of one device, in the plan's order. */
  public List<PlacementSpec> of(DeviceId device) {
    return placements.stream().filter(placement -> placement.device().equals(device)).toList();
  }

  /**
   * Instances of one stage on one processor.
   *
   * @param pipeline the pipeline
   * @param stage the stage
   * @param device the device
   * @param processor name of the processor
   * @param instances how many, at least 1
   * @param memoryBytes what each is planned to hold
   * @param framesPerSecond what they are planned to carry together
   */
  public record PlacementSpec(
      PipelineId pipeline,
      StageId stage,
      DeviceId device,
      String processor,
      int instances,
      long memoryBytes,
      double framesPerSecond) {
    public PlacementSpec {
      Amounts.checkAtLeastOne("instances", instances);
      Amounts.check("memoryBytes", (double) memoryBytes);
      Amounts.check("framesPerSecond", framesPerSecond);
    }
  }

  /**
   * Lanes of the topic that a stage reads.
   *
   * @param pipeline the pipeline
   * @param stage the stage
   * @param lanes 1 to {@value StageSpec#MAX_LANES}
   */
  public record LaneSpec(PipelineId pipeline, StageId stage, int lanes) {
    public LaneSpec {
      if (lanes < 1 || lanes > StageSpec.MAX_LANES) {
        throw new IllegalArgumentException("lanes must be 1 to 1024 (was " + lanes + ")");
      }
    }
  }

  /**
   * What a pipeline should get.
   *
   * @param pipeline the pipeline
   * @param framesPerSecond predicted throughput
   * @param demand frames per second asked for; 0 when no rate is asked for
   * @param latencySeconds predicted mean time through all stages, without queues
   */
  public record RateSpec(
      PipelineId pipeline, double framesPerSecond, double demand, double latencySeconds) {
    public RateSpec {
      Amounts.check("framesPerSecond", framesPerSecond);
      Amounts.check("demand", demand);
      Amounts.check("latencySeconds", latencySeconds);
    }
  }
}
