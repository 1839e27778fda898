package io.millrace.dispatcher.board;

import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.time.Instant;
import java.util.List;

/**
 * A decision of the planner and what came of it.
 *
 * @param at when
 * @param kind what was decided
 * @param epoch plan that was in force after it; 0 before the first
 * @param trigger what made the planner think
 * @param why one sentence each
 * @param changes what its plan changed; empty when it brought none or the plan before is not known
 * @param planned frames per second that the plan in force after it is predicted to carry
 * @param proposed the same of the plan that was compared with it; 0 when none was
 * @param measuredBefore frames per second measured before it; 0 when not measured
 * @param measuredAfter frames per second measured some time after it; 0 while not measured
 * @param judged whether {@code measuredAfter} was measured
 */
public record DecisionView(
    Instant at,
    DecisionSpec.Kind kind,
    long epoch,
    String trigger,
    List<String> why,
    List<Change> changes,
    double planned,
    double proposed,
    double measuredBefore,
    double measuredAfter,
    boolean judged) {

  public DecisionView {
    why = List.copyOf(why);
    changes = List.copyOf(changes);
  }

  /**
   * Instances of a stage on a device, before and after.
   *
   * @param pipeline the pipeline
   * @param stage the stage
   * @param device the device
   * @param before instances in the plan before
   * @param after instances in this plan
   */
  public record Change(
      PipelineId pipeline, StageId stage, DeviceId device, int before, int after) {}
}
