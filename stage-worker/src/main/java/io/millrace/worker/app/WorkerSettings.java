package io.millrace.worker.app;

import io.millrace.models.image.ImageCodec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.serve.StageSetup;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a worker is told.
 *
 * @param device the device that it speaks for
 * @param pipeline the pipeline that it works for
 * @param instances how many instances of which stage it runs; none when it follows the plan
 * @param processor what their models run on
 * @param traits what people say of the device
 * @param maxPicturePixels greatest picture that is decoded
 * @param drainDeadline how long instances may finish what they have when they are stopped
 */
public record WorkerSettings(
    DeviceId device,
    PipelineSpec pipeline,
    Map<StageId, Integer> instances,
    Processor processor,
    DeviceTraits traits,
    long maxPicturePixels,
    Duration drainDeadline) {

  /** Checks that the stages are the pipeline's and that there is anything to run. */
  public WorkerSettings {
    instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
    instances.keySet().forEach(pipeline::stage);
    int wanted = instances.values().stream().mapToInt(Integer::intValue).sum();
    if (traits.planned() && wanted > 0) {
      throw new IllegalArgumentException(
          "The device '%s' follows the plan, so it cannot be told to run %s.%nMaybe leave either away."
              .formatted(device, instances));
    }
    if (!traits.planned() && wanted < 1) {
      throw new IllegalArgumentException(
          "The device '%s' has no instances to run.%nMaybe give it some: devices: - name: %s, instances: {%s: 1}; or let it follow the plan: planned: true."
              .formatted(device, device, pipeline.first().name()));
    }
  }

  /** A worker at full speed, with default limits. */
  public static WorkerSettings of(
      DeviceId device,
      PipelineSpec pipeline,
      Map<StageId, Integer> instances,
      Processor processor) {
    return new WorkerSettings(
        device,
        pipeline,
        instances,
        processor,
        DeviceTraits.DEFAULT,
        ImageCodec.DEFAULT_MAX_PIXELS,
        StageSetup.DEFAULT_DRAIN_DEADLINE);
  }

  /** A worker that runs what the plan gives it, with default limits. */
  public static WorkerSettings planned(
      DeviceId device, PipelineSpec pipeline, Processor processor, DeviceTraits traits) {
    return new WorkerSettings(
        device,
        pipeline,
        Map.of(),
        processor,
        traits,
        ImageCodec.DEFAULT_MAX_PIXELS,
        StageSetup.DEFAULT_DRAIN_DEADLINE);
  }

  /** What the processor is called in plans and profiles. */
  String processorName() {
    return processor.provider().label();
  }
}
