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
 * @param instances how many instances of which stage it runs
 * @param processor what their models run on
 * @param slowdown how many times slower than this machine the device pretends to be, at least 1
 * @param maxPicturePixels greatest picture that is decoded
 * @param drainDeadline how long instances may finish what they have when they are stopped
 * @param httpPort port of {@code /metrics}, {@code /livez} and {@code /readyz}: 0 for any free one,
 *     {@link #NO_HTTP} for none
 */
public record WorkerSettings(
    DeviceId device,
    PipelineSpec pipeline,
    Map<StageId, Integer> instances,
    Processor processor,
    double slowdown,
    long maxPicturePixels,
    Duration drainDeadline,
    int httpPort) {

  /** No HTTP server. */
  public static final int NO_HTTP = -1;

  private static final int GREATEST_PORT = 65_535;

  /** Checks that the stages are the pipeline's and that there is anything to run. */
  public WorkerSettings {
    instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
    instances.keySet().forEach(pipeline::stage);
    if (instances.values().stream().mapToInt(Integer::intValue).sum() < 1) {
      throw new IllegalArgumentException(
          "The device '%s' has no instances to run.%nMaybe give it some: devices: - name: %s, instances: {%s: 1}."
              .formatted(device, device, pipeline.first().name()));
    }
    if (httpPort < NO_HTTP || httpPort > GREATEST_PORT) {
      throw new IllegalArgumentException("httpPort must be 0 to 65535 (was " + httpPort + ")");
    }
  }

  /** A worker at full speed, with default limits and without HTTP. */
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
        1,
        ImageCodec.DEFAULT_MAX_PIXELS,
        StageSetup.DEFAULT_DRAIN_DEADLINE,
        NO_HTTP);
  }

  /** The same worker with an HTTP server. */
  public WorkerSettings withHttpPort(int port) {
    return new WorkerSettings(
        device, pipeline, instances, processor, slowdown, maxPicturePixels, drainDeadline, port);
  }
}
