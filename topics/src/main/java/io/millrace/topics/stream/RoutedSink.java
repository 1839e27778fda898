package io.millrace.topics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.StageId;
import io.millrace.topics.route.LaneRouter;
import io.millrace.topics.route.OwnerLoad;
import io.millrace.topics.route.RoutingStrategy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.header.Headers;

/**
 * The way to one stage: every record takes the lane that the router chooses from the latest load
 * reports. Thread-safe.
 */
public final class RoutedSink {

  private static final long LANES_KNOWN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final RecordSink sink;
  private final String topic;
  private final StageId stage;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;
  private final LaneRouter router;
  private long lanesKnownUntilNanos;

  /** A way to the stage that reads this topic. */
  public RoutedSink(
      RecordSink sink,
      String topic,
      StageId stage,
      RoutingStrategy strategy,
      LongSupplier nanoClock,
      RandomGenerator random) {
    this.sink = sink;
    this.topic = topic;
    this.stage = stage;
    this.nanoClock = nanoClock;
    this.random = random;
    this.router = new LaneRouter(strategy, sink.lanes(topic), LaneRouter.DEFAULT_FRESH_NANOS);
    this.lanesKnownUntilNanos = nanoClock.getAsLong() + LANES_KNOWN_NANOS;
  }

  /** Sends a record on the lane chosen for it; completed when it is acknowledged. */
  public CompletableFuture<Void> send(Envelope envelope, byte[] value) {
    byte[] key = envelope.frame().camera().value().getBytes(UTF_8);
    Headers headers = CloudEventHeaders.write(envelope);
    int lane = choose(envelope.frame().camera().hashCode());
    return sink.send(topic, lane, key, headers, value);
  }

  /** Takes in what an instance says about itself; reports of other stages are ignored. */
  public synchronized void report(LoadReport report) {
    if (!report.stage().equals(stage)) {
      return;
    }
    if (report.state().equals(LoadReport.SERVING)) {
      router.report(
          new OwnerLoad(
              report.instance().value(),
              report.lanes(),
              report.backlog(),
              report.inFlight(),
              report.serviceSeconds(),
              0,
              0,
              1,
              nanoClock.getAsLong()));
    } else {
      router.forget(report.instance().value());
    }
  }

  private int choose(int key) {
    long now = nanoClock.getAsLong();
    boolean refresh;
    synchronized (this) {
      refresh = now >= lanesKnownUntilNanos;
      lanesKnownUntilNanos = refresh ? now + LANES_KNOWN_NANOS : lanesKnownUntilNanos;
    }
    int lanes = refresh ? sink.lanes(topic) : 0;
    synchronized (this) {
      router.grow(lanes);
      return router.route(key, random.nextLong(), now);
    }
  }
}
