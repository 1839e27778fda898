package io.millrace.worker.agent;

import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.DeviceSpec.ProcessorSpec;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.PlanSpec.PlacementSpec;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.infer.Processor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Decides what a plan means for one device. Pure and stateless. */
public final class PlanReader {

  private static final double MEGABYTE = 1e6;

  private PlanReader() {}

  /**
   * Reads a plan.
   *
   * @param device the device, with its memory; a processor that has none of its own shares it
   * @param lastEpoch the greatest epoch seen so far, refused ones included; 0 before the first
   * @param pipeline the pipeline that the device's worker works for
   * @param processors the device's processors by name
   */
  public static PlanAnswer read(
      PlanSpec plan,
      DeviceSpec device,
      long lastEpoch,
      PipelineSpec pipeline,
      Map<String, Processor> processors) {
    if (plan.epoch() <= lastEpoch) {
      return new PlanAnswer.Old(plan.epoch(), lastEpoch);
    }
    List<PlacementSpec> placements = plan.of(device.name());
    Map<InstanceKind, Integer> instances = new LinkedHashMap<>();
    for (PlacementSpec placement : placements) {
      if (!placement.pipeline().equals(pipeline.name())) {
        return refuse(
            plan,
            "has instances of the pipeline '%s' but the worker works for '%s'"
                .formatted(placement.pipeline(), pipeline.name()));
      }
      Processor processor = processors.get(placement.processor());
      if (processor == null) {
        return refuse(
            plan,
            "wants the processor '%s' but the device has %s"
                .formatted(placement.processor(), processors.keySet()));
      }
      StageSpec stage =
          pipeline.stages().stream()
              .filter(candidate -> candidate.name().equals(placement.stage()))
              .findFirst()
              .orElse(null);
      if (stage == null) {
        return refuse(
            plan,
            "has instances of the stage '%s' but the pipeline '%s' has %s"
                .formatted(
                    placement.stage(),
                    pipeline.name(),
                    pipeline.stages().stream().map(StageSpec::name).toList()));
      }
      instances.merge(
          new InstanceKind(pipeline, stage, processor), placement.instances(), Integer::sum);
    }
    String lack = lack(placements, device);
    return lack.isEmpty()
        ? new PlanAnswer.Follow(plan.epoch(), new Target(instances))
        : refuse(plan, lack);
  }

  /** Which memory is too small for what is placed on it; empty when none is. */
  private static String lack(List<PlacementSpec> placements, DeviceSpec device) {
    Map<String, Long> own =
        device.processors().stream()
            .filter(processor -> processor.memoryBytes() > 0)
            .collect(Collectors.toMap(ProcessorSpec::name, ProcessorSpec::memoryBytes));
    for (Map.Entry<String, Long> processor : own.entrySet()) {
      List<PlacementSpec> there =
          placements.stream().filter(p -> p.processor().equals(processor.getKey())).toList();
      String lack = lack(there, "processor '" + processor.getKey() + "'", processor.getValue());
      if (!lack.isEmpty()) {
        return lack;
      }
    }
    List<PlacementSpec> shared =
        placements.stream().filter(p -> !own.containsKey(p.processor())).toList();
    return lack(shared, "device", device.memoryBytes());
  }

  private static String lack(List<PlacementSpec> placements, String where, long memoryBytes) {
    double needed = 0;
    int instances = 0;
    for (PlacementSpec placement : placements) {
      needed += (double) placement.memoryBytes() * placement.instances();
      instances += placement.instances();
    }
    return needed <= memoryBytes
        ? ""
        : "needs %.0f MB for %d instances but the %s has %.0f MB"
            .formatted(
                Math.ceil(needed / MEGABYTE), instances, where, Math.floor(memoryBytes / MEGABYTE));
  }

  private static PlanAnswer refuse(PlanSpec plan, String what) {
    return new PlanAnswer.Refuse(
        plan.epoch(), "The plan of epoch %d %s.".formatted(plan.epoch(), what));
  }
}
