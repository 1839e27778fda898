package io.millrace.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.millrace.models.build.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pieces against the whole on ONNX Runtime, at every cut. */
class SplitIT {
  /** What fused operators may do to a result, relative to the largest output. */
  private static final double LAST_BITS = 2e-6;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"mobilenetv2, 72", "squeezenet, 33", "resnet18, 22", "yolox-nano, 18"})
  void shouldComputeWhatTheWholeComputesAtEveryCut(String name, int cuts) throws OrtException {
    // Given
    Path file = model(name);
    OnnxGraph graph = OnnxGraph.read(file);
    TensorInfo input = graph.inputs().get(0);
    float[] frame = Sessions.frame(input, 1);
    float[] whole = Sessions.run(file, input, frame, OptLevel.EXTENDED_OPT);
    List<String> differs = new ArrayList<>();

    // When
    for (Cut cut : graph.cuts()) {
      List<SubModel> pieces = graph.split(List.of(cut), directory, "piece");
      float[] out = Sessions.run(pieces, frame, OptLevel.EXTENDED_OPT);
      if (cut.folds() ? difference(out, whole) > LAST_BITS : !Arrays.equals(out, whole)) {
        differs.add(cut.tensor().name());
      }
    }

    // Then
    assertThat(graph.cuts()).hasSize(cuts);
    assertThat(differs).as("not what the whole gives at level extended").isEmpty();
  }

  /** Each operator runs once at a level, however many cuts there are. */
  @ParameterizedTest
  @CsvSource({
    "mobilenetv2",
    "squeezenet",
    "resnet18",
    "yolox-nano",
    "alexnet",
    "efficientnet-b0",
    "inceptionv3",
    "ssd300-vgg16"
  })
  void shouldComputeTheSameCutEverywhereAtOnce(String name) throws OrtException {
    // Given
    Path file = model(name);
    OnnxGraph graph = OnnxGraph.read(file);
    TensorInfo input = graph.inputs().get(0);
    float[] frame = Sessions.frame(input, 2);

    // When
    float[] plain = Sessions.run(file, input, frame, OptLevel.NO_OPT);
    float[] blocked = Sessions.run(file, input, frame, OptLevel.ALL_OPT);
    List<SubModel> pieces = graph.split(graph.cuts(), directory, "piece");

    // Then
    assertThat(pieces).hasSize(graph.cuts().size() + 1);
    assertThat(plain).hasSize((int) graph.outputs().get(0).elements());
    // Equal constants would be equal whatever the pieces compute.
    assertThat(spread(plain)).isFinite().isGreaterThan(1e-6);
    assertThat(Sessions.run(pieces, frame, OptLevel.NO_OPT)).isEqualTo(plain);
    assertThat(difference(Sessions.run(pieces, frame, OptLevel.ALL_OPT), blocked))
        .isLessThan(LAST_BITS);
  }

  @Test
  void shouldComputeTheSameWithWeightsBesideTheModel() throws OrtException {
    // Given
    Path whole = directory.resolve("whole.onnx");
    Architecture.SQUEEZENET.save(3, 1, whole);
    Path beside = directory.resolve("beside.onnx");
    new ModelWriter(100_000).write(OnnxFile.read(whole).model(), directory, beside);
    assertThat(directory.resolve("beside.onnx.data")).exists();
    OnnxGraph graph = OnnxGraph.read(beside);
    TensorInfo input = graph.inputs().get(0);
    float[] frame = Sessions.frame(input, 4);

    // When
    List<SubModel> pieces = graph.split(List.of(graph.cuts().get(12)), directory, "piece");

    // Then
    float[] expected = Sessions.run(whole, input, frame, OptLevel.NO_OPT);
    assertThat(Sessions.run(beside, input, frame, OptLevel.NO_OPT)).isEqualTo(expected);
    assertThat(Sessions.run(pieces, frame, OptLevel.NO_OPT)).isEqualTo(expected);
  }

  private static double spread(float[] values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return high - low;
  }

  private static double difference(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double worst = 0;
    double largest = Float.MIN_NORMAL;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
      largest = Math.max(largest, Math.abs(b[i]));
    }
    return worst / largest;
  }

  private Path model(String name) {
    if (name.equals("yolox-nano")) {
      for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
        Path file = at.resolve("shared/assets/models/yolox_nano.onnx");
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
      assumeTrue(false, "no shared/assets/models/yolox_nano.onnx above the working directory");
    }
    Path file = directory.resolve(name + ".onnx");
    Architecture.of(name).save(1, 1, file);
    return file;
  }
}
