package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.dispatcher.ingest.ffmpeg.FfmpegRasterEncoder;
import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.dispatcher.ingest.source.RasterEncoder;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateCameraTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void shouldGiveTheSameBytesForTheSameSeed() throws Exception {
    // Given
    GateSettings settings = settings("?seed=11&size=480x270");
    GateSettings other = settings("?seed=12&size=480x270");

    try (GateCamera first = camera(settings);
        GateCamera second = camera(settings);
        GateCamera third = camera(other)) {
      for (int i = 0; i < 5; i++) {
        // When
        Captured a = first.next().orElseThrow().encode(NOW);
        Captured b = second.next().orElseThrow().encode(NOW);
        Captured c = third.next().orElseThrow().encode(NOW);

        // Then
        assertThat(b.jpeg()).isEqualTo(a.jpeg());
        assertThat(b.groundTruth()).isEqualTo(a.groundTruth());
        assertThat(c.jpeg()).isNotEqualTo(a.jpeg());
      }
    }
  }

  @Test
  void shouldNumberPicturesByItsRateAndCarryTheirTruth() throws Exception {
    try (GateCamera camera = camera(settings("?size=320x180&rate=8"))) {
      // When
      camera.next();
      Captured second = camera.next().orElseThrow().encode(NOW);

      // Then
      assertThat(camera.live()).isFalse();
      assertThat(second.position()).isEqualTo(Duration.ofMillis(125));
      assertThat(second.width()).isEqualTo(320);
      JsonNode truth = new ObjectMapper().readTree(second.groundTruth());
      assertThat(truth).isNotEmpty();
      assertThat(truth.get(0).get("text").asText()).matches("[A-Z]{2} [0-9]{4} [A-Z]");
      assertThat(truth.get(0).get("quad")).hasSize(4);
      assertThat(truth.get(0).get("quad").get(0)).hasSize(2);
      assertThat(truth.get(0).get("readable").isBoolean()).isTrue();
    }
  }

  @Test
  void shouldDrawNothingForAPictureThatIsSampledAway() throws Exception {
    // Given
    AtomicInteger encoded = new AtomicInteger();
    RasterEncoder counting =
        new RasterEncoder() {
          @Override
          public byte[] encode(int[] pixels, int width, int height) {
            encoded.incrementAndGet();
            return new byte[] {1};
          }

          @Override
          public void close() {
            encoded.addAndGet(100);
          }
        };

    // When
    try (GateCamera camera = new GateCamera(settings("?size=320x180"), counting)) {
      camera.next();
      camera.next().orElseThrow().encode(NOW);
    }

    // Then one was encoded, and the encoder closed once
    assertThat(encoded).hasValue(101);
  }

  @Test
  void shouldDrawWithoutLoadingFonts() throws Exception {
    // Given a Java of its own that says which classes it loads; a machine without fontconfig and
    // freetype fails as soon as the font manager is one of them
    Process java =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Djava.awt.headless=true",
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Drawing.class.getName())
            .redirectErrorStream(true)
            .start();

    // When
    String log = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = java.waitFor(30, TimeUnit.SECONDS);

    // Then
    assertThat(ended).isTrue();
    assertThat(log).contains("drawn 640x360").contains(GateRenderer.class.getName());
    assertThat(log)
        .doesNotContain("sun.font.FontManagerFactory")
        .doesNotContain("sun.font.SunFontManager");
    assertThat(java.exitValue()).isZero();
  }

  /** Draws one picture of each scene. */
  static final class Drawing {
    private Drawing() {}

    public static void main(String[] arguments) {
      new GateRenderer(settings("")).draw(60);
      new GateRenderer(settings("?scene=containers")).draw(60);
      System.out.println("drawn 640x360");
    }
  }

  private static GateCamera camera(GateSettings settings) {
    return new GateCamera(settings, new FfmpegRasterEncoder());
  }

  private static GateSettings settings(String rest) {
    return GateSettings.parse("gate:" + rest, rest);
  }
}
