package io.millrace.dispatcher.app;

import io.millrace.dispatcher.board.LoadBoard;
import io.millrace.dispatcher.emit.FrameEntrance;
import io.millrace.dispatcher.emit.OutcomeReader;
import io.millrace.dispatcher.ingest.CameraClock;
import io.millrace.dispatcher.ingest.CameraSettings;
import io.millrace.dispatcher.ingest.CameraSources;
import io.millrace.dispatcher.ingest.CameraStatus;
import io.millrace.dispatcher.ingest.Cameras;
import io.millrace.dispatcher.ingest.Pace;
import io.millrace.dispatcher.results.Account;
import io.millrace.dispatcher.results.Accuracy;
import io.millrace.dispatcher.results.Outcome;
import io.millrace.dispatcher.results.Released;
import io.millrace.dispatcher.results.ResultFlow;
import io.millrace.dispatcher.web.CameraControl;
import io.millrace.dispatcher.web.Pictures;
import io.millrace.dispatcher.web.Readiness;
import io.millrace.dispatcher.web.Status;
import io.millrace.dispatcher.web.WebParts;
import io.millrace.dispatcher.web.WebServer;
import io.millrace.topics.admin.BrokerWatch;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.codec.Json;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.metric.Metrics;
import io.millrace.topics.metric.RouteMeters;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.route.RoutingStrategy;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.PlanTail;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.stream.TopicTail;
import io.millrace.topics.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A running dispatcher: cameras become frames on the first stage's topic, outcomes become results
 * for people, and every frame is accounted for.
 *
 * <p>{@link #start} returns when the page answers and everything written to the results from then
 * on will be seen; cameras are added afterwards. All methods may be called from any thread; {@link
 * #stopCameras} and {@link #close} block.
 */
public final class Dispatcher implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final DispatcherSettings settings;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final Instant started;
  private final Vertx vertx = Vertx.vertx();
  private final RecordSink sink;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "frames");
            thread.setDaemon(true);
            return thread;
          });
  private final RoutedSink firstStage;
  private final LoadBoard board;
  private final Pictures pictures = new Pictures(Pictures.DEFAULT_BYTES_PER_CAMERA);
  private final ResultFlow flow;
  private final Cameras cameras;
  private final CameraDesk desk;
  private final MetricRegistry registry;
  private final Tracing tracing;
  private final BrokerWatch broker;
  private final FrameMeters meters;
  private final Map<CameraId, FrameEntrance> entrances = new ConcurrentHashMap<>();
  private final TopicTail outcomes;
  private final TopicTail load;
  private final PlanTail plans;
  private final PlannerDesk planner;
  private volatile @Nullable WebServer web;
  private final List<Consumer<Released>> listeners;

  private Dispatcher(
      DispatcherSettings settings,
      KafkaConnection kafka,
      MetricRegistry registry,
      Tracing tracing,
      List<Consumer<Released>> listeners,
      Clock clock,
      LongSupplier nanoClock,
      RandomGenerator random) {
    PipelineSpec pipeline = settings.pipeline();
    PipelineId name = pipeline.name();
    this.settings = settings;
    this.registry = registry;
    this.tracing = tracing;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.started = clock.instant();
    this.listeners = List.copyOf(listeners);
    this.board = new LoadBoard(clock);
    this.sink = new RecordSink(kafka.producer("millrace-dispatcher"), kafka.maxRecordBytes());
    this.firstStage =
        new RoutedSink(
            sink,
            TopicCatalog.frames(name),
            pipeline.first().name(),
            RoutingStrategy.named(pipeline.first().routing()),
            new RouteMeters(registry, name.value(), pipeline.first().name().value()),
            nanoClock,
            random);
    this.flow = new ResultFlow(clock, nanoClock, settings.reorderDeadline(), this::publish);
    this.cameras =
        new Cameras(
            new CameraSources(nanoClock),
            this::entrance,
            flow::dropAtIngest,
            CameraClock.of(clock, nanoClock),
            random.nextLong());
    this.desk = new CameraDesk(cameras, flow, entrances::remove);
    this.broker = new BrokerWatch(kafka.admin("millrace-dispatcher"));
    registry.gauge(Metrics.BROKER_REACHABLE, broker, watch -> watch.reachable() ? 1 : 0);
    this.meters =
        new FrameMeters(
            registry,
            pipeline,
            flow,
            desk::count,
            () -> cameras.list().stream().map(CameraStatus::camera).toList(),
            clock);
    OutcomeReader reader = new OutcomeReader(TopicCatalog.deadLetters(name));
    this.outcomes =
        new TopicTail(
            kafka.reader("millrace-dispatcher-outcomes"),
            List.of(TopicCatalog.results(name), TopicCatalog.deadLetters(name)),
            TopicTail.From.END,
            record -> accept(reader.read(record), record));
    this.load =
        new TopicTail(
            kafka.reader("millrace-dispatcher-load"),
            List.of(TopicCatalog.LOAD),
            TopicTail.From.END,
            this::report);
    this.planner =
        new PlannerDesk(
            pipeline,
            kafka,
            board,
            () -> flow.history().resultsPerSecond(),
            sink,
            this::tell,
            clock);
    this.plans = new PlanTail(kafka, "millrace-dispatcher-plans", this::follow);
  }

  /**
   * Starts a dispatcher; the pipeline's topics must exist.
   *
   * @param registry where its figures stand; {@code /metrics} shows all that is in it
   * @param listeners each gets every result once, in order per camera, and must not block
   * @throws io.millrace.dispatcher.web.WebException if the page's port cannot be used
   * @throws IllegalStateException if Kafka does not answer in time
   */
  public static Dispatcher start(
      DispatcherSettings settings,
      KafkaConnection kafka,
      MetricRegistry registry,
      List<Consumer<Released>> listeners,
      Clock clock,
      LongSupplier nanoClock,
      RandomGenerator random)
      throws InterruptedException {
    return start(settings, kafka, registry, Tracing.OFF, listeners, clock, nanoClock, random);
  }

  /** The same, and records how frames come in and go out; the tracing is not closed with it. */
  public static Dispatcher start(
      DispatcherSettings settings,
      KafkaConnection kafka,
      MetricRegistry registry,
      Tracing tracing,
      List<Consumer<Released>> listeners,
      Clock clock,
      LongSupplier nanoClock,
      RandomGenerator random)
      throws InterruptedException {
    Dispatcher dispatcher =
        new Dispatcher(settings, kafka, registry, tracing, listeners, clock, nanoClock, random);
    try {
      dispatcher.open();
      return dispatcher;
    } catch (RuntimeException | InterruptedException e) {
      dispatcher.close();
      throw e;
    }
  }

  /** The page's address, as a person on this machine opens it. */
  public String address() {
    WebServer server = web;
    return server == null ? "" : server.address();
  }

  /** Starts a camera; what is wrong with it comes back as a value. */
  public CameraControl.Change addCamera(CameraSpec camera) {
    return desk.add(camera);
  }

  /** Stops a camera; its frames under way still come out. */
  public CameraControl.Change removeCamera(CameraId camera) {
    return desk.remove(camera);
  }

  /** Whether every camera has delivered all that it will ever deliver. */
  public boolean camerasEnded() {
    return cameras.list().stream().allMatch(status -> status.state().last());
  }

  /** All cameras with their accounts. */
  public List<CameraStatus> cameras() {
    return cameras.list();
  }

  /** Stops all cameras; frames under way still come out. */
  public void stopCameras() {
    cameras.close();
  }

  /**
   * Waits until every frame that came in has its outcome and every result has gone out.
   *
   * @return false if that did not happen in time
   */
  public boolean awaitAccounted(Duration timeout) throws InterruptedException {
    long until = nanoClock.getAsLong() + timeout.toNanos();
    while (!(flow.account().inFlight() == 0 && flow.drained())) {
      if (nanoClock.getAsLong() >= until) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
    return true;
  }

  /** Where every frame went. */
  public Account account() {
    return flow.account();
  }

  /** The state of everything now. */
  public Status status() {
    return new Status(
        settings.version(),
        clock.instant(),
        started,
        settings.pipeline(),
        desk.list(),
        board.stages(settings.pipeline()),
        flow.account(),
        flow.late(),
        flow.accuracy(),
        flow.history().resultsPerSecond(),
        flow.oldestOutstanding().map(frame -> ageSeconds(frame.captured())).orElse(0.0),
        flow.history().recentLatency(),
        flow.history().runLatency(),
        flow.history().seconds());
  }

  /** Results a second from the first to the last one. */
  public double runResultsPerSecond() {
    return flow.history().runResultsPerSecond();
  }

  /** How well the plates of synthetic cameras were read. */
  public Accuracy accuracy() {
    return flow.accuracy();
  }

  /** Whether the cluster answers and every stage has an instance that takes frames. */
  public Readiness readiness() {
    if (!broker.reachable()) {
      return Readiness.waitingFor("Kafka does not answer.");
    }
    List<String> missing =
        board.stages(settings.pipeline()).stream()
            .filter(
                stage ->
                    stage.instances().stream().noneMatch(i -> i.state().equals(LoadReport.SERVING)))
            .map(stage -> stage.stage().value())
            .toList();
    return missing.isEmpty()
        ? Readiness.READY
        : Readiness.waitingFor("No instance serves " + String.join(", ", missing) + " yet.");
  }

  @Override
  public void close() {
    cameras.close();
    outcomes.close();
    load.close();
    plans.close();
    planner.close();
    sender.shutdown();
    sink.close();
    WebServer server = web;
    if (server != null) {
      await("the web server to stop", server.close());
    }
    await("Vert.x to stop", vertx.close());
    broker.close();
  }

  private void open() throws InterruptedException {
    outcomes.start();
    load.start();
    plans.start();
    planner.start();
    if (!outcomes.awaitPositioned(PATIENCE) || !load.awaitPositioned(PATIENCE)) {
      throw new IllegalStateException(
          "Kafka did not tell where the results end within %d s.%nMaybe the cluster is down."
              .formatted(PATIENCE.toSeconds()));
    }
    WebParts parts =
        new WebParts(desk, planner, pictures, this::status, registry::scrape, this::readiness);
    web = await("the web server to start", WebServer.start(vertx, settings.web(), parts));
    vertx.setPeriodic(ResultFlow.TICK.toMillis(), tick -> flow.tick());
  }

  private static <T> T await(String what, Future<T> future) {
    try {
      return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "Waited %d s in vain for %s.".formatted(PATIENCE.toSeconds(), what), e);
    }
  }

  private double ageSeconds(Instant captured) {
    return Math.max(0, Duration.between(captured, clock.instant()).toNanos() / 1e9);
  }

  /** Called by the cameras for each one that is started. */
  private FrameEntrance entrance(CameraSettings camera) {
    boolean waits = camera.pace() instanceof Pace.Asap;
    FrameEntrance entrance =
        new FrameEntrance(
            camera.id(),
            clock.millis(),
            waits ? settings.fileWindow() : settings.liveWindow(),
            waits ? Duration.ZERO : settings.pipeline().freshness(),
            settings.pipeline().name(),
            TopicCatalog.frames(settings.pipeline().name()),
            firstStage,
            sender,
            flow,
            pictures::put,
            meters,
            tracing,
            nanoClock);
    entrances.put(camera.id(), entrance);
    return entrance;
  }

  /** Called on the outcomes' thread. */
  private void accept(Outcome outcome, ConsumerRecord<byte[], byte[]> record) {
    if (tracing.on()) {
      tracing.result(
          settings.pipeline().name(),
          outcome.frame(),
          outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT),
          CloudEventHeaders.traceparent(record.headers()),
          record.timestamp());
    }
    meters.read(outcome);
    flow.accept(outcome);
    FrameEntrance entrance = entrances.get(outcome.frame().camera());
    if (entrance != null) {
      entrance.outcomeBooked();
    }
  }

  /** Called on the load reports' thread. */
  private void report(ConsumerRecord<byte[], byte[]> record) {
    LoadReport report = Json.read(record.value(), LoadReport.class, record.topic());
    if (report.pipeline().equals(settings.pipeline().name())) {
      board.report(report);
      firstStage.report(report);
    }
  }

  /** Called on the plans' thread. */
  private void follow(PlanSpec plan) {
    firstStage.plan(plan);
    planner.plan(plan);
  }

  /** Called on a thread of the planner's desk. */
  private void tell(DecisionSpec decision) {
    WebServer server = web;
    if (server != null) {
      server.publish(decision);
    }
  }

  /** Called by the flow, one result at a time. */
  private void publish(Released released) {
    meters.released(released);
    listeners.forEach(listener -> listener.accept(released));
    WebServer server = web;
    if (server != null) {
      server.publish(released);
    }
  }
}
