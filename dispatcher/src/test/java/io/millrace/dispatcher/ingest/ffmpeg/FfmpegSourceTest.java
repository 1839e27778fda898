package io.millrace.dispatcher.ingest.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.dispatcher.ingest.source.CameraException;
import io.millrace.dispatcher.ingest.source.CameraException.Reason;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.dispatcher.ingest.source.Picture;
import io.millrace.testkit.Assets;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FfmpegSourceTest {

  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void shouldReadARecordingToItsLastPicture() throws Exception {
    // Given
    Path video = require("videos/vtest.avi");

    // When
    List<Duration> positions = new ArrayList<>();
    try (FfmpegSource source = open(FfmpegInput.file(video, false, LONG))) {
      assertThat(source.live()).isFalse();
      Optional<Picture> next = source.next();
      while (next.isPresent()) {
        positions.add(next.get().position());
        next = source.next();
      }
    }

    // Then
    assertThat(positions).hasSize(795);
    assertThat(positions.get(0)).isEqualTo(Duration.ZERO);
    assertThat(positions.get(100)).isEqualTo(Duration.ofSeconds(10));
    assertThat(positions.get(794)).isEqualTo(Duration.ofMillis(79_400));
  }

  @Test
  void shouldEncodeWhatItDecodes() throws Exception {
    // Given
    Path video = require("videos/vtest.avi");

    try (FfmpegSource source = open(FfmpegInput.file(video, false, LONG))) {
      // When
      Captured captured = source.next().orElseThrow().encode(NOW);

      // Then
      assertThat(captured.width()).isEqualTo(768);
      assertThat(captured.height()).isEqualTo(576);
      assertThat(captured.captured()).isEqualTo(NOW);
      assertThat(captured.groundTruth()).isEmpty();
      assertThat(ImageIO.read(new ByteArrayInputStream(captured.jpeg())).getHeight())
          .isEqualTo(576);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bt709", "smpte170m"})
  void shouldKeepColoursWhateverMatrixTheVideoUses(String matrix) throws Exception {
    // Given a red picture as video: limited range, its matrix stated as cameras do
    FfmpegInput red =
        FfmpegInput.device(
            "lavfi",
            "color=red:size=64x48,scale=out_color_matrix=%1$s:out_range=tv,format=yuv420p,setparams=colorspace=%1$s:range=tv"
                .formatted(matrix),
            "a red picture",
            "",
            0,
            LONG,
            LONG);

    // When
    BufferedImage read;
    try (FfmpegSource source = open(red)) {
      byte[] jpeg = source.next().orElseThrow().encode(NOW).jpeg();
      read = ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    // Then a reader of JPEG, who knows one matrix only, sees the same red
    int rgb = read.getRGB(32, 24);
    assertThat((rgb >> 16) & 0xFF).isGreaterThan(247);
    assertThat((rgb >> 8) & 0xFF).isLessThan(8);
    assertThat(rgb & 0xFF).isLessThan(8);
  }

  @Test
  void shouldGoOnInTimeWhenARecordingLoops(@TempDir Path folder) throws Exception {
    // Given two pictures, 40 ms apart
    Path video = MotionJpeg.file(folder.resolve("two.avi"), 2);

    // When
    List<Long> millis = new ArrayList<>();
    try (FfmpegSource source = open(FfmpegInput.file(video, true, LONG))) {
      for (int i = 0; i < 5; i++) {
        millis.add(source.next().orElseThrow().position().toMillis());
      }
    }

    // Then
    assertThat(millis).containsExactly(0L, 40L, 80L, 120L, 160L);
  }

  @Test
  void shouldPassMotionJpegThroughAsItCame(@TempDir Path folder) throws Exception {
    // Given
    Path video = MotionJpeg.file(folder.resolve("three.avi"), 3);

    // When
    List<byte[]> pictures = new ArrayList<>();
    try (FfmpegSource source = open(FfmpegInput.file(video, false, LONG))) {
      for (Optional<Picture> next = source.next(); next.isPresent(); next = source.next()) {
        pictures.add(next.get().encode(NOW).jpeg());
      }
    }

    // Then not a byte has changed
    assertThat(pictures)
        .containsExactly(MotionJpeg.picture(0), MotionJpeg.picture(1), MotionJpeg.picture(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtsp", "http"})
  void shouldSayThatACameraDoesNotAnswer(String scheme) throws Exception {
    // Given a port that accepts connections and never says a word
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "%s://127.0.0.1:%d/live".formatted(scheme, silent.getLocalPort());

      // When
      long before = System.nanoTime();
      CameraException error =
          catchThrowableOfType(
              CameraException.class,
              () -> open(FfmpegInput.network(url, "the north gate", SHORT, LONG)));
      Duration took = Duration.ofNanos(System.nanoTime() - before);

      // Then it says what, where and what to do, in time
      assertThat(error.reason()).isEqualTo(Reason.NO_ANSWER);
      assertThat(error)
          .hasMessage(
              "the north gate: no answer within 0.4 s; check that the camera is on, that the address"
                  + " and port are right and that no firewall is in between, or raise the open"
                  + " timeout");
      assertThat(took).isBetween(SHORT, SHORT.plusSeconds(3));
    }
  }

  @Test
  void shouldSayThatNobodyListens() throws Exception {
    // Given a port that was free a moment ago
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    String url = "http://127.0.0.1:" + port + "/live";

    // When
    CameraException error =
        catchThrowableOfType(
            CameraException.class, () -> open(FfmpegInput.network(url, url, LONG, LONG)));

    // Then
    assertThat(error.reason()).isEqualTo(Reason.REFUSED);
    assertThat(error).hasMessageContaining(url).hasMessageContaining("Connection refused");
  }

  @Test
  void shouldEndABlockedCallWhenItsThreadIsInterrupted() throws Exception {
    // Given a thread that waits for a camera that never answers
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
      AtomicReference<Exception> thrown = new AtomicReference<>();
      Thread camera =
          new Thread(
              () -> {
                try {
                  open(FfmpegInput.network(url, url, LONG, LONG)).close();
                } catch (InterruptedException | RuntimeException e) {
                  thrown.set(e);
                }
              });
      camera.start();
      silent.accept();

      // When
      camera.interrupt();
      camera.join(5_000);

      // Then
      assertThat(camera.isAlive()).isFalse();
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void shouldReadALiveStreamUntilItFallsSilent() throws Exception {
    // Given a camera that sends three pictures and then nothing more
    try (MotionJpeg.Server server = MotionJpeg.Server.silentAfter(3);
        FfmpegSource source = open(FfmpegInput.network(server.url(), server.url(), LONG, SHORT))) {
      assertThat(source.live()).isTrue();

      // When
      List<byte[]> pictures = new ArrayList<>();
      CameraException error =
          catchThrowableOfType(
              CameraException.class,
              () -> {
                while (true) {
                  pictures.add(source.next().orElseThrow().encode(NOW).jpeg());
                }
              });

      // Then
      assertThat(pictures).isNotEmpty().allMatch(jpeg -> jpeg.length > 100);
      assertThat(error.reason()).isEqualTo(Reason.NO_ANSWER);
      assertThat(error).hasMessageContaining(server.url() + ": no picture for 0.4 s");
    }
  }

  @Test
  void shouldReadAnRtspCameraOverTcp() throws Exception {
    // Given
    try (RtspServer server = new RtspServer(40);
        FfmpegSource source = open(FfmpegInput.network(server.url(), server.url(), LONG, LONG))) {
      // When
      Captured captured = source.next().orElseThrow().encode(NOW);

      // Then
      assertThat(source.live()).isTrue();
      assertThat(captured.width()).isEqualTo(RtspServer.WIDTH);
      assertThat(captured.height()).isEqualTo(RtspServer.HEIGHT);
      BufferedImage read = ImageIO.read(new ByteArrayInputStream(captured.jpeg()));
      assertThat((read.getRGB(60, 4) >> 16) & 0xFF).isGreaterThan(200);
      assertThat((read.getRGB(2, 4) >> 16) & 0xFF).isLessThan(40);
      assertThat(server.requests()).anyMatch(r -> r.startsWith("SETUP") && r.contains("TCP"));
    }
  }

  @Test
  void shouldTakeTheEndOfALiveStreamForALoss() throws Exception {
    // Given
    try (MotionJpeg.Server server = MotionJpeg.Server.closedAfter(3);
        FfmpegSource source = open(FfmpegInput.network(server.url(), server.url(), LONG, LONG))) {
      // When
      CameraException error =
          catchThrowableOfType(
              CameraException.class,
              () -> {
                while (true) {
                  source.next().orElseThrow();
                }
              });

      // Then
      assertThat(error.reason()).isEqualTo(Reason.LOST);
      assertThat(error).hasMessageContaining(server.url());
    }
  }

  @Test
  void shouldSayThatThereIsNoSuchFile(@TempDir Path folder) {
    // Given
    Path nowhere = folder.resolve("nowhere.avi");

    // When / Then
    assertThatThrownBy(() -> open(FfmpegInput.file(nowhere, false, LONG)))
        .isInstanceOf(CameraException.class)
        .hasMessage(nowhere + ": there is no such file; check the path");
  }

  @Test
  void shouldSayThatAFileIsNoVideo(@TempDir Path folder) throws Exception {
    // Given
    Path text = Files.writeString(folder.resolve("notes.mp4"), "no video at all\n".repeat(100));

    // When
    CameraException error =
        catchThrowableOfType(
            CameraException.class, () -> open(FfmpegInput.file(text, false, LONG)));

    // Then
    assertThat(error.reason()).isEqualTo(Reason.UNREADABLE);
    assertThat(error).hasMessageContaining(text.toString()).hasMessageContaining("ffprobe");
  }

  @Test
  void shouldGiveWhatCanBeReadOfATruncatedFile(@TempDir Path folder) throws Exception {
    // Given a file cut off in the middle of its fourth picture
    Path whole = MotionJpeg.file(folder.resolve("five.avi"), 5);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.avi");
    int end = MotionJpeg.indexOf(bytes, MotionJpeg.picture(3)) + 100;
    Files.write(cut, Arrays.copyOf(bytes, end));

    // When
    int read = 0;
    try (FfmpegSource source = open(FfmpegInput.file(cut, false, LONG))) {
      while (source.next().isPresent()) {
        read++;
      }
    }

    // Then
    assertThat(read).isBetween(3, 4);
  }

  @Test
  void shouldReadADevice() throws Exception {
    // Given FFmpeg's own test picture as a device
    FfmpegInput input =
        FfmpegInput.device(
            "lavfi", "testsrc=size=320x240:rate=25", "a test picture", "", 0, LONG, LONG);

    try (FfmpegSource source = open(input)) {
      // When
      Captured captured = source.next().orElseThrow().encode(NOW);

      // Then
      assertThat(source.live()).isTrue();
      assertThat(captured.width()).isEqualTo(320);
      assertThat(captured.height()).isEqualTo(240);
    }
  }

  @Test
  void shouldSayThatADeviceIsNotThere() {
    // Given
    FfmpegInput input =
        FfmpegInput.device("v4l2", "/dev/video97", "device:v4l2:/dev/video97", "", 0, LONG, LONG);

    // When
    CameraException error = catchThrowableOfType(CameraException.class, () -> open(input));

    // Then it may still be plugged in
    assertThat(error.reason().passing() || error.reason() == Reason.UNSUPPORTED).isTrue();
    assertThat(error).hasMessageContaining("device:v4l2:/dev/video97");
  }

  private static Path require(String asset) {
    Optional<Path> found = Assets.find(asset);
    assumeTrue(found.isPresent(), "shared/assets/" + asset + " is not on this machine");
    return found.orElseThrow();
  }

  private static FfmpegSource open(FfmpegInput input) throws InterruptedException {
    return FfmpegSource.open(input, System::nanoTime);
  }
}
