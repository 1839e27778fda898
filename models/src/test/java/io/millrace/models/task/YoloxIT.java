package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.catalog.ModelStore;
import io.millrace.models.catalog.Verification;
import io.millrace.models.image.Image;
import io.millrace.models.image.ImageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** YOLOX-nano on a real street, held against figures of another implementation. */
class YoloxIT {
  @TempDir Path directory;

  /** Walks up from the working directory to {@code shared/assets}. */
  private static Optional<Path> asset(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared/assets").resolve(name);
      if (Files.isRegularFile(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static Image frame(Path video, String seconds) throws IOException, InterruptedException {
    Process ffmpeg;
    try {
      ffmpeg =
          new ProcessBuilder(
                  List.of(
                      "ffmpeg",
                      "-loglevel",
                      "error",
                      "-ss",
                      seconds,
                      "-i",
                      video.toString(),
                      "-frames:v",
                      "1",
                      "-f",
                      "image2pipe",
                      "-c:v",
                      "png",
                      "-"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "no ffmpeg command on this machine: " + e.getMessage());
      throw e;
    }
    byte[] png = ffmpeg.getInputStream().readAllBytes();
    assertThat(ffmpeg.waitFor()).isZero();
    return new ImageCodec().decode(png);
  }

  @Test
  void shouldAgreeWithTheReferenceOnTheFrameAtTenSeconds()
      throws IOException, InterruptedException, OrtException {
    // Given
    Optional<Path> model = asset("models/yolox_nano.onnx");
    Optional<Path> video = asset("videos/vtest.avi");
    assumeTrue(
        model.isPresent() && video.isPresent(),
        "no shared/assets above the working directory: yolox_nano.onnx and vtest.avi are needed");
    ModelEntry entry = ModelCatalog.builtIn().require("yolox-nano");
    ModelStore store = new ModelStore(directory, Map.of("yolox-nano", model.orElseThrow()));
    assertThat(store.verify(entry).status()).isEqualTo(Verification.Status.MATCHES);
    Image frame = frame(video.orElseThrow(), "10");

    // When
    List<Find> finds;
    try (Session session = new Session(store.path(entry))) {
      finds = session.apply(Tasks.create(entry), Scene.whole(frame)).finds();
    }

    // Then
    assertThat(finds).hasSize(10);
    assertFound(finds, "person", 0.800, 346, 197, 379, 275);
    assertFound(finds, "car", 0.797, 732, 51, 767, 94);
    assertFound(finds, "person", 0.795, 588, 154, 620, 236);
  }

  private static void assertFound(
      List<Find> finds,
      String label,
      double score,
      double left,
      double top,
      double right,
      double bottom) {
    Find expected = Find.box(left, top, right, bottom, label, score);
    Find best =
        finds.stream()
            .filter(find -> find.label().equals(label))
            .max((a, b) -> Double.compare(overlap(a, expected), overlap(b, expected)))
            .orElseThrow();
    assertThat(overlap(best, expected))
        .as("intersection over union of %s", best)
        .isGreaterThan(0.9);
    assertThat(best.score()).isCloseTo(score, within(0.03));
  }

  private static double overlap(Find a, Find b) {
    double width = Math.min(a.right(), b.right()) - Math.max(a.left(), b.left());
    double height = Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top());
    double both = Math.max(0, width) * Math.max(0, height);
    return both / (area(a) + area(b) - both);
  }

  private static double area(Find find) {
    return (find.right() - find.left()) * (find.bottom() - find.top());
  }
}
