package io.millrace.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.millrace.models.build.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every cut of a model against the whole, on ONNX Runtime. */
class SplitIT {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"mobilenetv2", "squeezenet", "resnet18", "yolox-nano"})
  void measure(String name) throws OrtException {
    Path file = model(name);
    OnnxGraph graph = OnnxGraph.read(file);
    TensorInfo input = graph.inputs().get(0);
    float[] frame = Runtime.frame(input, 1);
    for (OptLevel level : OptLevel.values()) {
      float[] whole = Runtime.run(file, input, frame, level);
      int equal = 0;
      StringBuilder bad = new StringBuilder();
      for (Cut cut : graph.cuts()) {
        List<SubModel> pieces = graph.split(List.of(cut), directory, "piece");
        float[] out = Runtime.run(pieces, frame, level);
        double worst = 0, top = 0; int diff=0;
        for (int i = 0; i < out.length; i++) {
          worst = Math.max(worst, Math.abs(out[i] - whole[i]));
          top = Math.max(top, Math.abs(whole[i]));
          if (out[i] != whole[i]) diff++;
        }
        if (diff == 0) { equal++; } else { bad.append(" %s(%d of %d, %.2g)".formatted(cut.tensor().name(), diff, out.length, worst / top)); }
      }
      System.out.println("MEASURE " + name + " " + level + " " + equal + " of " + graph.cuts().size() + " max|out| " + max(whole) + bad);
    }
  }

  private static float max(float[] v) { float m = 0; for (float x : v) m = Math.max(m, Math.abs(x)); return m; }

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
    assertThat(file).exists();
    return file;
  }
}
