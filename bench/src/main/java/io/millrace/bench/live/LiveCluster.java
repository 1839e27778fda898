package io.millrace.bench.live;

import io.millrace.dispatcher.app.Dispatcher;
import io.millrace.dispatcher.app.DispatcherSettings;
import io.millrace.dispatcher.board.InstanceView;
import io.millrace.dispatcher.board.StageView;
import io.millrace.dispatcher.results.Account;
import io.millrace.dispatcher.web.WebSettings;
import io.millrace.planner.app.PlannerService;
import io.millrace.planner.app.PlannerSettings;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.worker.app.DeviceTraits;
import io.millrace.worker.app.ModelFile;
import io.millrace.worker.app.Worker;
import io.millrace.worker.app.WorkerSettings;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.serve.Emulation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A whole Millrace in this JVM: broker, dispatcher, and emulated devices that follow plans, which
 * either the experiment publishes or a planner makes.
 *
 * <p>Everything is the code that runs in the field; only what the devices are is pretended.
 */
public final class LiveCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final PipelineSpec pipeline;
  private final Function<StageSpec, ModelFile> models;
  private final EmbeddedBroker broker;
  private final KafkaConnection kafka;
  private final RecordSink plans;
  private final Dispatcher dispatcher;
  private final Finished finished = new Finished();
  private final Map<DeviceId, Worker> workers = new LinkedHashMap<>();
  private @Nullable PlannerService planner;

  private LiveCluster(
      PipelineSpec pipeline,
      Function<StageSpec, ModelFile> models,
      EmbeddedBroker broker,
      int window)
      throws InterruptedException {
    this.pipeline = pipeline;
    this.models = models;
    this.broker = broker;
    this.kafka =
        new KafkaConnection(
            broker.bootstrapServers(), Map.of(), TopicCatalog.DEFAULT_MAX_RECORD_BYTES);
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("bench"))) {
      admin.ensure(TopicCatalog.topics(pipeline, kafka.maxRecordBytes()));
    }
    this.plans = new RecordSink(kafka.producer("bench"), kafka.maxRecordBytes());
    this.dispatcher =
        Dispatcher.start(
            new DispatcherSettings(
                "bench",
                pipeline,
                new WebSettings(WebSettings.DEFAULT_HOST, 0),
                window,
                window,
                DispatcherSettings.DEFAULT_REORDER_DEADLINE),
            kafka,
            MetricRegistry.none(),
            List.of(finished::add),
            Clock.systemUTC(),
            System::nanoTime,
            new SplittableRandom(1));
  }

  /**
   * A cluster without devices.
   *
   * @param data folder for the broker's data
   * @param window most frames of one camera under way
   */
  public static LiveCluster open(
      Path data, PipelineSpec pipeline, Function<StageSpec, ModelFile> models, int window)
      throws InterruptedException {
    EmbeddedBroker broker = EmbeddedBroker.start(data, 0, TopicCatalog.DEFAULT_MAX_RECORD_BYTES);
    try {
      return new LiveCluster(pipeline, models, broker, window);
    } catch (RuntimeException | InterruptedException e) {
      broker.close();
      throw e;
    }
  }

  /** Starts a device; returns when it has measured every stage and waits for a plan. */
  public Worker join(DeviceId device, Emulation emulation) {
    Worker worker =
        Worker.start(
            WorkerSettings.planned(
                device, pipeline, Processor.cpu(1), new DeviceTraits("", "", true, emulation)),
            kafka,
            MetricRegistry.none(),
            models,
            Clock.systemUTC(),
            System::nanoTime,
            new SplittableRandom(workers.size()));
    workers.put(device, worker);
    return worker;
  }

  /** A device that runs. */
  public Worker worker(DeviceId device) {
    Worker worker = workers.get(device);
    if (worker == null) {
      throw new IllegalArgumentException("There is no device '%s'.".formatted(device));
    }
    return worker;
  }

  /** Starts a planner, which tells every decision. */
  public void plan(PlannerSettings settings, Consumer<DecisionSpec> told)
      throws InterruptedException {
    planner =
        PlannerService.start(
            settings,
            kafka,
            MetricRegistry.none(),
            List.of(told),
            Clock.systemUTC(),
            System::nanoTime);
  }

  /** Puts a plan in force and waits until its instances, and no others, serve. */
  public void publish(PlanSpec plan) {
    plans
        .send(
            TopicCatalog.PLANS,
            RecordSink.BY_KEY,
            PlanSpec.IN_FORCE.getBytes(StandardCharsets.UTF_8),
            new RecordHeaders(),
            Json.write(plan))
        .join();
    await("plan %d to run".formatted(plan.epoch()), () -> runs(plan));
  }

  /** Starts a camera whose pictures are drawn: {@code asap}, or so many a second. */
  public void camera(String id, String pace) {
    dispatcher.addCamera(new CameraSpec(new CameraId(id), "gate:?seed=1&rate=100", pace));
  }

  /** Stops a camera and waits until what it sent has come out. */
  public void removeCamera(String id) {
    dispatcher.removeCamera(new CameraId(id));
    await("the frames of " + id, () -> dispatcher.account().inFlight() == 0);
  }

  /** Frames that the instances of a device have finished. */
  public long answeredBy(DeviceId device) {
    return dispatcher.status().stages().stream()
        .flatMap(stage -> stage.instances().stream())
        .filter(instance -> instance.device().equals(device))
        .mapToLong(InstanceView::answered)
        .sum();
  }

  /** Results per second from now on for so long. */
  public double resultsPerSecond(Duration time) throws InterruptedException {
    long before = account().results();
    long begin = System.nanoTime();
    pause(time);
    return (account().results() - before) / ((System.nanoTime() - begin) / 1e9);
  }

  /** Results so far. */
  public Finished finished() {
    return finished;
  }

  /** Where every frame went. */
  public Account account() {
    return dispatcher.account();
  }

  /** Results that left out of the order of their camera. */
  public long late() {
    return dispatcher.status().late();
  }

  /** Stops the cameras and waits until every frame has its outcome. */
  public boolean drain(Duration patience) throws InterruptedException {
    dispatcher.stopCameras();
    return dispatcher.awaitAccounted(patience);
  }

  /** Waits. */
  public static void pause(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** Waits for a condition, which must come true within two minutes. */
  public static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            "Waited %d s in vain for %s.".formatted(PATIENCE.toSeconds(), what));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Instances that serve, by stage and device. */
  public Map<String, Integer> serving() {
    Map<String, Integer> serving = new HashMap<>();
    for (StageView stage : dispatcher.status().stages()) {
      for (InstanceView instance : stage.instances()) {
        if (instance.state().equals(LoadReport.SERVING) && instance.lanes() > 0) {
          serving.merge(stage.stage() + "@" + instance.device(), 1, Integer::sum);
        }
      }
    }
    return serving;
  }

  @Override
  public void close() {
    if (planner != null) {
      planner.close();
    }
    dispatcher.close();
    workers.values().parallelStream().forEach(Worker::close);
    plans.close();
    broker.close();
  }

  private boolean runs(PlanSpec plan) {
    Map<String, Integer> wanted = new HashMap<>();
    plan.placements()
        .forEach(
            place ->
                wanted.merge(
                    place.stage() + "@" + place.device(), place.instances(), Integer::sum));
    return workers.values().stream()
            .allMatch(w -> w.standing().epoch() == plan.epoch() && w.ready())
        && serving().equals(wanted);
  }
}
