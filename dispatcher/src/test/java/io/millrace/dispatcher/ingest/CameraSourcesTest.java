package io.millrace.dispatcher.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.testkit.Assets;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sources, from their addresses to a sink. */
@Timeout(120)
class CameraSourcesTest {

  private static final CameraId NORTH = CameraId.of("north");

  private final NarrowSink sink = new NarrowSink();
  private final Cameras cameras =
      new Cameras(
          new CameraSources(System::nanoTime),
          settings -> sink,
          (camera, reason) -> {},
          CameraClock.of(Clock.systemUTC(), System::nanoTime),
          1);

  @AfterEach
  void close() {
    cameras.close();
    sink.close();
  }

  @Test
  void shouldPushAWholeFileThroughANarrowSink() throws Exception {
    // Given
    Path video = require("videos/vtest.avi");

    // When
    cameras.start(CameraSettings.of(new CameraSpec(NORTH, video.toString(), "asap")));
    CameraStatus ended = cameras.done(NORTH).get(100, TimeUnit.SECONDS);

    // Then all 795 pictures arrive once and in order
    assertThat(ended.state()).isEqualTo(new CameraState.Ended());
    assertThat(ended.pictures()).isEqualTo(795);
    assertThat(ended.accepted()).isEqualTo(795);
    assertThat(ended.drops()).isEqualTo(Map.of());
    await().until(() -> sink.taken().size() == 795);
    assertThat(sink.taken()).isSorted().doesNotHaveDuplicates();
    assertThat(sink.taken().get(100)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldStreamTheGateAtItsOwnPace() {
    // When
    cameras.start(CameraSettings.of(new CameraSpec(NORTH, "gate:?size=320x180&rate=50", "native")));

    // Then
    await().until(() -> sink.taken().size() >= 10);
    CameraStatus stopped = cameras.stop(NORTH).orElseThrow();
    long dropped = stopped.drops().values().stream().mapToLong(Long::longValue).sum();
    assertThat(stopped.state()).isEqualTo(new CameraState.Stopped());
    assertThat(stopped.accepted() + dropped).isEqualTo(stopped.pictures());
  }

  @Test
  void shouldKeepTryingACameraThatDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      // Given
      CameraAddress address =
          CameraAddress.parse("rtsp://admin:s3cret@127.0.0.1:" + silent.getLocalPort() + "/live");

      // When
      cameras.start(
          new CameraSettings(
              NORTH, address, new Pace.Native(), Duration.ofMillis(200), Duration.ofSeconds(10)));

      // Then it waits to try again, says why, and keeps the password to itself
      await().until(() -> state() instanceof CameraState.Waiting);
      assertThat(state())
          .isInstanceOfSatisfying(
              CameraState.Waiting.class,
              waiting -> {
                assertThat(waiting.reason()).isEqualTo(CameraException.Reason.NO_ANSWER);
                assertThat(waiting.message())
                    .startsWith("rtsp://admin:***@127.0.0.1:")
                    .contains("no answer within 0.2 s");
              });
      assertThat(cameras.stop(NORTH).orElseThrow().state()).isEqualTo(new CameraState.Stopped());
    }
  }

  private static Path require(String asset) {
    Optional<Path> found = Assets.find(asset);
    assumeTrue(found.isPresent(), "shared/assets/" + asset + " is not on this machine");
    return found.orElseThrow();
  }

  private CameraState state() {
    return cameras.find(NORTH).orElseThrow().state();
  }

  /** Has room for one picture, which a thread of its own takes away. */
  private static final class NarrowSink implements FrameSink, AutoCloseable {
    private final LinkedBlockingQueue<Captured> room = new LinkedBlockingQueue<>(1);
    private final List<Duration> taken = new CopyOnWriteArrayList<>();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final Thread pipeline = new Thread(this::take, "pipeline");
    private volatile Runnable listener = () -> {};

    NarrowSink() {
      pipeline.start();
    }

    @Override
    public Offer offer(Captured picture) {
      if (room.offer(picture)) {
        return Offer.ACCEPTED;
      }
      wanted.set(true);
      // Room may have come between the look and the flag; then nobody else would call.
      return room.offer(picture) ? Offer.ACCEPTED : Offer.FULL;
    }

    @Override
    public void onCapacity(Runnable newListener) {
      listener = newListener;
    }

    List<Duration> taken() {
      return taken;
    }

    @Override
    public void close() {
      pipeline.interrupt();
    }

    private void take() {
      try {
        while (true) {
          taken.add(room.take().position());
          if (wanted.getAndSet(false)) {
            listener.run();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
