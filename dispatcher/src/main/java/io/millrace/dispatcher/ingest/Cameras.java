package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.topics.record.CameraId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cameras of a dispatcher: started, listed and stopped at run time, each on a thread of its
 * own.
 *
 * <p>A camera that ended or failed stays listed, with its account, until it is stopped or started
 * again. All methods may be called from any thread; {@link #stop} and {@link #close} block.
 */
public final class Cameras implements AutoCloseable {

  /** How long stopping waits for a camera's thread; opening and reading end within 0.1 s (5 s). */
  static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Cameras.class);

  private record Running(CameraPump pump, Thread thread) {}

  private final CameraOpener opener;
  private final Function<CameraSettings, FrameSink> sinks;
  private final DropCounter drops;
  private final CameraClock clock;
  private final long seed;
  private final ConcurrentHashMap<CameraId, Running> running = new ConcurrentHashMap<>();

  /**
   * No camera yet.
   *
   * @param sinks makes the entrance for a camera that is being started
   * @param seed of the back-off's random part
   */
  public Cameras(
      CameraOpener opener,
      Function<CameraSettings, FrameSink> sinks,
      DropCounter drops,
      CameraClock clock,
      long seed) {
    this.opener = opener;
    this.sinks = sinks;
    this.drops = drops;
    this.clock = clock;
    this.seed = seed;
  }

  /**
   * Starts a camera and returns at once; it connects on its own thread.
   *
   * @throws CameraException if one of that name runs
   */
  public synchronized CameraStatus start(CameraSettings settings) {
    CameraId id = settings.id();
    Running before = running.get(id);
    if (before != null && !before.pump().done().isDone()) {
      throw new CameraException(
          CameraException.Reason.DUPLICATE,
          "Camera %s runs already; stop it first or choose another name.".formatted(id));
    }
    Running camera = prepare(settings);
    camera.thread().start();
    running.put(id, camera);
    return camera.pump().status();
  }

  /** Stops a camera and forgets it; its final account, or empty when there is none of that name. */
  public Optional<CameraStatus> stop(CameraId id) {
    Running camera = running.remove(id);
    if (camera == null) {
      return Optional.empty();
    }
    camera.thread().interrupt();
    return Optional.of(await(id, camera));
  }

  /** The camera of that name. */
  public Optional<CameraStatus> find(CameraId id) {
    return Optional.ofNullable(running.get(id)).map(camera -> camera.pump().status());
  }

  /** All cameras, by name. */
  public List<CameraStatus> list() {
    return running.values().stream()
        .map(camera -> camera.pump().status())
        .sorted(Comparator.comparing(CameraStatus::camera))
        .toList();
  }

  /** Completes with the camera's final account when it has ended, failed or been stopped. */
  public CompletableFuture<CameraStatus> done(CameraId id) {
    Running camera = running.get(id);
    return camera == null
        ? CompletableFuture.failedFuture(
            new IllegalArgumentException("There is no camera " + id + "."))
        : camera.pump().done().copy();
  }

  /** Stops all cameras. */
  @Override
  public void close() {
    // All are told before any is waited for.
    running.values().forEach(camera -> camera.thread().interrupt());
    List.copyOf(running.keySet()).forEach(this::stop);
  }

  private Running prepare(CameraSettings settings) {
    CameraPump pump =
        new CameraPump(
            settings,
            opener,
            sinks.apply(settings),
            drops,
            Backoff.standard(seed ^ settings.id().hashCode()),
            clock);
    Thread thread = new Thread(pump, "camera-" + settings.id());
    thread.setDaemon(true);
    return new Running(pump, thread);
  }

  private static CameraStatus await(CameraId id, Running camera) {
    try {
      return camera.pump().done().get(STOP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.warn("camera does not stop camera={} waited={}", id, STOP_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return camera.pump().status();
  }
}
