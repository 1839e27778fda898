package io.millrace.worker.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.millrace.models.task.Output;
import io.millrace.models.task.OutputValues;
import io.millrace.models.task.Row;
import io.millrace.testkit.TinyModel;
import io.millrace.worker.infer.InferenceException.Reason;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlEngineIT {

  private static final Processor CPU = Processor.cpu(1);

  @TempDir Path folder;

  @Test
  void shouldAnswerEveryRowWithItsOwnOutput() {
    // Given
    Path file = TinyModel.write(folder, "means", TinyModel.planeMeans());
    List<Row> rows =
        List.of(
            Rows.of(new int[] {3, 1, 2}, 1, 3, 10, 20, 0, 0),
            Rows.of(new int[] {3, 1, 2}, 5, 5, 6, 6, 7, 9));

    try (InferenceEngine engine = InferenceEngine.load(file, CPU)) {
      // When
      List<Output> outputs = engine.run(rows);

      // Then
      assertThat(outputs).hasSize(2);
      assertThat(OutputValues.of(outputs.get(0))).containsExactly(2, 15, 0);
      assertThat(OutputValues.of(outputs.get(1))).containsExactly(5, 6, 8);
    }
  }

  @Test
  void shouldKeepAnAnswerThroughLaterCallsOfOtherSizes() {
    // Given
    Path file = TinyModel.write(folder, "means", TinyModel.planeMeans());

    try (InferenceEngine engine = InferenceEngine.load(file, CPU)) {
      // When: the batch buffer is reused, then too small, then too large
      Output first = engine.run(List.of(Rows.filled(1, 3, 2, 2))).get(0);
      Output second = engine.run(List.of(Rows.filled(2, 3, 8, 8))).get(0);
      Output third = engine.run(List.of(Rows.filled(3, 3, 1, 1))).get(0);

      // Then
      assertThat(OutputValues.of(first)).containsOnly(1f);
      assertThat(OutputValues.of(second)).containsOnly(2f);
      assertThat(OutputValues.of(third)).containsOnly(3f);
    }
  }

  @Test
  void shouldSayWhatTheModelTakes() {
    // Given
    Path file = TinyModel.write(folder, "fixed", TinyModel.identity(1, 3, 4, -1));

    // When
    try (InferenceEngine engine = InferenceEngine.load(file, CPU)) {
      // Then
      assertThat(engine.input()).isEqualTo(new ModelInput("x", List.of(1, 3, 4, -1)));
      assertThat(engine.input().maxRows()).isEqualTo(1);
      assertThat(engine.input().describe()).isEqualTo("x [1, 3, 4, ?]");
    }
  }

  @Test
  void shouldRefuseRowsThatDoNotFitAndNameBothShapes() {
    // Given
    Path file = TinyModel.write(folder, "means", TinyModel.planeMeans());

    try (InferenceEngine engine = InferenceEngine.load(file, CPU)) {
      // When / Then
      assertThatThrownBy(() -> engine.run(List.of(Rows.filled(0, 1, 4, 4))))
          .satisfies(reason(Reason.INPUT_SHAPE))
          .hasMessageContaining("x [?, 3, ?, ?]")
          .hasMessageContaining("[1, 4, 4]");
      assertThatThrownBy(
              () -> engine.run(List.of(Rows.filled(0, 3, 4, 4), Rows.filled(0, 3, 4, 5))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[3, 4, 4] and [3, 4, 5]");
      // And it still works.
      assertThat(engine.run(List.of(Rows.filled(4, 3, 1, 1)))).hasSize(1);
    }
  }

  @Test
  void shouldRefuseAnOutputWithoutOneEntryPerRow() {
    // Given
    Path file = TinyModel.write(folder, "folded", TinyModel.batchMean());

    try (InferenceEngine engine = InferenceEngine.load(file, CPU)) {
      // When / Then
      assertThatThrownBy(() -> engine.run(List.of(Rows.filled(0, 3), Rows.filled(1, 3))))
          .satisfies(reason(Reason.OUTPUT_SHAPE))
          .hasMessageContaining("[3]")
          .hasMessageContaining("2 row(s)");
    }
  }

  @Test
  void shouldSayThatAModelFileIsMissingOrBroken() throws Exception {
    // Given
    Path missing = folder.resolve("missing.onnx");
    byte[] whole = TinyModel.planeMeans();
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, 40));

    // When / Then
    assertThatThrownBy(() -> InferenceEngine.load(missing, CPU))
        .satisfies(reason(Reason.MODEL_FILE))
        .hasMessageContaining("missing.onnx: no such model file");
    assertThatThrownBy(() -> InferenceEngine.load(cut, CPU))
        .satisfies(reason(Reason.MODEL_FILE))
        .hasMessageContaining("cut.onnx");
  }

  @Test
  void shouldSayWhichProvidersThisRuntimeHas() {
    // Given: a provider that this build of ONNX Runtime does not have
    Path file = TinyModel.write(folder, "means", TinyModel.planeMeans());
    ExecutionProvider absent =
        List.of(ExecutionProvider.values()).stream()
            .filter(provider -> !InferenceEngine.providers().contains(provider))
            .findFirst()
            .orElseThrow();

    // When / Then
    assertThatThrownBy(() -> InferenceEngine.load(file, CPU.with(absent)))
        .satisfies(reason(Reason.PROVIDER))
        .hasMessageContaining("'" + absent.label() + "'")
        .hasMessageContaining("cpu");
  }

  @Test
  void shouldAnswerExactlyAsBareOnnxRuntimeDoes() throws Exception {
    // Given: a real model and a batch of three noisy rows
    Path file = folder.resolve("angle.onnx");
    try (InputStream model =
        DjlEngineIT.class
            .getClassLoader()
            .getResourceAsStream("models/ch_ppocr_mobile_v2.0_cls_infer.onnx")) {
      Files.copy(Objects.requireNonNull(model), file);
    }
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[3 * 3 * 48 * 192];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    int[] shape = {3, 48, 192};
    int size = values.length / 3;
    List<Row> rows =
        List.of(0, 1, 2).stream()
            .map(i -> Rows.of(shape, Arrays.copyOfRange(values, i * size, (i + 1) * size)))
            .toList();

    // When
    float[] bare;
    InferenceEngine engine = InferenceEngine.load(file, CPU);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(values), new long[] {3, 3, 48, 192});
        OrtSession.Result result = session.run(Map.of("x", input))) {
      bare = ((OnnxTensor) result.get(0)).getFloatBuffer().array();
    }

    // Then
    try (engine) {
      List<Output> outputs = engine.run(rows);
      assertThat(bare).hasSize(6);
      for (int row = 0; row < 3; row++) {
        assertThat(OutputValues.of(outputs.get(row)))
            .containsExactly(bare[2 * row], bare[2 * row + 1]);
      }
    }
  }

  private static Consumer<Throwable> reason(Reason reason) {
    return thrown ->
        assertThat(thrown)
            .asInstanceOf(InstanceOfAssertFactories.type(InferenceException.class))
            .extracting(InferenceException::reason)
            .isEqualTo(reason);
  }
}
