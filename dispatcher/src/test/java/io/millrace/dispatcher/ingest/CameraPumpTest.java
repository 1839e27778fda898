package io.millrace.dispatcher.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraSource;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CameraPumpTest {

  private static final CameraId NORTH = CameraId.of("north");

  private final ManualClock clock = new ManualClock();
  private final List<Reason> dropped = new ArrayList<>();
  private final Deque<Supplier<CameraSource>> script = new ArrayDeque<>();
  private final List<CameraState> seen = new ArrayList<>();

  @AfterEach
  void shouldLeaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void shouldDeliverARecordingCompletely() {
    // Given
    FakeSource source = FakeSource.recorded().picture(0).picture(100).picture(200);
    script.add(() -> source);
    FakeSink sink = FakeSink.endless();

    // When
    CameraStatus status = run(new Pace.Asap(), sink);

    // Then
    assertThat(sink.positions()).containsExactly(0L, 100L, 200L);
    assertThat(clock.waits()).isEmpty();
    assertThat(source.closed()).isTrue();
    assertThat(status.state()).isEqualTo(new CameraState.Ended());
    assertBalanced(status, 3, 3, Map.of());
  }

  @Test
  void shouldStampARecordingWhenItIsPlayed() {
    // Given
    script.add(() -> FakeSource.recorded().picture(1000).picture(1100));
    FakeSink sink = FakeSink.endless();

    // When
    run(new Pace.Native(), sink);

    // Then
    assertThat(sink.accepted())
        .extracting(Captured::captured)
        .containsExactly(ManualClock.START, ManualClock.START.plusMillis(100));
    assertThat(clock.waits()).containsExactly(Duration.ofMillis(100));
  }

  @Test
  void shouldCountWhatASlowPipelineMisses() {
    // Given a sink with room for two pictures only
    script.add(
        () ->
            FakeSource.recorded()
                .picture(0)
                .picture(100)
                .picture(200)
                .picture(300)
                .picture(400)
                .then(() -> Thread.currentThread().interrupt()));
    FakeSink sink = new FakeSink(2);

    // When it is stopped while the last picture still waits
    CameraStatus status = run(new Pace.Native(), sink);

    // Then
    assertThat(sink.positions()).containsExactly(0L, 100L);
    assertThat(status.state()).isEqualTo(new CameraState.Stopped());
    assertBalanced(status, 5, 2, Map.of(Reason.FULL, 2L, Reason.SHUTDOWN, 1L));
  }

  @Test
  void shouldHandTheWaitingPictureOverBeforeItEnds() {
    // Given a full sink that gets room while the camera waits to end
    FakeSink sink = new FakeSink(0);
    script.add(
        () ->
            FakeSource.recorded()
                .picture(0)
                .then(
                    () -> {
                      Thread pipeline = new Thread(sink::free);
                      pipeline.start();
                    }));

    // When
    CameraStatus status = run(new Pace.Native(), sink);

    // Then
    assertThat(sink.positions()).containsExactly(0L);
    assertThat(status.state()).isEqualTo(new CameraState.Ended());
  }

  @Test
  void shouldCountWhatIsSampledAway() {
    // Given 10 pictures, ten a second
    FakeSource source = FakeSource.streaming();
    for (int i = 0; i < 10; i++) {
      source.picture(100L * i);
    }
    source.then(() -> Thread.currentThread().interrupt());
    script.add(() -> source);
    FakeSink sink = FakeSink.endless();

    // When two a second are asked for
    CameraStatus status = run(new Pace.Rate(2), sink);

    // Then
    assertThat(sink.positions()).containsExactly(0L, 300L, 800L);
    assertBalanced(status, 10, 3, Map.of(Reason.SAMPLED, 7L));
  }

  @Test
  void shouldComeBackAfterFailuresWithGrowingWaits() {
    // Given a camera that refuses twice, then delivers, breaks, and delivers again
    script.add(() -> fail(CameraException.Reason.REFUSED));
    script.add(() -> fail(CameraException.Reason.NO_ANSWER));
    script.add(
        () ->
            FakeSource.streaming()
                .picture(0)
                .then(
                    () -> {
                      throw new CameraException(CameraException.Reason.LOST, "gone");
                    }));
    script.add(
        () -> FakeSource.streaming().picture(0).then(() -> Thread.currentThread().interrupt()));
    FakeSink sink = FakeSink.endless();

    // When
    CameraStatus status = run(new Pace.Native(), sink);

    // Then one short success does not make the third wait short again
    assertThat(clock.waits())
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertBalanced(status, 2, 2, Map.of());
    assertThat(seen)
        .containsExactly(
            new CameraState.Connecting(0),
            new CameraState.Connecting(1),
            new CameraState.Connecting(2),
            new CameraState.Connecting(3));
  }

  @Test
  void shouldForgetFailuresOfACameraThatHasBeenSteady() {
    // Given three failures, then ten seconds of pictures before the next one
    script.add(() -> fail(CameraException.Reason.REFUSED));
    script.add(() -> fail(CameraException.Reason.REFUSED));
    script.add(
        () ->
            FakeSource.streaming()
                .picture(0)
                .picture(10_000, () -> clock.advance(CameraPump.STEADY))
                .then(
                    () -> {
                      throw new CameraException(CameraException.Reason.LOST, "gone");
                    }));
    script.add(() -> fail(CameraException.Reason.FORBIDDEN));

    // When
    run(new Pace.Native(), FakeSink.endless());

    // Then
    assertThat(clock.waits())
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500));
  }

  @Test
  void shouldGiveUpWhenTryingAgainCannotHelp() {
    // Given
    script.add(() -> fail(CameraException.Reason.FORBIDDEN));

    // When
    CameraStatus status = run(new Pace.Native(), FakeSink.endless());

    // Then
    assertThat(status.state())
        .isEqualTo(new CameraState.Failed(CameraException.Reason.FORBIDDEN, "no forbidden"));
    assertThat(clock.waits()).isEmpty();
  }

  @Test
  void shouldTellWhenItTriesAgain() {
    // Given
    List<CameraState> waiting = new ArrayList<>();
    script.add(() -> fail(CameraException.Reason.REFUSED));
    CameraPump[] pump = new CameraPump[1];
    CameraClock watching =
        new CameraClock() {
          @Override
          public Instant now() {
            return clock.now();
          }

          @Override
          public long nanos() {
            return clock.nanos();
          }

          @Override
          public void waitUntil(long deadlineNanos) throws InterruptedException {
            waiting.add(pump[0].status().state());
            throw new InterruptedException();
          }
        };
    pump[0] = pump(new Pace.Native(), FakeSink.endless(), watching);

    // When
    pump[0].run();

    // Then
    assertThat(waiting)
        .containsExactly(
            new CameraState.Waiting(
                ManualClock.START.plusMillis(500), CameraException.Reason.REFUSED, "no refused"));
    assertThat(pump[0].status().state()).isEqualTo(new CameraState.Stopped());
  }

  @Test
  void shouldSurviveASinkThatBreaksItsContract() {
    // Given
    script.add(() -> FakeSource.recorded().picture(0));
    FrameSink broken =
        new FrameSink() {
          @Override
          public Offer offer(Captured picture) {
            throw new IllegalStateException("record too large");
          }

          @Override
          public void onCapacity(Runnable listener) {}
        };

    // When
    CameraStatus status = run(new Pace.Asap(), broken);

    // Then
    assertThat(status.state())
        .isInstanceOfSatisfying(
            CameraState.Failed.class,
            failed -> assertThat(failed.message()).contains("record too large"));
  }

  private CameraStatus run(Pace pace, FrameSink sink) {
    CameraPump pump = pump(pace, sink, clock);
    pump.run();
    assertThat(pump.done()).isCompletedWithValue(pump.status());
    return pump.status();
  }

  private CameraPump pump(Pace pace, FrameSink sink, CameraClock time) {
    CameraSettings settings =
        new CameraSettings(NORTH, new CameraAddress.Recording(Path.of("north.avi"), false), pace);
    CameraPump[] self = new CameraPump[1];
    self[0] =
        new CameraPump(
            settings,
            opened -> {
              seen.add(self[0].status().state());
              return script.remove().get();
            },
            sink,
            (camera, reason) -> dropped.add(reason),
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0, 1),
            time);
    return self[0];
  }

  private static CameraSource fail(CameraException.Reason reason) {
    throw new CameraException(reason, "no " + reason.label());
  }

  /** Every picture of a stopped camera is accepted or dropped, and every drop was counted. */
  private void assertBalanced(
      CameraStatus status, long pictures, long accepted, Map<Reason, Long> drops) {
    assertThat(status.pictures()).isEqualTo(pictures);
    assertThat(status.accepted()).isEqualTo(accepted);
    assertThat(status.drops()).isEqualTo(drops);
    long sum = drops.values().stream().mapToLong(Long::longValue).sum();
    assertThat(accepted + sum).isEqualTo(pictures);
    assertThat(dropped).hasSize((int) sum);
  }
}
