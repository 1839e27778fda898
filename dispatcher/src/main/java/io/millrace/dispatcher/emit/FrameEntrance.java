package io.millrace.dispatcher.emit;

import io.millrace.dispatcher.ingest.FrameSink;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.dispatcher.results.Ledger;
import io.millrace.dispatcher.results.Outcome;
import io.millrace.dispatcher.results.ResultFlow;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DeadLetter;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.trace.Leg;
import io.millrace.topics.trace.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One camera's way into a pipeline: names its pictures, enters them in the ledger, and sends them
 * to the first stage, as long as fewer than its window are under way.
 *
 * <p>The window is what makes back-pressure reach the camera: a recording waits at it, a live
 * camera replaces its waiting picture by a newer one.
 */
public final class FrameEntrance implements FrameSink {

  private static final Logger LOG = LoggerFactory.getLogger(FrameEntrance.class);

  /** Lane and offset of a frame that never lay on a topic. */
  private static final int NOWHERE = -1;

  private final CameraId camera;
  private final long run;
  private final int window;
  private final Duration freshness;
  private final String topic;
  private final RoutedSink sink;
  private final Executor sender;
  private final ResultFlow flow;
  private final PictureKeeper pictures;
  private final Watcher watcher;
  private final PipelineId pipeline;
  private final Tracing tracing;
  private final LongSupplier nanoClock;
  private long next;
  private volatile boolean hungry;
  private volatile Runnable capacityListener = () -> {};

  /** Watches frames on their way to Kafka; must not block. */
  public interface Watcher {

    /** A frame is handed over. */
    void handedOver(FrameRef frame);

    /** Kafka has a frame, so long after it was handed over. */
    void sent(long nanos);
  }

  /** Keeps pictures for those who want to see what a result speaks of. */
  @FunctionalInterface
  public interface PictureKeeper {
    void keep(FrameRef frame, byte[] jpeg);
  }

  /**
   * The entrance of one camera.
   *
   * @param run when the camera was started, in milliseconds since 1970
   * @param window most frames under way, at least 1
   * @param freshness age at which its frames go stale; {@link Duration#ZERO} for never
   * @param pipeline the pipeline
   * @param topic the first stage's topic, for errors
   * @param sender runs what waits while Kafka is away, one frame after the other: neither a camera
   *     nor the thread that reads the results may wait for that
   */
  public FrameEntrance(
      CameraId camera,
      long run,
      int window,
      Duration freshness,
      PipelineId pipeline,
      String topic,
      RoutedSink sink,
      Executor sender,
      ResultFlow flow,
      PictureKeeper pictures,
      Watcher watcher,
      Tracing tracing,
      LongSupplier nanoClock) {
    if (window < 1) {
      throw new IllegalArgumentException(
          "The window of camera %s must be at least 1 (was %d).".formatted(camera, window));
    }
    this.camera = camera;
    this.run = run;
    this.window = window;
    this.freshness = freshness;
    this.topic = topic;
    this.sink = sink;
    this.sender = sender;
    this.flow = flow;
    this.pictures = pictures;
    this.watcher = watcher;
    this.pipeline = pipeline;
    this.tracing = tracing;
    this.nanoClock = nanoClock;
  }

  @Override
  public void onCapacity(Runnable listener) {
    capacityListener = listener;
  }

  @Override
  public Offer offer(Captured picture) {
    if (flow.outstanding(camera) >= window) {
      hungry = true;
      // An outcome may have come between the look and the flag; then nobody else would call.
      if (flow.outstanding(camera) >= window) {
        return Offer.FULL;
      }
      hungry = false;
    }
    send(picture);
    return Offer.ACCEPTED;
  }

  /** Told after an outcome of one of this camera's frames was booked. */
  public void outcomeBooked() {
    if (hungry && flow.outstanding(camera) < window) {
      hungry = false;
      capacityListener.run();
    }
  }

  private void send(Captured picture) {
    FrameRef frame = new FrameRef(camera, run, next++, picture.captured());
    Leg leg = tracing.ingest(pipeline, frame);
    Envelope envelope = Envelope.jpeg(frame).tracedBy(leg.traceparent(""));
    if (!freshness.isZero()) {
      Instant expiry = picture.captured().plus(freshness);
      envelope = envelope.with(Envelope.EXPIRY, expiry.toString());
    }
    if (!picture.groundTruth().isEmpty()) {
      envelope = envelope.with(Envelope.GROUND_TRUTH, picture.groundTruth());
    }
    flow.enter(frame);
    pictures.keep(frame, picture.jpeg());
    watcher.handedOver(frame);
    long begun = nanoClock.getAsLong();
    Envelope addressed = envelope;
    sender.execute(
        () -> {
          var unused =
              sink.send(addressed, picture.jpeg())
                  .whenComplete(
                      (done, error) -> {
                        long now = nanoClock.getAsLong();
                        leg.part("send", begun, now);
                        if (error == null) {
                          watcher.sent(now - begun);
                          leg.end("sent", now);
                        } else {
                          leg.fail(String.valueOf(error.getMessage()), now);
                          fail(frame, error);
                        }
                      });
        });
  }

  /** A frame that Kafka did not take ends here; its value has no place on any topic. */
  private void fail(FrameRef frame, Throwable error) {
    LOG.atWarn()
        .addKeyValue("frame", frame.name())
        .addKeyValue("topic", topic)
        .log("frame was not sent: {}", error.getMessage());
    flow.accept(
        new Outcome.Failed(
            new DeadLetter(
                frame,
                topic,
                NOWHERE,
                NOWHERE,
                Ledger.INGEST,
                String.valueOf(error.getMessage()))));
    outcomeBooked();
  }
}
