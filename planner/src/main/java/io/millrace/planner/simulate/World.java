package io.millrace.planner.simulate;

import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.plan.LaneCount;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.StageProfile;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan set up: its processors, stages and instances, numbered. */
final class World {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Lanes per instance where the plan names no lanes for a stage. */
  private static final int LANES_PER_INSTANCE = 2;

  final Problem problem;
  final List<ProcessorNode> processors = new ArrayList<>();

  /** Stages of all pipelines, one pipeline after the other. */
  final List<StageNode> stages = new ArrayList<>();

  final List<InstanceNode> instances = new ArrayList<>();

  /** First stage of each pipeline. */
  final List<StageNode> firstStages = new ArrayList<>();

  final List<List<InstanceNode>> instancesOfDevice = new ArrayList<>();

  private record StageKey(PipelineId pipeline, StageId stage) {}

  private record ProcessorKey(int device, String processor) {}

  private final Map<StageKey, StageNode> stageByName = new HashMap<>();
  private final Map<ProcessorKey, ProcessorNode> processorByName = new HashMap<>();
  private final Map<String, Integer> deviceByName = new HashMap<>();

  /**
   * Sets a plan up.
   *
   * @throws IllegalArgumentException if a placement names what the problem does not have, if a
   *     stage can not run where it is placed, or is placed nowhere
   */
  World(Problem problem, Plan plan) {
    this.problem = problem;
    Map<StageKey, Integer> lanes = lanes(plan);
    for (int p = 0; p < problem.pipelines().size(); p++) {
      addStages(p, lanes);
    }
    for (int j = 0; j < problem.cluster().devices().size(); j++) {
      Device device = problem.cluster().devices().get(j);
      deviceByName.put(device.id().value(), j);
      instancesOfDevice.add(new ArrayList<>());
      for (Processor unit : device.processors()) {
        ProcessorNode node = new ProcessorNode(j, unit.name(), unit.parallel());
        processors.add(node);
        processorByName.put(new ProcessorKey(j, unit.name()), node);
      }
    }
    for (int i = 0; i < plan.placements().size(); i++) {
      place(plan.placements().get(i), "placements[%d]".formatted(i));
    }
    for (StageNode stage : stages) {
      if (stage.instances.isEmpty()) {
        throw new IllegalArgumentException(
            "The plan places stage '%s' of pipeline '%s' nowhere."
                .formatted(stage.name, stage.pipeline));
      }
    }
  }

  private static Map<StageKey, Integer> lanes(Plan plan) {
    Map<StageKey, Integer> lanes = new HashMap<>();
    for (LaneCount count : plan.lanes()) {
      lanes.put(new StageKey(count.pipeline(), count.stage()), count.lanes());
    }
    if (lanes.isEmpty()) {
      for (Placement placement : plan.placements()) {
        lanes.merge(
            new StageKey(placement.pipeline(), placement.stage()),
            LANES_PER_INSTANCE * placement.instances(),
            Integer::sum);
      }
      lanes.replaceAll((stage, count) -> Math.min(StageSpec.MAX_LANES, count));
    }
    return lanes;
  }

  private void addStages(int p, Map<StageKey, Integer> lanes) {
    PlannedPipeline pipeline = problem.pipelines().get(p);
    for (int s = 0; s < pipeline.stages().size(); s++) {
      PlannedStage stage = pipeline.stages().get(s);
      StageKey key = new StageKey(pipeline.id(), stage.id());
      StageNode node =
          new StageNode(
              stages.size(),
              pipeline.id(),
              stage.id(),
              p,
              s == pipeline.stages().size() - 1,
              stage.batch(),
              stage.outputBytes(),
              pipeline.bytesThrough(s),
              lanes.getOrDefault(key, LANES_PER_INSTANCE));
      stages.add(node);
      stageByName.put(key, node);
      if (s == 0) {
        firstStages.add(node);
      }
    }
  }

  private void place(Placement placement, String where) {
    StageNode stage = stageByName.get(new StageKey(placement.pipeline(), placement.stage()));
    if (stage == null) {
      throw new IllegalArgumentException(
          "%s: the problem has no stage '%s' in a pipeline '%s'"
              .formatted(where, placement.stage(), placement.pipeline()));
    }
    int device = device(placement.device().value(), where);
    ProcessorNode processor = processorByName.get(new ProcessorKey(device, placement.processor()));
    if (processor == null) {
      throw new IllegalArgumentException(
          "%s: device '%s' has no processor '%s'"
              .formatted(where, placement.device(), placement.processor()));
    }
    StageProfile profile = profile(stage, device, placement.processor(), where);
    double[] callNanos = new double[stage.batch + 1];
    for (int batch = 1; batch <= stage.batch; batch++) {
      callNanos[batch] = NANOS_PER_SECOND * profile.curve().callSeconds(batch);
    }
    for (int k = 0; k < placement.instances(); k++) {
      String name =
          "%s-%s-%s-%d"
              .formatted(
                  placement.device(), placement.processor(), placement.stage(), instances.size());
      InstanceNode instance =
          new InstanceNode(
              instances.size(), name, stage, processor, callNanos, profile.variation());
      instances.add(instance);
      stage.instances.add(instance);
      stage.weights.put(name, placement.framesPerSecond() / placement.instances());
      instancesOfDevice.get(device).add(instance);
    }
  }

  private StageProfile profile(StageNode stage, int device, String processor, String where) {
    PlannedPipeline pipeline = problem.pipelines().get(stage.pipelineIndex);
    PlannedStage planned =
        pipeline.stages().stream().filter(s -> s.id().equals(stage.name)).findFirst().orElseThrow();
    Device found = problem.cluster().devices().get(device);
    Processor unit =
        found.processors().stream()
            .filter(candidate -> candidate.name().equals(processor))
            .findFirst()
            .orElseThrow();
    return problem
        .profile(pipeline, planned, found, unit)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: stage '%s' cannot run on processor '%s' of device '%s': it has no profile there, or does not fit its memory"
                        .formatted(where, stage.name, processor, found.id())));
  }

  /**
   * The place of the device of this name.
   *
   * @param where what names it, for the error
   */
  int device(String name, String where) {
    Integer found = deviceByName.get(name);
    if (found == null) {
      throw new IllegalArgumentException("%s: there is no device '%s'".formatted(where, name));
    }
    return found;
  }
}
