package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.models.image.Image;
import io.millrace.models.image.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextAngleTest {
  private final TextAngle angle = new TextAngle(Settings.none());
  private final Image crop = Pictures.ramp(4, 2);
  private final Region region = Region.of(crop, Find.box(10, 20, 14, 22, "text", 0.8));

  private static Output output(float upright, float turned) {
    return Output.of(new float[] {upright, turned}, 2);
  }

  @Test
  void shouldBringATextToTheInputsHeight() {
    // Given: 4 x 2 becomes 96 x 48
    Scene scene = new Scene(100, 100, List.of(region));

    // When
    List<Row> rows = angle.prepare(scene);

    // Then
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).shape()).containsExactly(3, 48, 192);
    float[] input = Pictures.written(rows.get(0));
    assertThat(input[0]).isCloseTo(-1, within(1e-6f));
    assertThat(input[95]).isCloseTo(30 / 127.5f - 1, within(1e-5f));
    assertThat(input[96]).as("padding").isZero();
    assertThat(input[2 * 48 * 192]).isCloseTo(200 / 127.5f - 1, within(1e-5f));
  }

  @Test
  void shouldTurnOnlyWhatIsSurelyUpsideDown() {
    // Given
    Scene scene = new Scene(100, 100, List.of(region, region, region));

    // When
    Scene upright =
        angle.finish(
            scene, List.of(output(0.95f, 0.05f), output(0.05f, 0.95f), output(0.11f, 0.89f)));

    // Then
    assertThat(upright.regions().get(0)).isSameAs(region);
    assertThat(upright.regions().get(2)).isSameAs(region);
    Region turned = upright.regions().get(1);
    assertThat(turned.find().quad())
        .containsExactly(
            new Point(14, 22), new Point(10, 22), new Point(10, 20), new Point(14, 20));
    assertThat(turned.pixels().blue(0, 0)).isEqualTo(31);
    assertThat(turned.pixels().blue(3, 1)).isZero();
    assertThat(turned.find().score()).isEqualTo(0.8);
  }

  @Test
  void shouldPassAnEmptySceneOn() {
    Scene empty = new Scene(100, 100, List.of());
    assertThat(angle.prepare(empty)).isEmpty();
    assertThat(angle.finish(empty, List.of()).regions()).isEmpty();
  }

  @Test
  void shouldRefuseAnotherNumberOfClasses() {
    Scene scene = new Scene(100, 100, List.of(region));
    assertThatThrownBy(() -> angle.finish(scene, List.of(Output.of(new float[4], 4))))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("Output[4]");
    assertThatThrownBy(() -> angle.finish(scene, List.of()))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("0 outputs for 1 rows");
  }
}
