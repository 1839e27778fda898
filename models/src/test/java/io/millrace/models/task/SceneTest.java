package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.models.image.Image;
import io.millrace.models.image.Point;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SceneTest {
  private final Image frame = Pictures.ramp(10, 8);

  @Test
  void shouldBeginWithTheWholeFrameAndNoFinds() {
    Scene scene = Scene.whole(frame);
    assertThat(scene.finds()).isEmpty();
    assertThat(scene.regions()).hasSize(1);
    assertThat(scene.regions().get(0).wholeFrame()).isTrue();
    assertThat(scene.regions().get(0).pixels()).isSameAs(frame);
  }

  @Test
  void shouldCutPixelsWhenAskedAndOnce() {
    // Given
    Region region = Region.cut(frame, Find.box(2, 1, 5, 3, "text", 1));

    // When
    Image pixels = region.pixels();

    // Then
    assertThat(pixels.width()).isEqualTo(3);
    assertThat(pixels.blue(0, 0)).isEqualTo(21);
    assertThat(region.pixels()).isSameAs(pixels);
    assertThat(region.wholeFrame()).isFalse();
    assertThat(region.withFind(region.find().withText("x", 1)).pixels()).isSameAs(pixels);
  }

  @Test
  void shouldTurnQuadAndPixelsTogether() {
    // Given
    Region region = Region.cut(frame, Find.box(2, 1, 5, 3, "text", 1));

    // When
    Region turned = region.turned180();

    // Then: cutting along the turned quad gives the turned pixels
    assertThat(turned.pixels().toByteArray())
        .containsExactly(Region.cut(frame, turned.find()).pixels().toByteArray());
    assertThat(turned.turned180().find()).isEqualTo(region.find());
  }

  @Test
  void shouldRefuseImpossibleFinds() {
    List<Point> three = List.of(new Point(0, 0), new Point(1, 0), new Point(1, 1));
    assertThatThrownBy(() -> Find.of(three, "x", 1)).hasMessage("a find has four corners (had 3)");
    assertThatThrownBy(() -> Find.box(0, 0, 1, 1, "x", 1.5))
        .hasMessage("score must be within 0..1 (was 1.5)");
    assertThatThrownBy(() -> Find.box(0, 0, 1, 1, "x", 1).withText("t", Double.NaN))
        .hasMessage("textScore must be within 0..1 (was NaN)");
    assertThatThrownBy(() -> Find.box(0, Double.NaN, 1, 1, "x", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Scene(0, 1, List.of())).hasMessageContaining("0x1");
  }

  @Test
  void shouldRefuseABufferThatDoesNotFitItsShape() {
    assertThatThrownBy(() -> Output.of(new float[5], 2, 3))
        .hasMessage("an output of shape [2, 3] holds 6 values, but the buffer holds 5");
    assertThatThrownBy(() -> Output.of(new float[0], -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Output.of(FloatBuffer.allocate(0), 0, 3)).hasToString("Output[0, 3]");
  }

  @Test
  void shouldNameASettingThatNobodyReads() {
    assertThatThrownBy(
            () ->
                new TextAngle(
                    Settings.of("models.yaml: text-angle.settings", Map.of("treshold", 0.8))))
        .hasMessage(
            "models.yaml: text-angle.settings: nobody reads treshold. Known here: height, threshold, width.");
  }

  @Test
  void shouldNameASettingOfTheWrongKind() {
    assertThatThrownBy(() -> new TextAngle(Settings.of("s", Map.of("threshold", "high"))))
        .hasMessage("s.threshold: must be a number within 0.5..1.0 (was high)");
    assertThatThrownBy(() -> new TextAngle(Settings.of("s", Map.of("width", 1.5))))
        .hasMessage("s.width: must be a whole number within 8..4096 (was 1.5)");
    assertThatThrownBy(() -> new TextDetection(Settings.of("s", Map.of("enlarge", "yes"))))
        .hasMessage("s.enlarge: must be true or false (was yes)");
    assertThatThrownBy(() -> new TextDetection(Settings.of("s", Map.of("mean", List.of(1, 2)))))
        .hasMessage("s.mean: must be a list of three numbers, one per channel (was [1, 2])");
    assertThatThrownBy(
            () -> new TextDetection(Settings.of("s", Map.of("deviation", List.of(1, 0, 1)))))
        .hasMessageContaining("three numbers > 0");
  }
}
