package io.millrace.planner.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.replan.Action;
import io.millrace.planner.replan.ClusterModel;
import io.millrace.planner.replan.Hearing;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.planner.replan.Replanner;
import io.millrace.planner.replan.Snapshot;
import io.millrace.planner.solve.Budget;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CarbonSpec;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running planner: hears what devices and instances say, and keeps a plan in force.
 *
 * <p>It may die at any time: nothing stops, and the next one takes up the plan in force with its
 * epoch. Where two run, the greater epoch counts and the other one takes it up.
 *
 * <p>Threads: what is heard waits in a queue; one thread of its own takes it out, looks, and does
 * what is to be done, one thing after the other.
 */
public final class PlannerService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PlannerService.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final byte[] IN_FORCE = PlanSpec.IN_FORCE.getBytes(UTF_8);
  private static final byte[] PLANNER = "planner".getBytes(UTF_8);

  private final PlannerSettings settings;
  private final Clock clock;
  private final RecordSink sink;
  private final TopicAdmin admin;
  private final Ear ear;
  private final List<Consumer<DecisionSpec>> listeners;
  private final LiveCarbon carbon;
  private final LiveMetrics metrics;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final PlannerMeters meters;

  // Owned by the thread.
  private final ClusterModel model;
  private final Replanner replanner;
  private final Hearing hearing = new Hearing();
  private final Queue<Action> toDo = new ArrayDeque<>();

  private PlannerService(
      PlannerSettings settings,
      KafkaConnection kafka,
      MetricRegistry registry,
      List<Consumer<DecisionSpec>> listeners,
      Clock clock,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.clock = clock;
    this.listeners = List.copyOf(listeners);
    this.meters = new PlannerMeters(registry, clock);
    this.model =
        new ClusterModel(
            settings.pipelines().stream()
                .map(LivePipeline::spec)
                .collect(Collectors.toMap(PipelineSpec::name, spec -> spec.first().name())));
    this.replanner =
        new Replanner(
            settings.pipelines(),
            problem -> {
              Plan plan =
                  settings
                      .strategy()
                      .plan(
                          problem, settings.goal(), Budget.of(settings.goal().budget(), nanoClock));
              meters.made(plan);
              return plan;
            },
            settings.replan());
    this.carbon = LiveCarbon.open(settings.carbon(), clock, nanoClock);
    this.metrics = LiveMetrics.open(settings.metrics());
    this.sink = new RecordSink(kafka.producer("millrace-planner"), kafka.maxRecordBytes());
    this.admin = new TopicAdmin(kafka.admin("millrace-planner"));
    this.ear = new Ear(kafka, "millrace-planner");
    this.thread = new Thread(this::run, "planner");
  }

  /**
   * Starts a planner; the pipelines' topics must exist.
   *
   * @param registry where its figures stand
   * @param listeners told every decision, on the planner's thread; must not block
   * @throws IllegalStateException if Kafka does not answer in time
   * @throws IllegalArgumentException if a carbon feed lacks its token or file
   */
  public static PlannerService start(
      PlannerSettings settings,
      KafkaConnection kafka,
      MetricRegistry registry,
      List<Consumer<DecisionSpec>> listeners,
      Clock clock,
      LongSupplier nanoClock)
      throws InterruptedException {
    PlannerService planner =
        new PlannerService(settings, kafka, registry, listeners, clock, nanoClock);
    try {
      planner.ear.open();
    } catch (IllegalStateException e) {
      planner.close();
      throw e;
    }
    planner.thread.start();
    return planner;
  }

  /** Whether it looks at the cluster again and again: false once it was closed or has failed. */
  public boolean ready() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    carbon.close();
    metrics.close();
    ear.close();
    sink.close();
    admin.close();
  }

  private void run() {
    try {
      while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        Instant now = clock.instant();
        ear.tell(new Listening(now));
        // A plan in force stays as it is while nobody can be heard.
        if (replanner.epoch() == 0 || hearing.listens(now)) {
          look(now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Instant now) throws InterruptedException {
    model.heard(carbon.now());
    model.heard(metrics.now());
    carbon.news(now).forEach(this::publish);
    try {
      // What Kafka did not take is done before anything new is thought of.
      if (toDo.isEmpty()) {
        Snapshot seen = model.snapshot(now);
        meters.looked(seen);
        toDo.addAll(replanner.look(seen));
      }
      for (Action action = toDo.peek(); action != null; action = toDo.peek()) {
        if (action instanceof Action.Publish publish) {
          publish(publish.plan());
        } else if (action instanceof Action.Tell tell) {
          tell(tell.decision());
        }
        toDo.remove();
      }
    } catch (RuntimeException | ExecutionException | TimeoutException e) {
      // The plan in force goes on; the next turn tries again.
      LOG.atWarn().addKeyValue("epoch", replanner.epoch()).setCause(e).log("planning failed");
    }
  }

  private void publish(PlanSpec plan)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (LivePipeline pipeline : settings.pipelines()) {
      admin.ensure(
          TopicCatalog.topics(withLanes(pipeline.spec(), plan), settings.maxRecordBytes()));
    }
    send(TopicCatalog.PLANS, IN_FORCE, plan);
    meters.inForce(plan);
    LOG.atInfo()
        .addKeyValue("epoch", plan.epoch())
        .addKeyValue("strategy", plan.strategy())
        .addKeyValue("value", plan.value())
        .addKeyValue("bound", plan.bound())
        .addKeyValue("why", plan.why())
        .log("plan in force");
  }

  /** What is heard at a look. */
  private final class Listening implements Ear.Listener {

    private final Instant now;

    Listening(Instant now) {
      this.now = now;
    }

    @Override
    public ClusterModel model() {
      return model;
    }

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public void heard(DeviceSpec device) {
      word();
      meters.heard(device);
    }

    @Override
    public void heard(LoadReport report) {
      word();
      meters.heard(report, now);
    }

    @Override
    public void heard(ResourceReport report) {
      word();
      meters.heard(report);
    }

    private void word() {
      Duration deaf = hearing.word(now);
      if (!deaf.isZero()) {
        model.forgive(deaf, now);
      }
    }

    @Override
    public void heard(PlanSpec plan) {
      meters.inForce(plan);
      replanner.takeUp(plan);
    }

    @Override
    public void heard(PlanRequest request) {
      replanner.ask(request);
    }

    @Override
    public void heard(CarbonSpec carbon, Instant at) {
      // Its own word, or another planner's: each counts with what its own feeds say.
    }
  }

  /** Carbon is told for people to see: a cluster that is away must not keep planning from it. */
  private void publish(CarbonSpec spec) {
    sink.send(
            TopicCatalog.CARBON,
            RecordSink.BY_KEY,
            spec.zone().getBytes(UTF_8),
            new RecordHeaders(),
            Json.write(spec))
        .exceptionally(
            failed -> {
              LOG.atDebug().addKeyValue("zone", spec.zone()).setCause(failed).log("carbon untold");
              return null;
            });
  }

  private void tell(DecisionSpec decision)
      throws InterruptedException, ExecutionException, TimeoutException {
    send(TopicCatalog.DECISIONS, PLANNER, decision);
    meters.told(decision);
    LOG.atInfo()
        .addKeyValue("decision", decision.kind())
        .addKeyValue("epoch", decision.epoch())
        .addKeyValue("trigger", decision.trigger())
        .addKeyValue("why", decision.why())
        .addKeyValue("planned", decision.planned())
        .addKeyValue("measured", decision.measured())
        .log("decided");
    listeners.forEach(listener -> listener.accept(decision));
  }

  private void send(String topic, byte[] key, Object value)
      throws InterruptedException, ExecutionException, TimeoutException {
    sink.send(topic, RecordSink.BY_KEY, key, new RecordHeaders(), Json.write(value))
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lanes are only ever added: a plan that asks for fewer leaves the topic as it is. */
  private PipelineSpec withLanes(PipelineSpec pipeline, PlanSpec plan) {
    Map<String, Integer> lanes = new LinkedHashMap<>();
    plan.lanes().stream()
        .filter(lane -> lane.pipeline().equals(pipeline.name()))
        .forEach(lane -> lanes.put(lane.stage().value(), lane.lanes()));
    return new PipelineSpec(
        pipeline.name(),
        pipeline.version(),
        pipeline.freshness(),
        pipeline.stages().stream()
            .map(
                stage ->
                    new StageSpec(
                        stage.name(),
                        stage.model(),
                        stage.batch(),
                        stage.linger(),
                        Math.max(stage.lanes(), lanes.getOrDefault(stage.name().value(), 0)),
                        stage.routing(),
                        stage.settings()))
            .toList());
  }
}
