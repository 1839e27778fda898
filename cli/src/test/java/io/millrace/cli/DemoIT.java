package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.testkit.Assets;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Find;
import io.millrace.topics.record.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as people run it: real broker, real models, in this JVM. */
class DemoIT {

  @TempDir Path folder;

  @Test
  void shouldAccountForEveryFrameOfTheGateCamerasAndReadTheirPlates() throws IOException {
    // Given
    Path report = folder.resolve("out.json");

    // When
    int exit =
        Millrace.run(
            "demo",
            "--pipeline",
            "text",
            "--for",
            "15s",
            "--port",
            "0",
            "--json",
            report.toString());

    // Then
    JsonNode told = new ObjectMapper().readTree(report.toFile());
    assertThat(exit).isZero();
    assertThat(told.get("accounted").asBoolean()).isTrue();
    long drops = 0;
    for (JsonNode drop : told.get("drops")) {
      drops += drop.get("count").asLong();
    }
    assertThat(told.get("frames_in").asLong())
        .isEqualTo(told.get("results").asLong() + told.get("dead_letters").asLong() + drops)
        .isPositive();
    assertThat(told.get("dead_letters").asLong()).isZero();
    assertThat(told.get("results").asLong()).isPositive();
    assertThat(told.get("reading_accuracy").asDouble()).isGreaterThanOrEqualTo(0.90);
  }

  @Test
  void shouldPlanForFourUnequalDevicesAndAccountForEveryFrame() throws IOException {
    // Given
    Path report = folder.resolve("out.json");

    // When
    int exit =
        Millrace.run(
            "demo",
            "--pipeline",
            "fleet",
            "--for",
            "10s",
            "--port",
            "0",
            "--json",
            report.toString());

    // Then: nothing serves before there is a plan, so results prove one
    JsonNode told = new ObjectMapper().readTree(report.toFile());
    assertThat(exit).isZero();
    assertThat(told.get("accounted").asBoolean()).isTrue();
    assertThat(told.get("results").asLong()).isPositive();
  }

  @Test
  void shouldProcessEveryFrameOfAFileOnceAndFindWhatIsThere() throws IOException {
    // Given
    Optional<Path> model = Assets.find("models/yolox_nano.onnx");
    Optional<Path> video = Assets.find("videos/vtest.avi");
    assumeTrue(model.isPresent(), "shared/assets/models/yolox_nano.onnx is not here");
    assumeTrue(video.isPresent(), "shared/assets/videos/vtest.avi is not here");
    Path report = folder.resolve("out.json");
    Path lines = folder.resolve("results.jsonl");

    // When
    int exit =
        Millrace.run(
            "demo",
            "--pipeline",
            "objects",
            "--model-file",
            "yolox-nano=" + model.get(),
            "--camera",
            video.get().toString(),
            "--pace",
            "asap",
            "--port",
            "0",
            "--json",
            report.toString(),
            "--results",
            lines.toString());

    // Then: all frames, in order, none twice
    assertThat(exit).isZero();
    List<Result> results = new ArrayList<>();
    for (String line : Files.readAllLines(lines)) {
      results.add(Json.read(line.getBytes(StandardCharsets.UTF_8), Result.class, "results"));
    }
    assertThat(results).hasSize(795);
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i).frame().sequence()).isEqualTo(i);
    }

    // Then: the frame at 10 s (10 frames a second) shows what ONNX Runtime alone finds in it
    List<Find> finds = results.get(100).finds();
    assertThat(finds).hasSize(10);
    assertFound(finds, "person", 0.800, 346, 197, 379, 275);
    assertFound(finds, "car", 0.797, 732, 51, 767, 94);
    assertFound(finds, "person", 0.795, 588, 154, 620, 236);
  }

  private static void assertFound(
      List<Find> finds, String label, double score, double... leftTopRightBottom) {
    Find best =
        finds.stream()
            .filter(find -> find.label().equals(label))
            .max(
                (one, other) ->
                    Double.compare(
                        overlap(one, leftTopRightBottom), overlap(other, leftTopRightBottom)))
            .orElseThrow();
    assertThat(overlap(best, leftTopRightBottom)).isGreaterThanOrEqualTo(0.9);
    assertThat(best.score()).isCloseTo(score, within(0.03));
  }

  /** Intersection over union of two upright boxes. */
  private static double overlap(Find find, double... box) {
    double left = find.quad().get(0).get(0);
    double top = find.quad().get(0).get(1);
    double right = find.quad().get(2).get(0);
    double bottom = find.quad().get(2).get(1);
    double width = Math.min(right, box[2]) - Math.max(left, box[0]);
    double height = Math.min(bottom, box[3]) - Math.max(top, box[1]);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double both = width * height;
    return both / ((right - left) * (bottom - top) + (box[2] - box[0]) * (box[3] - box[1]) - both);
  }
}
