package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraSource;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.dispatcher.ingest.source.Picture;
import io.millrace.topics.record.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one camera on its own thread: opens it, paces its pictures, hands them over, and opens it
 * again after a failure that may pass.
 *
 * <p>A live camera and a recording at its own speed hand over the newest picture: one that finds no
 * room waits until there is some or until a newer one takes its place ({@code full}). With {@code
 * asap} the camera waits instead. Interrupting the thread stops the camera; a picture that no sink
 * had accepted by then counts as {@code shutdown}.
 */
final class CameraPump implements Runnable, HandOver.Account {

  /** How long a camera must have delivered for its earlier failures to be forgotten (10 s). */
  static final Duration STEADY = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(CameraPump.class);

  private final CameraSettings settings;
  private final CameraOpener opener;
  private final DropCounter counter;
  private final Backoff backoff;
  private final CameraClock clock;
  private final HandOver handOver;
  private final Instant started;
  private final CompletableFuture<CameraStatus> done = new CompletableFuture<>();
  private final AtomicLong pictures = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();
  private final ConcurrentHashMap<Reason, LongAdder> drops = new ConcurrentHashMap<>();
  private volatile CameraState state = new CameraState.Connecting(0);

  CameraPump(
      CameraSettings settings,
      CameraOpener opener,
      FrameSink sink,
      DropCounter counter,
      Backoff backoff,
      CameraClock clock) {
    this.settings = settings;
    this.opener = opener;
    this.counter = counter;
    this.backoff = backoff;
    this.clock = clock;
    this.started = clock.now();
    this.handOver = new HandOver(sink, this);
  }

  @Override
  public void run() {
    CameraState last =
        new CameraState.Failed(
            CameraException.Reason.INTERNAL, "The camera's thread died; the log says of what.");
    try {
      last = runToEnd();
    } catch (InterruptedException e) {
      last = new CameraState.Stopped();
    } catch (RuntimeException e) {
      log.error("camera failed camera={}", settings.id(), e);
      last = new CameraState.Failed(CameraException.Reason.INTERNAL, String.valueOf(e));
    } finally {
      finish(last);
    }
  }

  /** Completes with the final account once the camera has stopped for good. */
  CompletableFuture<CameraStatus> done() {
    return done;
  }

  CameraStatus status() {
    Map<Reason, Long> given = new EnumMap<>(Reason.class);
    drops.forEach((reason, count) -> given.put(reason, count.sum()));
    return new CameraStatus(
        settings.id(),
        settings.address().toString(),
        settings.pace().toString(),
        started,
        state,
        pictures.get(),
        accepted.get(),
        given);
  }

  @Override
  public void accepted() {
    accepted.incrementAndGet();
  }

  @Override
  public void dropped(Reason reason) {
    drops.computeIfAbsent(reason, first -> new LongAdder()).increment();
    counter.dropped(settings.id(), reason);
  }

  private void finish(CameraState last) {
    // The flag has done its work; a sink's client must not stumble over it.
    Thread.interrupted();
    try {
      handOver.close();
    } catch (RuntimeException e) {
      log.error("sink refused the last picture camera={}", settings.id(), e);
    }
    become(last);
    done.complete(status());
  }

  private CameraState runToEnd() throws InterruptedException {
    int failures = 0;
    while (true) {
      become(new CameraState.Connecting(failures));
      long opened = clock.nanos();
      CameraException failure;
      try (CameraSource source = opener.open(settings)) {
        opened = clock.nanos();
        stream(source);
        handOver.awaitEmpty();
        return new CameraState.Ended();
      } catch (CameraException e) {
        failure = e;
      }
      if (!failure.reason().passing()) {
        return new CameraState.Failed(failure.reason(), messageOf(failure));
      }
      boolean steady =
          state instanceof CameraState.Streaming && clock.nanos() - opened >= STEADY.toNanos();
      failures = steady ? 1 : failures + 1;
      Duration delay = backoff.delay(failures);
      become(
          new CameraState.Waiting(clock.now().plus(delay), failure.reason(), messageOf(failure)));
      clock.waitUntil(clock.nanos() + delay.toNanos());
    }
  }

  private void stream(CameraSource source) throws InterruptedException {
    Pacing pacing = Pacing.of(settings.pace(), source.live());
    boolean waits = settings.pace() instanceof Pace.Asap;
    become(new CameraState.Streaming(clock.now()));
    Optional<Picture> next = source.next();
    while (next.isPresent()) {
      pictures.incrementAndGet();
      take(next.get(), pacing, waits);
      next = source.next();
    }
  }

  /** Every picture that enters here leaves as accepted, as held by the hand-over, or as a drop. */
  private void take(Picture picture, Pacing pacing, boolean waits) throws InterruptedException {
    Pacing.Decision decision = pacing.decide(picture.position(), clock.nanos());
    if (!decision.taken()) {
      dropped(Reason.SAMPLED);
      return;
    }
    Captured captured;
    try {
      clock.waitUntil(decision.notBefore());
      captured = picture.encode(clock.now());
    } catch (InterruptedException | RuntimeException e) {
      dropped(Reason.SHUTDOWN);
      throw e;
    }
    if (waits) {
      handOver.putAndWait(captured);
    } else {
      handOver.putNewest(captured);
    }
  }

  private void become(CameraState next) {
    state = next;
    if (next instanceof CameraState.Waiting waiting) {
      log.warn(
          "camera waits camera={} until={} reason={} error={}",
          settings.id(),
          waiting.until(),
          waiting.reason().label(),
          waiting.message());
    } else if (next instanceof CameraState.Failed failed) {
      log.error(
          "camera given up camera={} reason={} error={}",
          settings.id(),
          failed.reason().label(),
          failed.message());
    } else {
      log.info("camera camera={} state={}", settings.id(), next);
    }
  }

  private static String messageOf(CameraException failure) {
    return String.valueOf(failure.getMessage());
  }
}
