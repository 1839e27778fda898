package io.millrace.worker.app;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.PlanTail;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.trace.Tracing;
import io.millrace.worker.agent.DeviceAgent;
import io.millrace.worker.agent.InstanceKind;
import io.millrace.worker.agent.PlanFollower;
import io.millrace.worker.agent.Target;
import io.millrace.worker.serve.ControlRecords;
import io.millrace.worker.serve.Emulation;
import io.millrace.worker.serve.LoadFeed;
import io.millrace.worker.serve.LoadReports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker: one device with its instances. Several may live in one process, each a device
 * of its own.
 *
 * <p>{@link #start} returns when every instance serves. Methods may be called from any thread but a
 * Vert.x one; {@link #start} and {@link #close} block.
 */
public final class Worker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Profiles PROFILES = new Profiles();
  private static final Path ROOT = Path.of("/");
  private static final int EVENT_LOOPS = 2;
  private static final int BLOCKING_THREADS = 8;

  private final WorkerSettings settings;
  private final Function<StageSpec, ModelFile> models;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final Vertx vertx;
  private final RecordSink sink;
  private final ControlRecords records;
  private final LoadFeed feed;
  private final Instances instances;
  private final DeviceAgent agent;
  private final PlanTail plans;
  private final PlanFollower follower;
  private final DeviceReporter reporter;
  private volatile boolean opened;

  private Worker(
      WorkerSettings settings,
      KafkaConnection kafka,
      MetricRegistry registry,
      Tracing tracing,
      Function<StageSpec, ModelFile> models,
      Clock clock,
      LongSupplier nanoClock,
      RandomGenerator random) {
    this.settings = settings;
    this.models = models;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(BLOCKING_THREADS));
    String client = "millrace-worker-" + settings.device();
    this.sink = new RecordSink(kafka.producer(client), kafka.maxRecordBytes());
    this.feed = new LoadFeed(kafka, client + "-load");
    this.instances =
        new Instances(
            settings,
            kafka,
            models,
            sink,
            feed,
            new LoadReports(sink, vertx, vertx.createSharedWorkerExecutor("load-reports", 1)),
            registry,
            tracing,
            clock,
            nanoClock,
            random);
    this.agent = new DeviceAgent(vertx, instances);
    this.records = new ControlRecords(sink);
    this.reporter =
        new DeviceReporter(
            settings,
            vertx,
            records,
            instances,
            this::standing,
            new DeviceMeters(registry, settings.device(), settings.traits().emulation().emulated()),
            ROOT,
            clock,
            nanoClock);
    this.follower =
        new PlanFollower(
            vertx,
            reporter::spec,
            settings.pipeline(),
            Map.of(settings.processorName(), settings.processor()),
            agent::apply);
    this.plans = new PlanTail(kafka, client + "-plans", this::plan);
  }

  /**
   * Starts a worker; the pipeline's topics must exist.
   *
   * @param registry where its figures stand, beside those of whatever else the process does
   * @param models finds a stage's model on this machine; may block
   * @throws RuntimeException if a model cannot be found or loaded; nothing is left running then
   */
  public static Worker start(
      WorkerSettings settings,
      KafkaConnection kafka,
      MetricRegistry registry,
      Function<StageSpec, ModelFile> models,
      Clock clock,
      LongSupplier nanoClock,
      RandomGenerator random) {
    return start(settings, kafka, registry, Tracing.OFF, models, clock, nanoClock, random);
  }

  /** The same, and records what its stages do with frames; the tracing is not closed with it. */
  public static Worker start(
      WorkerSettings settings,
      KafkaConnection kafka,
      MetricRegistry registry,
      Tracing tracing,
      Function<StageSpec, ModelFile> models,
      Clock clock,
      LongSupplier nanoClock,
      RandomGenerator random) {
    Worker worker =
        new Worker(settings, kafka, registry, tracing, models, clock, nanoClock, random);
    try {
      worker.open();
      return worker;
    } catch (Exception e) {
      worker.close();
      throw e;
    }
  }

  /** Whether every instance serves; while no plan names any, whether one could begin. */
  public boolean ready() {
    return opened && agent.complete();
  }

  /** Which plan runs, and why not a newer one. */
  public PlanFollower.Standing standing() {
    return follower.standing();
  }

  /** What the device pretends. */
  public Emulation emulation() {
    return instances.device().emulation();
  }

  /** From now on the device pretends this; it announces itself anew. */
  public void pretend(Emulation emulation) {
    instances.device().pretend(emulation);
    reporter.announce();
  }

  /** Drains every instance within the deadline, and stops. */
  @Override
  public void close() {
    follower.close();
    plans.close();
    await("its instances", agent.apply(Target.NOTHING), settings.drainDeadline().plus(PATIENCE));
    reporter.close();
    feed.close();
    sink.close();
    await("Vert.x", vertx.close(), PATIENCE);
  }

  private void open() {
    feed.start();
    reporter.open();
    if (settings.traits().planned()) {
      profile();
      agent.apply(Target.NOTHING).await();
    } else {
      agent.apply(byHand()).await();
    }
    plans.start();
    opened = true;
  }

  /** Measures every stage that a plan could place here, and tells it. */
  private void profile() {
    for (StageSpec stage : settings.pipeline().stages()) {
      ProfileSpec profile = PROFILES.of(settings, stage, models.apply(stage), clock, nanoClock);
      LOG.atInfo()
          .addKeyValue("device", settings.device())
          .addKeyValue("stage", stage.name())
          .addKeyValue("seconds_by_batch", profile.secondsByBatch())
          .addKeyValue("memory_bytes", profile.memoryBytes())
          .log("stage profiled");
      records.publish(TopicCatalog.PROFILES, profile.key(), profile).join();
    }
  }

  /** What people told this device to run. */
  private Target byHand() {
    Map<InstanceKind, Integer> target = new LinkedHashMap<>();
    settings
        .instances()
        .forEach(
            (stage, count) ->
                target.put(
                    new InstanceKind(
                        settings.pipeline(),
                        settings.pipeline().stage(stage),
                        settings.processor()),
                    count));
    return new Target(target);
  }

  /** Called on the tail's thread. */
  private void plan(PlanSpec plan) {
    instances.plan(plan);
    if (settings.traits().planned()) {
      follower.plan(plan);
    }
  }

  private void await(String what, Future<?> future, Duration patience) {
    try {
      future.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("device", settings.device())
          .setCause(e)
          .log("the worker stops without waiting any longer for {}", what);
    }
  }
}
