package io.millrace.worker.serve;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.codec.CodecException;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.Reason;
import io.millrace.topics.stream.LaneSource;
import io.millrace.topics.stream.Taken;
import io.millrace.topics.trace.Leg;
import io.millrace.worker.batch.MicroBatcher;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.serve.InstanceState.Draining;
import io.millrace.worker.serve.InstanceState.Serving;
import io.millrace.worker.serve.InstanceState.Stopped;
import io.millrace.worker.serve.InstanceState.Warming;
import io.millrace.worker.serve.StageMeters.Part;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running copy of a stage: a member of the stage's consumer group with a loaded model.
 *
 * <p>Deploying it loads and warms the model, then joins the group; the deployment succeeds when the
 * instance serves. Undeploying drains it: it takes nothing more, finishes what it has within the
 * deadline, commits, and leaves the group.
 *
 * <p>Threads. The poll thread of its {@link LaneSource} hands records over. The event loop of its
 * Vert.x context owns its state and decides. One inference thread works on one batch at a time and
 * sends what follows; while it works, the next batch gathers. Kafka's sender thread reports what
 * was acknowledged. A record is done, and its offset committed, only after that.
 */
public final class StageInstance extends VerticleBase {

  /** How often an instance says how it is. */
  public static final Duration REPORT_INTERVAL = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger(StageInstance.class);
  private static final long DEAD_LETTER_LOG_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_WORK_SECONDS = 120;
  private static final long RELEASE_SECONDS = 10;
  private static final long NO_TIMER = -1;

  private final StageSetup setup;
  private final StageModel model;
  private final StageServices services;
  private final Consumer<StageInstance> failed;

  // Owned by the context.
  private final MicroBatcher<Job> batcher;
  private final List<Outcome> unreadable = new ArrayList<>();
  private final InstanceStats stats;
  private InstanceState state = new Warming();
  private @Nullable Instant lastCaptured;
  private boolean busy;
  private long lingerTimer = NO_TIMER;
  private long reportTimer = NO_TIMER;
  private long nextDeadLetterLogNanos;
  private long deadLettersUnlogged;

  // Set once, on the way to serving.
  private @Nullable WorkerExecutor executor;
  private @Nullable InferenceEngine engine;
  private @Nullable FrameWork work;
  private @Nullable Delivery delivery;
  private @Nullable LaneSource source;

  /**
   * An instance that has not begun.
   *
   * @param failed called on the context when the instance cannot go on although it should: it has
   *     stopped and wants to be undeployed
   */
  public StageInstance(
      StageSetup setup, StageModel model, StageServices services, Consumer<StageInstance> failed) {
    this.setup = setup;
    this.model = model;
    this.services = services;
    this.failed = failed;
    this.batcher = new MicroBatcher<>(setup.stage().batch(), setup.stage().linger());
    this.stats = new InstanceStats(now());
    this.nextDeadLetterLogNanos = now();
  }

  /** Its id. */
  public InstanceId id() {
    return setup.instance();
  }

  @Override
  public Future<?> start() {
    WorkerExecutor thread =
        vertx.createSharedWorkerExecutor(
            "infer-" + setup.instance(), 1, LONGEST_WORK_SECONDS, TimeUnit.SECONDS);
    executor = thread;
    // All instances of a process report at the same beat, so that their reports leave together.
    long interval = REPORT_INTERVAL.toMillis();
    long toBeat = interval - Math.floorMod(TimeUnit.NANOSECONDS.toMillis(now()), interval);
    reportTimer = vertx.setPeriodic(toBeat, interval, timer -> report());
    report();
    return thread
        .executeBlocking(this::prepare)
        .onSuccess(this::serve)
        .onFailure(
            error -> {
              if (state instanceof Warming warming) {
                state = warming.toStopped(String.valueOf(error.getMessage()));
              }
              release();
            });
  }

  @Override
  public Future<?> stop() {
    LaneSource lanes = source;
    if (lanes == null || !(state instanceof Serving serving)) {
      return release();
    }
    Draining draining = serving.toDraining(setup.drainDeadline());
    state = draining;
    log("instance drains");
    report();
    Future<Void> closed = Future.fromCompletionStage(lanes.drain(draining.deadline()), context);
    turn();
    return closed.eventually(
        () -> {
          state = draining.toStopped();
          log("instance stopped");
          return release();
        });
  }

  /** Loads and warms the model and joins the group's line; on the inference thread. */
  private LaneSource prepare() {
    InferenceEngine loaded = model.engine().get();
    engine = loaded;
    WarmUp.run(model, loaded);
    work =
        new FrameWork(
            setup.pipeline(),
            setup.stage(),
            setup.device(),
            new PieceEnds(model.task(), model.piece(), services.codec()),
            loaded,
            services.clock(),
            services.nanoClock());
    return new LaneSource(
        services
            .kafka()
            .groupConsumer(
                setup.instance().value(),
                TopicCatalog.group(setup.pipeline().name(), setup.stage().name()),
                setup.room()),
        TopicCatalog.input(setup.pipeline(), setup.stage().name()),
        setup.room(),
        new Lanes(),
        services.nanoClock());
  }

  private void serve(LaneSource lanes) {
    if (!(state instanceof Warming warming)) {
      return;
    }
    source = lanes;
    delivery =
        new Delivery(
            context,
            required(executor),
            new Outlets(setup.pipeline(), setup.stage(), services),
            new Acknowledgements(),
            services.nanoClock());
    state = warming.toServing();
    lanes.start();
    log("instance serves");
    report();
  }

  /** Decides what to do now, if the inference thread is free; on the context. */
  private void turn() {
    if (busy || state instanceof Warming || state instanceof Stopped) {
      return;
    }
    MicroBatcher.Decision<Job> decision =
        batcher.decide(services.clock().instant(), now(), state instanceof Draining);
    if (decision.idle() && unreadable.isEmpty()) {
      lingerFor(decision.waitNanos());
      return;
    }
    List<Outcome> rejected = List.copyOf(unreadable);
    unreadable.clear();
    busy = true;
    required(executor)
        .executeBlocking(() -> work(decision, rejected))
        .onComplete(
            worked -> {
              busy = false;
              if (worked.succeeded()) {
                noteWork(worked.result());
                turn();
              } else {
                fail("its inference thread failed", worked.cause());
              }
            });
  }

  private void lingerFor(long nanos) {
    if (lingerTimer != NO_TIMER) {
      vertx.cancelTimer(lingerTimer);
      lingerTimer = NO_TIMER;
    }
    if (nanos != MicroBatcher.Decision.FOREVER) {
      long millis = Math.max(1, (nanos + 999_999) / 1_000_000);
      lingerTimer =
          vertx.setTimer(
              millis,
              timer -> {
                lingerTimer = NO_TIMER;
                turn();
              });
    }
  }

  /** How much was worked on, and how long that took. */
  private record Worked(int frames, long computeNanos, long busyNanos) {}

  /** Works on what was decided and sends what follows; on the inference thread. */
  private Worked work(MicroBatcher.Decision<Job> decision, List<Outcome> rejected) {
    Delivery out = required(delivery);
    rejected.forEach(out::send);
    for (Job job : decision.stale()) {
      out.send(new Outcome.Dropped(job.taken(), job.leg(), job.envelope(), Reason.STALE));
    }
    // What lies on a lane that was lost meanwhile is the next owner's work.
    List<Job> jobs = decision.batch().stream().filter(job -> job.taken().owned()).toList();
    if (jobs.isEmpty()) {
      return new Worked(0, 0, 0);
    }
    long start = now();
    for (Job job : jobs) {
      services
          .meters()
          .part(Part.QUEUE, start - job.taken().takenAtNanos(), job.envelope().traceparent());
      job.leg().part("wait", job.taken().takenAtNanos(), start);
    }
    List<Outcome> outcomes = required(work).work(jobs);
    long inferredNanos = now() - start;
    EmulatedDevice device = services.device();
    EmulatedDevice.Work here = device.work(setup.stage().name(), jobs.size(), start, now());
    if (here.waitNanos() > 0) {
      services.pauseNanos().accept(here.waitNanos());
    }
    long workedNanos = now() - start;
    noteParts(jobs, required(work).times(), workedNanos - inferredNanos);
    if (services.tracing().on()) {
      services
          .tracing()
          .worked(
              setup.stage().name(),
              jobs.stream().map(Job::leg).toList(),
              start,
              start + workedNanos);
    }
    outcomes.forEach(out::send);
    // A device that pretends to have a slow link is busy while it sends.
    return new Worked(
        jobs.size(),
        Math.min(here.computeNanos(), workedNanos),
        device.emulation().delaysSending() ? now() - start : workedNanos);
  }

  /** Each frame's share of its batch's time. */
  private void noteParts(List<Job> jobs, FrameWork.Times times, long pretendNanos) {
    int frames = jobs.size();
    for (Job job : jobs) {
      String trace = job.envelope().traceparent();
      services.meters().part(Part.PREPARE, times.prepareNanos() / frames, trace);
      services.meters().part(Part.INFER, times.inferNanos() / frames, trace);
      services.meters().part(Part.FINISH, times.finishNanos() / frames, trace);
      services.meters().part(Part.PRETEND, pretendNanos / frames, trace);
    }
  }

  private void noteWork(Worked worked) {
    if (worked.frames() > 0) {
      stats.worked(worked.frames(), worked.computeNanos(), worked.busyNanos());
      services.meters().worked(worked.frames(), worked.computeNanos(), worked.busyNanos());
    }
  }

  private void fail(String what, Throwable cause) {
    LOG.atError()
        .addKeyValue("instance", setup.instance())
        .addKeyValue("stage", setup.stage().name())
        .setCause(cause)
        .log("instance stops: {}", what);
    if (state instanceof Serving serving) {
      state = serving.toStopped(what + ": " + cause.getMessage());
      LaneSource lanes = source;
      if (lanes != null) {
        CompletableFuture<Void> unused = lanes.drain(Duration.ZERO);
      }
      failed.accept(this);
    }
  }

  /** Gives back what the instance holds; on the context. */
  private Future<?> release() {
    if (reportTimer != NO_TIMER) {
      vertx.cancelTimer(reportTimer);
      reportTimer = NO_TIMER;
    }
    lingerFor(MicroBatcher.Decision.FOREVER);
    services.meters().gone(setup.instance().value());
    WorkerExecutor thread = executor;
    if (thread == null) {
      return Future.succeededFuture();
    }
    executor = null;
    // A model that hangs cannot be closed under its own feet: then its memory is left behind.
    return thread
        .executeBlocking(
            () -> {
              InferenceEngine loaded = engine;
              if (loaded != null) {
                loaded.close();
              }
              return true;
            })
        .timeout(RELEASE_SECONDS, TimeUnit.SECONDS)
        .otherwise(
            error -> {
              LOG.atWarn()
                  .addKeyValue("instance", setup.instance())
                  .setCause(error)
                  .log("model not closed");
              return false;
            })
        .eventually(thread::close);
  }

  private void report() {
    long now = now();
    LaneSource lanes = source;
    LaneSource.State seen = lanes == null ? new LaneSource.State(List.of(), 0, 0) : lanes.state();
    InstanceStats.Rates rates = stats.rates(now);
    double[] latency = stats.latencySeconds(now, 0.5, 0.95);
    LoadReport report =
        new LoadReport(
            setup.instance(),
            setup.device(),
            setup.pipeline().name(),
            setup.stage().name(),
            services.clock().instant(),
            state.label(),
            seen.lanes(),
            seen.waiting() + batcher.waiting(),
            Math.max(0, seen.outstanding() - batcher.waiting()),
            stats.serviceSeconds(),
            stats.computeSeconds(),
            rates.framesPerSecond(),
            rates.framesPerBatch(),
            stats.ageSeconds(now, 0.5)[0],
            latency[0],
            latency[1],
            oldestSeconds(seen.waiting()),
            stats.taken(),
            stats.answered(),
            stats.deadLetters(),
            stats.drops(),
            services.device().emulation().emulated());
    services.meters().reported(report);
    services.reports().accept(report);
  }

  /**
   * Age of the oldest frame that waits. What waits in the lanes came after the last frame that was
   * taken, so that one's age is the most that it can be.
   */
  private double oldestSeconds(long inLanes) {
    Instant captured =
        batcher
            .oldest()
            .map(job -> job.envelope().frame().captured())
            .orElse(inLanes > 0 ? lastCaptured : null);
    return captured == null ? 0 : Math.max(0, age(captured).toNanos() / 1e9);
  }

  private Duration age(Instant captured) {
    return Duration.between(captured, services.clock().instant());
  }

  private long now() {
    return services.nanoClock().getAsLong();
  }

  private void log(String message) {
    LOG.atInfo()
        .addKeyValue("instance", setup.instance())
        .addKeyValue("stage", setup.stage().name())
        .log(message);
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("The instance has not been started.");
    }
    return value;
  }

  /** What the source says; called on the poll thread. */
  private final class Lanes implements LaneSource.Listener {

    @Override
    public void taken(Taken record) {
      try {
        Envelope received = CloudEventHeaders.read(record.headers());
        Instant expiry = received.expiry();
        Leg leg =
            services
                .tracing()
                .stage(
                    setup.pipeline().name(),
                    setup.stage().name(),
                    setup.device(),
                    received,
                    record.takenAtNanos());
        Envelope envelope = received.tracedBy(leg.traceparent(received.traceparent()));
        context.runOnContext(v -> offer(new Job(record, envelope, leg), expiry));
      } catch (CodecException | DateTimeException e) {
        String error = "The record's headers cannot be read: " + e.getMessage();
        context.runOnContext(v -> reject(new Outcome.Dead(record, Leg.NONE, error)));
      }
    }

    @Override
    public void failed(Exception cause) {
      context.runOnContext(v -> fail("its lane source failed", cause));
    }

    private void offer(Job job, Instant expiry) {
      Instant captured = job.envelope().frame().captured();
      long ageNanos = age(captured).toNanos();
      long laneNanos = age(Instant.ofEpochMilli(job.taken().writtenAtMillis())).toNanos();
      lastCaptured = captured;
      stats.taken(ageNanos, now());
      services.meters().taken(ageNanos, laneNanos, job.envelope().traceparent());
      batcher.add(job, expiry, now());
      turn();
    }

    private void reject(Outcome.Dead dead) {
      stats.takenUnreadable();
      services.meters().takenUnreadable();
      unreadable.add(dead);
      turn();
    }
  }

  /** What became of outcomes; called on the context. */
  private final class Acknowledgements implements Delivery.Listener {

    @Override
    public void acknowledged(Outcome outcome, long sendNanos) {
      required(source).done(outcome.taken());
      String trace = trace(outcome);
      services.meters().part(Part.SEND, sendNanos, trace);
      noteLeg(outcome, sendNanos);
      if (outcome instanceof Outcome.Dropped dropped) {
        stats.dropped(dropped.reason());
        services.meters().dropped(dropped.reason());
      } else if (outcome instanceof Outcome.Dead dead) {
        stats.deadLetter();
        services.meters().deadLetter();
        logDeadLetter(dead);
      } else {
        long latencyNanos = now() - outcome.taken().takenAtNanos();
        stats.answered(latencyNanos, now());
        services.meters().answered(latencyNanos, trace);
      }
    }

    private void noteLeg(Outcome outcome, long sendNanos) {
      Leg leg = outcome.leg();
      if (leg == Leg.NONE) {
        return;
      }
      long now = now();
      leg.part("send", now - sendNanos, now);
      if (outcome instanceof Outcome.Dead dead) {
        leg.fail(dead.error(), now);
      } else {
        leg.end(outcome.label(), now);
      }
    }

    private String trace(Outcome outcome) {
      if (outcome instanceof Outcome.Passed passed) {
        return passed.envelope().traceparent();
      }
      return outcome instanceof Outcome.Answered answered ? answered.envelope().traceparent() : "";
    }

    @Override
    public void resent() {
      services.meters().resent();
    }

    /** A camera that sends nothing but rubbish must not fill the log: one line a second. */
    private void logDeadLetter(Outcome.Dead dead) {
      long now = now();
      if (now - nextDeadLetterLogNanos < 0) {
        deadLettersUnlogged++;
        return;
      }
      nextDeadLetterLogNanos = now + DEAD_LETTER_LOG_NANOS;
      LOG.atWarn()
          .addKeyValue("topic", dead.taken().topic())
          .addKeyValue("lane", dead.taken().lane())
          .addKeyValue("offset", dead.taken().offset())
          .addKeyValue("stage", setup.stage().name())
          .addKeyValue("unlogged_before", deadLettersUnlogged)
          .log("dead letter: {}", dead.error());
      deadLettersUnlogged = 0;
    }
  }
}
