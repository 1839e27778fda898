package io.millrace.bench.recovery;

import io.millrace.bench.live.LiveProblems;
import io.millrace.models.image.ImageCodec;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.route.RoutingStrategy;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.trace.Tracing;
import io.millrace.worker.app.ModelFile;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.serve.EmulatedDevice;
import io.millrace.worker.serve.Emulation;
import io.millrace.worker.serve.StageInstance;
import io.millrace.worker.serve.StageMeters;
import io.millrace.worker.serve.StageModel;
import io.millrace.worker.serve.StageServices;
import io.millrace.worker.serve.StageSetup;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Two stages of a small real model, and one instance of each on a device. */
final class SmallPipeline {

  /** What a frame takes in a stage, so that an instance dies with work in hand. */
  private static final Duration SERVICE = Duration.ofMillis(10);

  private static final int LANES = 4;

  private SmallPipeline() {}

  static PipelineSpec named(String name) {
    return new PipelineSpec(
        new PipelineId(name), 1, Duration.ofMinutes(5), List.of(stage("first"), stage("second")));
  }

  private static StageSpec stage(String name) {
    return new StageSpec(
        new StageId(name),
        "text-angle",
        1,
        Duration.ZERO,
        LANES,
        StageSpec.DEFAULT_ROUTING,
        Map.of("output-bytes", 3_000));
  }

  /**
   * Starts an instance of each stage; returns when both serve.
   *
   * @param sink where outcomes go
   * @param nanoClock what the instances measure and commit by
   */
  static void serve(
      Vertx vertx,
      PipelineSpec pipeline,
      String device,
      KafkaConnection kafka,
      RecordSink sink,
      LongSupplier nanoClock) {
    for (StageSpec stage : pipeline.stages()) {
      vertx.deployVerticle(instance(pipeline, stage, device, kafka, sink, nanoClock)).await();
    }
  }

  private static StageInstance instance(
      PipelineSpec pipeline,
      StageSpec stage,
      String device,
      KafkaConnection kafka,
      RecordSink sink,
      LongSupplier nanoClock) {
    DeviceId here = new DeviceId(device);
    ModelFile model = LiveProblems.models().apply(stage);
    RoutedSink next =
        pipeline
            .after(stage.name())
            .map(
                after ->
                    new RoutedSink(
                        sink,
                        TopicCatalog.input(pipeline, after.name()),
                        after.name(),
                        RoutingStrategy.named(after.routing()),
                        nanoClock,
                        new SplittableRandom(1)))
            .orElse(null);
    StageServices services =
        new StageServices(
            kafka,
            sink,
            next,
            new EmulatedDevice(here, Emulation.NONE.withService(Map.of(stage.name(), SERVICE))),
            new ImageCodec(1 << 24),
            new StageMeters(MetricRegistry.none(), pipeline.name(), stage.name(), here, true),
            Tracing.OFF,
            report -> {},
            Clock.systemUTC(),
            nanoClock,
            LockSupport::parkNanos);
    return new StageInstance(
        new StageSetup(
            new InstanceId(device + "-" + stage.name()),
            here,
            pipeline,
            stage,
            StageSetup.defaultRoom(stage.batch()),
            Duration.ofSeconds(5)),
        new StageModel(model.task(), () -> InferenceEngine.load(model.file(), Processor.cpu(1))),
        services,
        failed -> {});
  }
}
