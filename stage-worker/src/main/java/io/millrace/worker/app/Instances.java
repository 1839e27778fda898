package io.millrace.worker.app;

import io.millrace.models.image.ImageCodec;
import io.millrace.models.task.Task;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.metric.RouteMeters;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.route.RoutingStrategy;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.trace.Tracing;
import io.millrace.worker.agent.InstanceFactory;
import io.millrace.worker.agent.InstanceKind;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.serve.EmulatedDevice;
import io.millrace.worker.serve.LoadFeed;
import io.millrace.worker.serve.StageInstance;
import io.millrace.worker.serve.StageMeters;
import io.millrace.worker.serve.StageModel;
import io.millrace.worker.serve.StageServices;
import io.millrace.worker.serve.StageSetup;
import java.time.Clock;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a worker's instances from what they share: one producer, one way to every stage, one set of
 * figures per stage. Thread-safe.
 */
final class Instances implements InstanceFactory {

  /** Longest part of a device's or stage's name in an instance's id, which has 100 characters. */
  private static final int NAME_LENGTH = 36;

  private final WorkerSettings settings;
  private final KafkaConnection kafka;
  private final Function<StageSpec, ModelFile> models;
  private final RecordSink sink;
  private final LoadFeed feed;
  private final Consumer<LoadReport> reports;
  private final MetricRegistry registry;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;
  private final ImageCodec codec;
  private final EmulatedDevice device;
  private final String startedAt;
  private final AtomicLong number = new AtomicLong();
  private final Map<String, RoutedSink> routes = new ConcurrentHashMap<>();
  private final Map<String, StageMeters> meters = new ConcurrentHashMap<>();
  private final Tracing tracing;
  private @Nullable PlanSpec plan;

  Instances(
      WorkerSettings settings,
      KafkaConnection kafka,
      Function<StageSpec, ModelFile> models,
      RecordSink sink,
      LoadFeed feed,
      Consumer<LoadReport> reports,
      MetricRegistry registry,
      Tracing tracing,
      Clock clock,
      LongSupplier nanoClock,
      RandomGenerator random) {
    this.settings = settings;
    this.kafka = kafka;
    this.models = models;
    this.sink = sink;
    this.feed = feed;
    this.reports = reports;
    this.registry = registry;
    this.tracing = tracing;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.random = random;
    this.codec = new ImageCodec(settings.maxPicturePixels());
    this.device = new EmulatedDevice(settings.device(), settings.traits().emulation());
    this.startedAt = Long.toString(clock.millis(), Character.MAX_RADIX);
  }

  @Override
  public StageInstance create(InstanceKind kind, Consumer<StageInstance> failed) {
    StageSpec stage = kind.stage();
    ModelFile model = models.apply(stage);
    check(kind.pipeline(), stage, model.task());
    StageSetup setup =
        new StageSetup(
            name(stage),
            settings.device(),
            kind.pipeline(),
            stage,
            StageSetup.defaultRoom(stage.batch()),
            settings.drainDeadline());
    StageServices services =
        new StageServices(
            kafka,
            sink,
            next(kind.pipeline(), stage),
            device,
            codec,
            meters.computeIfAbsent(
                kind.pipeline().name() + "/" + stage.name(),
                unused ->
                    new StageMeters(
                        registry,
                        kind.pipeline().name(),
                        stage.name(),
                        settings.device(),
                        settings.traits().emulation().emulated())),
            tracing,
            reports,
            clock,
            nanoClock,
            LockSupport::parkNanos);
    StageModel loadable =
        new StageModel(
            model.task(),
            stage.piece(),
            () -> InferenceEngine.load(model.file(), kind.processor()));
    return new StageInstance(setup, loadable, services, failed);
  }

  /** Tells every route the plan, those included that are made later. */
  synchronized void plan(PlanSpec newPlan) {
    if (plan == null || newPlan.epoch() > plan.epoch()) {
      plan = newPlan;
    }
    routes.values().forEach(route -> route.plan(newPlan));
  }

  /** Time that all instances have worked, together. */
  double busySeconds() {
    return device.emulation().emulated()
        ? device.workedSeconds()
        : meters.values().stream().mapToDouble(StageMeters::busySeconds).sum();
  }

  /** What the device pretends, and its network. */
  EmulatedDevice device() {
    return device;
  }

  /** Bytes that the instances have sent to other devices and as results. */
  long sentBytes() {
    return device.sentBytes();
  }

  /** Device, stage, a number within the process, and when the process began. */
  private InstanceId name(StageSpec stage) {
    return new InstanceId(
        "%s-%s-%d-%s"
            .formatted(
                cut(settings.device().value()),
                cut(stage.name().value()),
                number.incrementAndGet(),
                startedAt));
  }

  private static String cut(String name) {
    return name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH);
  }

  /** Stages after the first get crops, never the frame, so only the first may look for things. */
  private static void check(PipelineSpec pipeline, StageSpec stage, Task task) {
    if (task.finds() && stage.piece().first() && !pipeline.first().equals(stage)) {
      throw new IllegalArgumentException(
          "The stage '%s' of the pipeline '%s' looks for things in a whole frame (model '%s'), but only the first stage gets whole frames.%nMaybe make it the first stage, or a pipeline of its own."
              .formatted(stage.name(), pipeline.name(), stage.model()));
    }
  }

  private @Nullable RoutedSink next(PipelineSpec pipeline, StageSpec stage) {
    return pipeline.after(stage.name()).map(next -> route(pipeline, next)).orElse(null);
  }

  private synchronized RoutedSink route(PipelineSpec pipeline, StageSpec stage) {
    String topic = TopicCatalog.input(pipeline, stage.name());
    RoutedSink made = routes.get(topic);
    if (made != null) {
      return made;
    }
    RoutedSink route =
        new RoutedSink(
            sink,
            topic,
            stage.name(),
            RoutingStrategy.named(stage.routing()),
            new RouteMeters(registry, pipeline.name().value(), stage.name().value()),
            nanoClock,
            new SplittableRandom(random.nextLong()));
    PlanSpec known = plan;
    if (known != null) {
      route.plan(known);
    }
    routes.put(topic, route);
    feed.add(pipeline.name(), route);
    return route;
  }
}
