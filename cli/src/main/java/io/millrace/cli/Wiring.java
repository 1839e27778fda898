package io.millrace.cli;

import io.millrace.cli.config.DeviceSection;
import io.millrace.cli.config.MillraceConfig;
import io.millrace.dispatcher.app.Dispatcher;
import io.millrace.dispatcher.app.DispatcherSettings;
import io.millrace.dispatcher.results.Released;
import io.millrace.dispatcher.web.CameraControl;
import io.millrace.dispatcher.web.Readiness;
import io.millrace.dispatcher.web.WebSettings;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.StageId;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.trace.Tracing;
import io.millrace.worker.app.DeviceTraits;
import io.millrace.worker.app.Worker;
import io.millrace.worker.app.WorkerSettings;
import io.millrace.worker.infer.ExecutionProvider;
import io.millrace.worker.infer.Processor;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Puts the modules together, the same way for every command. */
final class Wiring {

  private static final Duration DRAIN = Duration.ofSeconds(20);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Wiring() {}

  /** Creates the topics that the configuration needs and the cluster lacks. */
  static void ensureTopics(MillraceConfig config, KafkaConnection kafka, String clientId) {
    try (TopicAdmin admin = new TopicAdmin(kafka.admin(clientId))) {
      admin.ensure(
          TopicCatalog.topics(config.pipeline().toSpec(), config.limits().maxRecordBytes()));
    }
  }

  /** The same, with a progress line while the cluster takes its time. */
  static void prepareTopics(
      MillraceConfig config, KafkaConnection kafka, String clientId, Progress progress)
      throws Exception {
    progress.during(
        "preparing the topics on " + kafka.bootstrapServers(),
        () -> {
          ensureTopics(config, kafka, clientId);
          return true;
        });
  }

  /** What the process's {@code OTEL_*} variables ask for. */
  static Tracing tracing(String service) {
    return Tracing.open(service, System.getenv(), Clock.systemUTC(), System::nanoTime);
  }

  /** A dispatcher on the real clocks. */
  static Dispatcher dispatcher(
      MillraceConfig config,
      KafkaConnection kafka,
      MetricRegistry registry,
      Tracing tracing,
      WebSettings web,
      List<Consumer<Released>> listeners)
      throws InterruptedException {
    DispatcherSettings settings =
        DispatcherSettings.of(
            Map.copyOf(Version.all()).getOrDefault("millrace", ""),
            config.pipeline().toSpec(),
            web);
    return Dispatcher.start(
        settings,
        kafka,
        registry,
        tracing,
        listeners,
        Clock.systemUTC(),
        System::nanoTime,
        new SplittableRandom());
  }

  /**
   * What a device is told.
   *
   * @param planned whether it follows the plan; then {@code instances} is empty
   */
  static WorkerSettings workerSettings(
      MillraceConfig config,
      DeviceSection device,
      boolean planned,
      Map<StageId, Integer> instances) {
    Processor processor =
        Processor.cpu(device.processor().threads())
            .with(ExecutionProvider.named(device.processor().provider()))
            .with(Processor.Optimisation.named(device.processor().optimisation()));
    return new WorkerSettings(
        new DeviceId(device.name()),
        config.pipeline().toSpec(),
        instances,
        processor,
        new DeviceTraits(device.kind(), device.zone(), planned, device.emulation()),
        config.limits().maxPicturePixels(),
        DRAIN);
  }

  /** A worker on the real clocks; returns when all its instances serve. */
  static Worker worker(
      WorkerSettings settings,
      KafkaConnection kafka,
      MetricRegistry registry,
      Tracing tracing,
      List<ModelOptions.StageModel> models) {
    return Worker.start(
        settings,
        kafka,
        registry,
        tracing,
        stage -> ModelOptions.StageModel.of(models, stage),
        Clock.systemUTC(),
        System::nanoTime,
        new SplittableRandom());
  }

  /** Waits until every stage is served, so that the first frames do not grow old in the lanes. */
  static void awaitReady(Dispatcher dispatcher, Shutdown shutdown, PrintWriter err)
      throws Exception {
    new Progress(err)
        .during(
            "waiting for an instance of every stage",
            () -> {
              Readiness readiness = dispatcher.readiness();
              while (!readiness.ready() && !shutdown.await(LOOK_NANOS)) {
                readiness = dispatcher.readiness();
              }
              return readiness;
            });
  }

  /**
   * Starts the cameras.
   *
   * @throws IllegalArgumentException if one was refused, saying why
   */
  static void addCameras(Dispatcher dispatcher, List<CameraSpec> cameras) {
    for (CameraSpec camera : cameras) {
      if (dispatcher.addCamera(camera) instanceof CameraControl.Change.Refused refused) {
        throw new IllegalArgumentException(
            refused.problem().what() + System.lineSeparator() + refused.problem().todo());
      }
    }
  }
}
