package io.millrace.dispatcher.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraSource;
import io.millrace.dispatcher.ingest.source.Picture;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CamerasTest {

  private static final CameraId NORTH = CameraId.of("north");
  private static final CameraId SOUTH = CameraId.of("south");

  private final Cameras cameras =
      new Cameras(
          CamerasTest::open,
          settings -> settings.id().equals(SOUTH) ? new FakeSink(0) : FakeSink.endless(),
          (camera, reason) -> {},
          CameraClock.of(Clock.systemUTC(), System::nanoTime),
          1);

  @AfterEach
  void close() {
    cameras.close();
    assertThat(cameras.list()).isEmpty();
  }

  @Test
  void shouldRunCamerasBesideEachOther() {
    // When
    cameras.start(settings(NORTH, "silent"));
    cameras.start(settings(SOUTH, "silent"));

    // Then
    await().until(() -> cameras.list().stream().allMatch(CamerasTest::streaming));
    assertThat(cameras.list()).extracting(CameraStatus::camera).containsExactly(NORTH, SOUTH);
    assertThat(cameras.find(NORTH)).isPresent();
  }

  @Test
  void shouldRefuseASecondCameraOfTheSameName() {
    // Given
    cameras.start(settings(NORTH, "silent"));

    // When / Then
    assertThatThrownBy(() -> cameras.start(settings(NORTH, "silent")))
        .isInstanceOf(CameraException.class)
        .hasMessage("Camera north runs already; stop it first or choose another name.");
  }

  @Test
  void shouldListAnEndedCameraAndStartItAgain() throws Exception {
    // Given
    cameras.start(settings(NORTH, "short"));
    CameraStatus ended = cameras.done(NORTH).get(10, TimeUnit.SECONDS);
    assertThat(ended.state()).isEqualTo(new CameraState.Ended());
    assertThat(cameras.list()).containsExactly(ended);

    // When
    cameras.start(settings(NORTH, "short"));

    // Then
    assertThat(cameras.done(NORTH).get(10, TimeUnit.SECONDS).pictures()).isEqualTo(1);
  }

  @Test
  void shouldStopACameraThatWaitsForItsPipeline() {
    // Given a recording read asap into a full sink
    cameras.start(settings(SOUTH, "short"));
    await().until(() -> cameras.find(SOUTH).orElseThrow().pictures() == 1);

    // When
    Optional<CameraStatus> stopped = cameras.stop(SOUTH);

    // Then
    assertThat(stopped).isPresent();
    assertThat(stopped.get().state()).isEqualTo(new CameraState.Stopped());
    assertThat(stopped.get().drops()).isEqualTo(Map.of(Reason.SHUTDOWN, 1L));
    assertThat(cameras.list()).isEmpty();
  }

  @Test
  void shouldSayThatThereIsNoSuchCamera() {
    assertThat(cameras.stop(NORTH)).isEmpty();
    assertThat(cameras.find(NORTH)).isEmpty();
    assertThat(cameras.done(NORTH)).isCompletedExceptionally();
  }

  private static boolean streaming(CameraStatus status) {
    return status.state() instanceof CameraState.Streaming;
  }

  private static CameraSettings settings(CameraId id, String file) {
    return new CameraSettings(
        id, new CameraAddress.Recording(Path.of(file), false), new Pace.Asap());
  }

  private static CameraSource open(CameraSettings settings) {
    return settings.address().toString().equals("short")
        ? FakeSource.recorded().picture(0)
        : new SilentSource();
  }

  /** A camera that is connected and never delivers. */
  private static final class SilentSource implements CameraSource {
    @Override
    public Optional<Picture> next() throws InterruptedException {
      new CountDownLatch(1).await();
      return Optional.empty();
    }

    @Override
    public boolean live() {
      return true;
    }

    @Override
    public void close() {}
  }
}
