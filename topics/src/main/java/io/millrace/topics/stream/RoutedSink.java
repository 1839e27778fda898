package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.metric.RouteMeters;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.PlanSpec.PlacementSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.route.LaneRouter;
import io.millrace.topics.route.OwnerLoad;
import io.millrace.topics.route.PlanShares;
import io.millrace.topics.route.RoutingStrategy;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one stage: every record takes the lane that the router chooses from the latest load
 * reports. Lanes that are added are used as soon as an instance reports that it owns them, or when
 * the cluster shows them. Thread-safe.
 */
public final class RoutedSink {

  private static final Logger LOG = LoggerFactory.getLogger(RoutedSink.class);
  private static final long LANES_KNOWN_NANOS =
      TimeUnit.MILLISECONDS.toNanos(KafkaConnection.METADATA_MILLIS);

  private final RecordSink sink;
  private final String topic;
  private final StageId stage;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;
  private final LaneRouter router;
  private final RouteMeters meters;
  private final Map<String, Seen> instances = new TreeMap<>();
  private List<PlacementSpec> planned = List.of();
  private Map<String, Double> shares = Map.of();
  private long epoch;
  private long lanesAskedNanos;

  /** Where an instance runs, and when it last reported. */
  private record Seen(DeviceId device, boolean emulated, long atNanos) {}

  /**
   * The lane that was chosen for a record.
   *
   * @param lane the lane
   * @param device where its owner runs; null when nobody is known to own it
   */
  public record Chosen(int lane, @Nullable DeviceId device) {}

  /** A way to the stage that reads this topic; nobody counts who gets what. */
  public RoutedSink(
      RecordSink sink,
      String topic,
      StageId stage,
      RoutingStrategy strategy,
      LongSupplier nanoClock,
      RandomGenerator random) {
    this(
        sink,
        topic,
        stage,
        strategy,
        new RouteMeters(MetricRegistry.none(), "", stage.value()),
        nanoClock,
        random);
  }

  /** A way to the stage that reads this topic. */
  public RoutedSink(
      RecordSink sink,
      String topic,
      StageId stage,
      RoutingStrategy strategy,
      RouteMeters meters,
      LongSupplier nanoClock,
      RandomGenerator random) {
    this.sink = sink;
    this.topic = topic;
    this.stage = stage;
    this.meters = meters;
    this.nanoClock = nanoClock;
    this.random = random;
    this.router = new LaneRouter(strategy, sink.lanes(topic), LaneRouter.DEFAULT_FRESH_NANOS);
    this.lanesAskedNanos = nanoClock.getAsLong();
  }

  /**
   * Sends a record on the lane chosen for it. May wait for room in the producer's buffer, so it
   * must not be called on an event loop.
   *
   * @return completed when it is acknowledged; failed as {@link RecordSink#send} says, or when
   *     every lane is retired
   */
  public CompletableFuture<Void> send(Envelope envelope, byte[] value) {
    try {
      return send(choose(envelope), envelope, value);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Chooses the lane of a record, which then counts as sent there.
   *
   * @throws IllegalStateException if every lane is retired
   */
  public Chosen choose(Envelope envelope) {
    // The hash of a text is specified, so every process keeps a camera on the same lane.
    return choose(envelope.frame().camera().value().hashCode());
  }

  /** Sends a record on the lane that was chosen for it; else as {@link #send(Envelope, byte[])}. */
  public CompletableFuture<Void> send(Chosen chosen, Envelope envelope, byte[] value) {
    byte[] key = envelope.frame().camera().value().getBytes(UTF_8);
    Headers headers = CloudEventHeaders.write(envelope);
    return sink.send(topic, chosen.lane(), key, headers, value);
  }

  /**
   * Takes in what an instance says about itself; reports of other stages and pipelines are ignored.
   */
  public void report(LoadReport report) {
    if (!report.stage().equals(stage) || !isOurs(report.pipeline())) {
      return;
    }
    String name = report.instance().value();
    synchronized (this) {
      see(name, report);
      if (report.state().equals(LoadReport.SERVING)) {
        // Who owns a lane knows better than this process's picture of the cluster that it exists.
        report.lanes().stream()
            .filter(lane -> lane < StageSpec.MAX_LANES)
            .max(Integer::compare)
            .ifPresent(lane -> router.grow(lane + 1));
        router.report(
            new OwnerLoad(
                name,
                report.lanes(),
                report.backlog(),
                report.inFlight(),
                report.serviceSeconds(),
                0,
                0,
                1,
                nanoClock.getAsLong()));
      } else {
        router.forget(name);
      }
    }
  }

  /**
   * Takes in a plan: what it gives to each device becomes the weights of the instances that report
   * from there. One that is not newer than the last is ignored.
   */
  public synchronized void plan(PlanSpec plan) {
    if (plan.epoch() > epoch) {
      epoch = plan.epoch();
      planned =
          plan.placements().stream()
              .filter(placement -> placement.stage().equals(stage) && isOurs(placement.pipeline()))
              .toList();
      share();
    }
  }

  /** Replaces the plan's weights: records per second by instance name. */
  public synchronized void plan(Map<String, Double> recordsPerSecond) {
    router.plan(recordsPerSecond);
  }

  /** Replaces the set of lanes that take no new records. */
  public synchronized void retire(BitSet lanes) {
    router.retire(lanes);
  }

  /** Notes who serves where. Who fell silent shares nothing with those that took its place. */
  private void see(String name, LoadReport report) {
    long now = nanoClock.getAsLong();
    boolean changed =
        instances.values().removeIf(seen -> now - seen.atNanos() >= LaneRouter.DEFAULT_FRESH_NANOS);
    if (report.state().equals(LoadReport.SERVING)) {
      Seen before = instances.put(name, new Seen(report.device(), report.emulated(), now));
      changed |= before == null || !before.device().equals(report.device());
    } else {
      changed |= instances.remove(name) != null;
    }
    if (changed && epoch > 0) {
      share();
    }
  }

  private void share() {
    Map<String, DeviceId> devices = new TreeMap<>();
    instances.forEach((name, seen) -> devices.put(name, seen.device()));
    Map<String, Double> now = PlanShares.of(planned, devices);
    // The router counts anew with every plan, so it is told only what is new.
    if (!now.equals(shares)) {
      shares = now;
      router.plan(now);
    }
  }

  /** The topic is the first stage's or this stage's own, of the reporting pipeline. */
  private boolean isOurs(PipelineId pipeline) {
    return topic.equals(TopicCatalog.frames(pipeline)) || topic.equals(pipeline + "." + stage);
  }

  private Chosen choose(int key) {
    long now = nanoClock.getAsLong();
    boolean ask;
    synchronized (this) {
      ask = now - lanesAskedNanos >= LANES_KNOWN_NANOS;
      lanesAskedNanos = ask ? now : lanesAskedNanos;
    }
    int lanes = ask ? askLanes() : 0;
    synchronized (this) {
      router.grow(lanes);
      int lane = router.route(key, random.nextLong(), now);
      String owner = router.owner(lane);
      Seen seen = owner == null ? null : instances.get(owner);
      meters.routed(
          seen == null ? null : seen.device().value(),
          seen != null && seen.emulated(),
          router.decidedBy());
      return new Chosen(lane, seen == null ? null : seen.device());
    }
  }

  private int askLanes() {
    try {
      return sink.lanes(topic);
    } catch (KafkaException e) {
      LOG.atDebug().addKeyValue("topic", topic).setCause(e).log("lanes unknown for now");
      return 0;
    }
  }
}
