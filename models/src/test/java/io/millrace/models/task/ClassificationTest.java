package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassificationTest {
  private static Classification classification(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("labels", List.of("red", "green", "blue"));
    return new Classification(Settings.of("s", all));
  }

  private static Scene scene() {
    return Scene.whole(Pictures.plain(20, 10, 0, 51, 255));
  }

  private static List<Find> finish(Classification task, float... values) {
    return task.finish(scene(), List.of(Output.of(values, values.length))).finds();
  }

  @Test
  void shouldTakeSharesOfOne() {
    // When: exp(ln 1), exp(ln 2), exp(ln 5) of 8
    List<Find> finds =
        finish(classification(Map.of("top", 3)), 0, (float) Math.log(2), (float) Math.log(5));

    // Then
    assertThat(finds).extracting(Find::label).containsExactly("blue", "green", "red");
    assertThat(finds.get(0).score()).isCloseTo(0.625, within(1e-6));
    assertThat(finds.get(1).score()).isCloseTo(0.25, within(1e-6));
    assertThat(finds.get(2).score()).isCloseTo(0.125, within(1e-6));
    assertThat(finds.get(2).right()).isEqualTo(20);
  }

  @Test
  void shouldNotOverflow() {
    List<Find> finds = finish(classification(Map.of()), 1000, 1001, -1000);
    assertThat(finds.get(0).label()).isEqualTo("green");
    assertThat(finds.get(0).score()).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-6));
  }

  @Test
  void shouldLeaveSharesAloneWhenTheModelMadeThem() {
    List<Find> finds = finish(classification(Map.of("softmax", false)), 0.2f, 0.7f, 0.1f);
    assertThat(finds).hasSize(1);
    assertThat(finds.get(0).label()).isEqualTo("green");
    assertThat(finds.get(0).score()).isCloseTo(0.7, within(1e-6));
  }

  @Test
  void shouldGiveWhatThereIsWhenMoreIsAskedFor() {
    assertThat(finish(classification(Map.of("top", 10)), 1, 2, 3)).hasSize(3);
  }

  @Test
  void shouldPutTheEarlierOfEqualClassesFirst() {
    assertThat(finish(classification(Map.of("top", 2)), 1, 1, 1))
        .extracting(Find::label)
        .containsExactly("red", "green");
  }

  @Test
  void shouldLeaveOutUncertainClasses() {
    Classification task = classification(Map.of("softmax", false, "top", 3, "min-score", 0.2));
    assertThat(finish(task, 0.2f, 0.7f, 0.1f))
        .extracting(Find::label)
        .containsExactly("green", "red");
  }

  @Test
  void shouldTakeTheMiddleSquareInTheModelsOrder() {
    // Given: 24 x 10, resized so that the shorter side has 10 pixels, of that 8 x 8
    Classification task =
        classification(
            Map.of(
                "resize", 10, "crop", 8, "mean", List.of(0, 0, 0), "deviation", List.of(1, 1, 1)));
    Scene scene = Scene.whole(Pictures.ramp(24, 10));

    // When
    Row row = task.prepare(scene).get(0);
    float[] input = Pictures.written(row);

    // Then: red, green, blue; the square begins at (8, 1)
    assertThat(row.shape()).containsExactly(3, 8, 8);
    assertThat(input[0]).isCloseTo(200 / 255f, within(1e-6f));
    assertThat(input[64]).isCloseTo(100 / 255f, within(1e-6f));
    assertThat(input[128]).isCloseTo(81 / 255f, within(1e-6f));
    assertThat(input[191]).isCloseTo(158 / 255f, within(1e-6f));
  }

  @Test
  void shouldNameEveryRegion() {
    // Given
    Region car = Region.of(Pictures.plain(4, 4, 0, 0, 0), Find.box(1, 1, 5, 5, "car", 0.9));
    Scene scene = new Scene(20, 10, List.of(car, car));

    // When
    Classification task = classification(Map.of("softmax", false));
    Scene named =
        task.finish(
            scene,
            List.of(Output.of(new float[] {1, 0, 0}, 3), Output.of(new float[] {0, 0, 1}, 3)));

    // Then
    assertThat(named.finds()).extracting(Find::label).containsExactly("red", "blue");
    assertThat(named.finds().get(1).left()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAnotherNumberOfClasses() {
    assertThatThrownBy(() -> finish(classification(Map.of()), 1, 2))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("Output[2]")
        .hasMessageContaining("[3]");
  }

  @Test
  void shouldRefuseACropLargerThanThePicture() {
    assertThatThrownBy(() -> classification(Map.of("resize", 200, "crop", 224)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("s.crop: must be a whole number within 8..200 (was 224)");
  }
}
