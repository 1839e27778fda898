package io.millrace.planner.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.planner.replan.Action;
import io.millrace.planner.replan.ClusterModel;
import io.millrace.planner.replan.Hearing;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.planner.replan.Replanner;
import io.millrace.planner.solve.Budget;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.TopicTail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running planner: hears what devices and instances say, and keeps a plan in force.
 *
 * <p>It may die at any time: nothing stops, and the next one takes up the plan in force with its
 * epoch. Where two run, the greater epoch counts and the other one takes it up.
 *
 * <p>Threads: the tails only put what they read into a queue; one thread of its own takes it out,
 * looks, and does what is to be done, one thing after the other.
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
  private final TopicTail told;
  private final TopicTail asked;
  private final List<Consumer<DecisionSpec>> listeners;
  private final ConcurrentLinkedQueue<Consumer<Instant>> heard = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  // Owned by the thread.
  private final ClusterModel model;
  private final Replanner replanner;
  private final Hearing hearing = new Hearing();
  private final Queue<Action> toDo = new ArrayDeque<>();

  private PlannerService(
      PlannerSettings settings,
      KafkaConnection kafka,
      List<Consumer<DecisionSpec>> listeners,
      Clock clock,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.clock = clock;
    this.listeners = List.copyOf(listeners);
    this.model =
        new ClusterModel(
            settings.pipelines().stream()
                .map(LivePipeline::spec)
                .collect(Collectors.toMap(PipelineSpec::name, spec -> spec.first().name())));
    this.replanner =
        new Replanner(
            settings.pipelines(),
            problem ->
                settings
                    .strategy()
                    .plan(problem, settings.goal(), Budget.of(settings.goal().budget(), nanoClock)),
            settings.replan());
    this.sink = new RecordSink(kafka.producer("millrace-planner"), kafka.maxRecordBytes());
    this.admin = new TopicAdmin(kafka.admin("millrace-planner"));
    this.told =
        new TopicTail(
            kafka.reader("millrace-planner-state"),
            List.of(TopicCatalog.DEVICES, TopicCatalog.PROFILES, TopicCatalog.PLANS),
            TopicTail.From.BEGINNING,
            this::hear);
    this.asked =
        new TopicTail(
            kafka.reader("millrace-planner-reports"),
            List.of(TopicCatalog.LOAD, TopicCatalog.RESOURCES, TopicCatalog.REQUESTS),
            TopicTail.From.END,
            this::hear);
    this.thread = new Thread(this::run, "planner");
  }

  /**
   * Starts a planner; the pipelines' topics must exist.
   *
   * @param listeners told every decision, on the planner's thread; must not block
   * @throws IllegalStateException if Kafka does not answer in time
   */
  public static PlannerService start(
      PlannerSettings settings,
      KafkaConnection kafka,
      List<Consumer<DecisionSpec>> listeners,
      Clock clock,
      LongSupplier nanoClock)
      throws InterruptedException {
    PlannerService planner = new PlannerService(settings, kafka, listeners, clock, nanoClock);
    planner.told.start();
    planner.asked.start();
    if (!planner.told.awaitPositioned(PATIENCE) || !planner.asked.awaitPositioned(PATIENCE)) {
      planner.close();
      throw new IllegalStateException(
          "Kafka did not tell what it keeps of devices and plans within %d s.%nMaybe the cluster is down."
              .formatted(PATIENCE.toSeconds()));
    }
    planner.thread.start();
    return planner;
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    told.close();
    asked.close();
    sink.close();
    admin.close();
  }

  /** Called on the tails' threads. */
  private void hear(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    String topic = record.topic();
    if (value == null) {
      return;
    }
    switch (topic) {
      case TopicCatalog.DEVICES -> {
        DeviceSpec device = Json.read(value, DeviceSpec.class, topic);
        // What was kept from long ago was not heard now.
        Instant at = Instant.ofEpochMilli(record.timestamp());
        heard.add(
            now -> {
              if (Duration.between(at, now).compareTo(Hearing.DEAF) <= 0) {
                model.forgive(hearing.word(now));
              }
              model.heard(device, at.isBefore(now) ? at : now);
            });
      }
      case TopicCatalog.PROFILES -> {
        ProfileSpec profile = Json.read(value, ProfileSpec.class, topic);
        heard.add(now -> model.heard(profile));
      }
      case TopicCatalog.PLANS -> {
        PlanSpec plan = Json.read(value, PlanSpec.class, topic);
        heard.add(now -> replanner.takeUp(plan));
      }
      case TopicCatalog.LOAD -> {
        LoadReport report = Json.read(value, LoadReport.class, topic);
        heard.add(
            now -> {
              model.forgive(hearing.word(now));
              model.heard(report, now);
            });
      }
      case TopicCatalog.RESOURCES -> {
        ResourceReport report = Json.read(value, ResourceReport.class, topic);
        heard.add(
            now -> {
              model.forgive(hearing.word(now));
              model.heard(report, now);
            });
      }
      default -> {
        PlanRequest request = Json.read(value, PlanRequest.class, topic);
        heard.add(now -> replanner.ask(request));
      }
    }
  }

  private void run() {
    try {
      while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        Instant now = clock.instant();
        for (Consumer<Instant> word = heard.poll(); word != null; word = heard.poll()) {
          word.accept(now);
        }
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
    try {
      // What Kafka did not take is done before anything new is thought of.
      if (toDo.isEmpty()) {
        toDo.addAll(replanner.look(model.snapshot(now)));
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
    LOG.atInfo()
        .addKeyValue("epoch", plan.epoch())
        .addKeyValue("strategy", plan.strategy())
        .addKeyValue("value", plan.value())
        .addKeyValue("bound", plan.bound())
        .addKeyValue("why", plan.why())
        .log("plan in force");
  }

  private void tell(DecisionSpec decision)
      throws InterruptedException, ExecutionException, TimeoutException {
    send(TopicCatalog.DECISIONS, PLANNER, decision);
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
