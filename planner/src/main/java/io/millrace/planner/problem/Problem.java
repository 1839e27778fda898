package io.millrace.planner.problem;

import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import io.millrace.topics.record.PipelineId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Devices, pipelines and profiles: all that a plan is made from.
 *
 * @param cluster the devices
 * @param pipelines what they shall carry; at least one
 * @param profiles how long each stage takes where
 */
public record Problem(Cluster cluster, List<PlannedPipeline> pipelines, Profiles profiles) {

  public Problem {
    pipelines = List.copyOf(pipelines);
    if (pipelines.isEmpty()) {
      throw new IllegalArgumentException("pipelines must name at least one pipeline");
    }
    Set<PipelineId> seen = new HashSet<>();
    for (PlannedPipeline pipeline : pipelines) {
      if (!seen.add(pipeline.id())) {
        throw new IllegalArgumentException(
            "pipelines must have names of their own ('%s' stands twice)".formatted(pipeline.id()));
      }
    }
  }

  /** The profile of a stage on a processor; empty when the stage cannot run there. */
  public Optional<StageProfile> profile(
      PlannedPipeline pipeline, PlannedStage stage, Device device, Processor processor) {
    if (stage.memoryBytes() > device.memoryBytes(processor)) {
      return Optional.empty();
    }
    return profiles.find(pipeline.id().value(), stage.id().value(), device, processor);
  }
}
