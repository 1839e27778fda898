package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectDetectionTest {
  /** A 64 x 64 input: 8 x 8 + 4 x 4 + 2 x 2 = 84 cells of 5 + 2 values. */
  private static final int CELLS = 84;

  private static final int VALUES = 7;

  private final ObjectDetection detection = new ObjectDetection(settings(Map.of()));

  private static Settings settings(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("labels", List.of("person", "car"));
    all.putIfAbsent("width", 64);
    all.putIfAbsent("height", 64);
    return Settings.of("s", all);
  }

  private static Scene scene(int width, int height) {
    return Scene.whole(Pictures.plain(width, height, 1, 2, 3));
  }

  private static void set(float[] values, int cell, double... seven) {
    for (int i = 0; i < VALUES; i++) {
      values[cell * VALUES + i] = (float) seven[i];
    }
  }

  private static List<Find> finish(ObjectDetection task, Scene scene, float[] values) {
    return task.finish(scene, List.of(Output.of(values, CELLS, VALUES))).finds();
  }

  private static void assertBox(Find find, double left, double top, double right, double bottom) {
    assertThat(find.left()).isCloseTo(left, within(1e-3));
    assertThat(find.top()).isCloseTo(top, within(1e-3));
    assertThat(find.right()).isCloseTo(right, within(1e-3));
    assertThat(find.bottom()).isCloseTo(bottom, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 0.5, 0.25, 8, 20, 10", // stride 8: row 1, column 2
    "70, 0.5, 0.25, 16, 40, 20", // stride 16: 64 cells before; row 1, column 2
    "83, 0.5, 0.25, 32, 48, 40" // stride 32: 80 cells before; row 1, column 1
  })
  void shouldDecodeACellOfEachGrid(int cell, double cx, double cy, int stride, double x, double y) {
    // Given: width exp(0) * stride, height exp(ln 0.5) * stride
    float[] values = new float[CELLS * VALUES];
    set(values, cell, cx, cy, 0, Math.log(0.5), 0.9, 0.1, 0.8);

    // When
    List<Find> finds = finish(detection, scene(64, 64), values);

    // Then
    assertThat(finds).hasSize(1);
    assertBox(finds.get(0), x - stride / 2.0, y - stride / 4.0, x + stride / 2.0, y + stride / 4.0);
    assertThat(finds.get(0).label()).isEqualTo("car");
    assertThat(finds.get(0).score()).isCloseTo(0.72, within(1e-6));
  }

  @Test
  void shouldMapTheLetterBoxBackToTheFrame() {
    // Given: 128 x 96 is halved to 64 x 48 in the top-left corner
    float[] values = new float[CELLS * VALUES];
    set(values, 10, 0.5, 0.25, 0, 0, 0.9, 0.8, 0.1);

    // When
    List<Find> finds = finish(detection, scene(128, 96), values);

    // Then
    assertBox(finds.get(0), 32, 12, 48, 28);
  }

  @Test
  void shouldFillTheRestOfTheLetterBoxWith114() {
    // When
    float[] input = Pictures.written(detection.prepare(scene(128, 96)).get(0));

    // Then
    assertThat(input).hasSize(3 * 64 * 64);
    assertThat(input[47 * 64 + 63]).isEqualTo(1);
    assertThat(input[48 * 64]).isEqualTo(114);
    assertThat(input[64 * 64]).isEqualTo(2);
    assertThat(input[3 * 64 * 64 - 1]).isEqualTo(114);
  }

  @Test
  void shouldFindNothing() {
    Scene found =
        detection.finish(
            scene(64, 64), List.of(Output.of(new float[CELLS * VALUES], CELLS, VALUES)));
    assertThat(found.regions()).isEmpty();
  }

  @Test
  void shouldClipABoxAtTheBorder() {
    // Given: centre (0, 0), 32 x 32
    float[] values = new float[CELLS * VALUES];
    set(values, 80, 0, 0, 0, 0, 0.9, 0.8, 0.1);

    // When / Then
    assertBox(finish(detection, scene(64, 64), values).get(0), 0, 0, 16, 16);
  }

  @Test
  void shouldDropABoxOutsideTheFrame() {
    // Given: in the padding below a 64 x 32 frame
    float[] values = new float[CELLS * VALUES];
    set(values, 7 * 8, 0.5, 0.5, 0, 0, 0.9, 0.8, 0.1);

    // When / Then
    assertThat(finish(detection, scene(64, 32), values)).isEmpty();
  }

  @Test
  void shouldSuppressOverlapsOfOneClassOnly() {
    // Given: three boxes of 32 x 32 around (32, 32), (34, 32) and (32, 32); overlap 30 / 34
    float[] values = new float[CELLS * VALUES];
    set(values, 80, 1, 1, 0, 0, 0.9, 0.9, 0.1);
    set(values, 81, 2 / 32.0, 1, 0, 0, 0.9, 0.8, 0.1);
    set(values, 82, 1, 0, 0, 0, 0.9, 0.1, 0.7);

    // When
    List<Find> finds = finish(detection, scene(64, 64), values);

    // Then: the surest person and the car stay, surest first
    assertThat(finds).extracting(Find::label).containsExactly("person", "car");
    assertThat(finds.get(0).score()).isCloseTo(0.81, within(1e-6));
  }

  @Test
  void shouldKeepOverlapsUpToTheThreshold() {
    // Given: boxes of 32 x 32 around (32, 32) and (48, 32): overlap 16 / 48 = 1/3
    float[] values = new float[CELLS * VALUES];
    set(values, 80, 1, 1, 0, 0, 0.9, 0.9, 0.1);
    set(values, 81, 0.5, 1, 0, 0, 0.9, 0.8, 0.1);

    // When / Then
    assertThat(finish(detection, scene(64, 64), values)).hasSize(2);
    ObjectDetection strict = new ObjectDetection(settings(Map.of("overlap-threshold", 0.33)));
    assertThat(finish(strict, scene(64, 64), values)).hasSize(1);
  }

  @Test
  void shouldCountScoresAtTheThreshold() {
    // Given
    float[] values = new float[CELLS * VALUES];
    set(values, 80, 1, 1, 0, 0, 0.5, 0.5, 0.1);
    set(values, 83, 1, 1, 0, 0, 0.5, 0.49, 0.1);

    // When / Then
    ObjectDetection quarter = new ObjectDetection(settings(Map.of("score-threshold", 0.25)));
    assertThat(finish(quarter, scene(64, 64), values)).hasSize(1);
  }

  @Test
  void shouldKeepTheSurestWhenThereAreTooMany() {
    // Given: far apart
    float[] values = new float[CELLS * VALUES];
    set(values, 0, 0.5, 0.5, 0, 0, 0.9, 0.5, 0.1);
    set(values, 7, 0.5, 0.5, 0, 0, 0.9, 0.9, 0.1);
    set(values, 56, 0.5, 0.5, 0, 0, 0.9, 0.7, 0.1);

    // When
    ObjectDetection two = new ObjectDetection(settings(Map.of("max-finds", 2)));
    List<Find> finds = finish(two, scene(64, 64), values);

    // Then
    assertThat(finds).extracting(find -> Math.round(find.score() * 100)).containsExactly(81L, 63L);
  }

  @Test
  void shouldSurviveAbsurdNumbers() {
    // Given
    float[] values = new float[CELLS * VALUES];
    set(values, 0, Double.NaN, 0, 0, 0, 0.9, 0.9, 0.1);
    set(values, 1, 0, 0, 1000, 1000, 0.9, 0.9, 0.1);
    set(values, 2, 0, 0, 0, 0, Double.NaN, 0.9, 0.1);

    // When
    List<Find> finds = finish(detection, scene(64, 64), values);

    // Then: an endless box is the whole frame, the others are nowhere
    assertThat(finds).hasSize(1);
    assertBox(finds.get(0), 0, 0, 64, 64);
  }

  @Test
  void shouldRefuseAnotherModelsOutput() {
    Scene scene = scene(64, 64);
    assertThatThrownBy(
            () -> detection.finish(scene, List.of(Output.of(new float[84 * 85], 84, 85))))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("Output[84, 85]")
        .hasMessageContaining("[84, 7]");
  }

  @Test
  void shouldRefuseASizeThatTheGridsDoNotDivide() {
    assertThatThrownBy(() -> new ObjectDetection(settings(Map.of("width", 100))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("s.width: must be a multiple of 32 (was 100)");
  }
}
