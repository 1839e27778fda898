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
import org.junit.jupiter.params.provider.EnumSource;

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
    float[] plain = Sessions.run(file, input, frame, OptLevel.NO_OPT);
    float[] fused = Sessions.run(file, input, frame, OptLevel.EXTENDED_OPT);
    float[] blocked = Sessions.run(file, input, frame, OptLevel.ALL_OPT);
    List<String> plainDiffers = new ArrayList<>();
    List<String> fusedDiffers = new ArrayList<>();
    List<String> blockedFar = new ArrayList<>();

    // When
    for (Cut cut : graph.cuts()) {
      List<SubModel> pieces = graph.split(List.of(cut), directory, "piece");
      String tensor = cut.tensor().name();
      if (!Arrays.equals(Sessions.run(pieces, frame, OptLevel.NO_OPT), plain)) {
        plainDiffers.add(tensor);
      }
      float[] out = Sessions.run(pieces, frame, OptLevel.EXTENDED_OPT);
      if (cut.folds() ? difference(out, fused) > LAST_BITS : !Arrays.equals(out, fused)) {
        fusedDiffers.add(tensor);
      }
      if (difference(Sessions.run(pieces, frame, OptLevel.ALL_OPT), blocked) > LAST_BITS) {
        blockedFar.add(tensor);
      }
    }

    // Then
    assertThat(graph.cuts()).hasSize(cuts);
    assertThat(plainDiffers).as("not equal bit for bit without optimisation").isEmpty();
    assertThat(fusedDiffers).as("not equal bit for bit at level extended").isEmpty();
    assertThat(blockedFar).as("beyond the last bits at level all").isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void shouldRunInOnnxRuntimeAndBeTheSameInManyPieces(Architecture architecture)
      throws OrtException {
    // Given
    Path file = directory.resolve("model.onnx");
    architecture.save(7, 1, file);
    OnnxGraph graph = OnnxGraph.read(file);
    TensorInfo input = graph.inputs().get(0);
    float[] frame = Sessions.frame(input, 2);
    List<Cut> cuts = graph.cuts().stream().filter(cut -> cut.index() % 9 == 4).toList();

    // When
    float[] whole = Sessions.run(file, input, frame, OptLevel.NO_OPT);
    float[] pieces = Sessions.run(graph.split(cuts, directory, "piece"), frame, OptLevel.NO_OPT);

    // Then
    assertThat(whole).hasSize((int) graph.outputs().get(0).elements());
    assertThat(spread(whole)).isFinite().isGreaterThan(1e-6);
    assertThat(pieces).isEqualTo(whole);
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
