package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.models.image.Image;
import io.millrace.models.image.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDetectionTest {
  private final TextDetection detection = new TextDetection(Settings.none());

  private static Scene scene(int width, int height) {
    return Scene.whole(Pictures.plain(width, height, 1, 2, 3));
  }

  private static void fill(
      float[] map, int mapWidth, int left, int top, int right, int bottom, float value) {
    for (int y = top; y < bottom; y++) {
      Arrays.fill(map, y * mapWidth + left, y * mapWidth + right, value);
    }
  }

  private static Scene finish(TextDetection task, Scene scene, float[] map, int width, int height) {
    return task.finish(scene, List.of(Output.of(map, 1, height, width)));
  }

  private static void assertQuad(Find find, double... xy) {
    for (int i = 0; i < 4; i++) {
      Point corner = find.quad().get(i);
      assertThat(corner.x()).as("x of corner %d", i).isCloseTo(xy[2 * i], within(1e-3));
      assertThat(corner.y()).as("y of corner %d", i).isCloseTo(xy[2 * i + 1], within(1e-3));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "640, 352, 352, 640", // fits as it is
    "640, 360, 384, 640", // padded to a multiple of 32
    "1920, 1080, 544, 960", // shrunk to the longest side, 540 padded to 544
    "1080, 1920, 960, 544",
    "10, 10, 32, 32",
    "5000, 2, 32, 960",
  })
  void shouldShrinkToTheLongestSideAndPadToTheStep(int width, int height, int rows, int columns) {
    assertThat(detection.prepare(scene(width, height)).get(0).shape())
        .containsExactly(3, rows, columns);
  }

  @Test
  void shouldEnlargeOnlyWhenTold() {
    TextDetection enlarging =
        new TextDetection(Settings.of("s", Map.of("enlarge", true, "side-pixels", 640)));
    assertThat(enlarging.prepare(scene(320, 180)).get(0).shape()).containsExactly(3, 384, 640);
  }

  @Test
  void shouldNormaliseAndPadWithTheMean() {
    // Given
    Scene scene = Scene.whole(Pictures.plain(31, 32, 0, 51, 255));

    // When
    float[] input = Pictures.written(detection.prepare(scene).get(0));

    // Then: (0 - 0.485) / 0.229, (0.2 - 0.456) / 0.224, (1 - 0.406) / 0.225; column 31 is padding
    assertThat(input[0]).isCloseTo(-2.1179f, within(1e-4f));
    assertThat(input[32 * 32]).isCloseTo(-1.1429f, within(1e-4f));
    assertThat(input[2 * 32 * 32]).isCloseTo(2.64f, within(1e-4f));
    assertThat(input[31]).isZero();
  }

  @Test
  void shouldFindNothingInAnEmptyMap() {
    // When
    Scene found = finish(detection, scene(64, 32), new float[64 * 32], 64, 32);

    // Then
    assertThat(found.regions()).isEmpty();
    assertThat(found.width()).isEqualTo(64);
  }

  @Test
  void shouldGrowACoreByAreaTimesRatioOverPerimeter() {
    // Given: 20 x 6 above 0.3; distance = 120 * 1.5 / 52 = 3.4615
    float[] map = new float[64 * 32];
    fill(map, 64, 22, 12, 42, 18, 0.9f);

    // When
    Scene found = finish(detection, scene(64, 32), map, 64, 32);

    // Then
    assertThat(found.regions()).hasSize(1);
    Find find = found.regions().get(0).find();
    double d = 120 * 1.5 / 52;
    assertQuad(find, 22 - d, 12 - d, 42 + d, 12 - d, 42 + d, 18 + d, 22 - d, 18 + d);
    assertThat(find.label()).isEqualTo("text");
    assertThat(find.score()).isCloseTo(0.9, within(1e-6));
    assertThat(find.text()).isEmpty();
  }

  @Test
  void shouldMapBackToFramePixels() {
    // Given: a frame of twice the input's size
    TextDetection task = new TextDetection(Settings.of("s", Map.of("side-pixels", 64)));
    float[] map = new float[64 * 32];
    fill(map, 64, 22, 12, 42, 18, 0.9f);

    // When
    Scene found = finish(task, scene(128, 64), map, 64, 32);

    // Then
    double d = 2 * 120 * 1.5 / 52;
    assertQuad(
        found.regions().get(0).find(),
        44 - d,
        24 - d,
        84 + d,
        24 - d,
        84 + d,
        36 + d,
        44 - d,
        36 + d);
  }

  @Test
  void shouldClipAtTheBorder() {
    // Given
    float[] map = new float[64 * 32];
    fill(map, 64, 0, 0, 20, 6, 0.9f);

    // When
    Find find = finish(detection, scene(64, 32), map, 64, 32).regions().get(0).find();

    // Then
    double d = 120 * 1.5 / 52;
    assertQuad(find, 0, 0, 20 + d, 0, 20 + d, 6 + d, 0, 6 + d);
  }

  @Test
  void shouldDropAWeakCore() {
    // Given: above the pixel threshold, below the box threshold
    float[] map = new float[64 * 32];
    fill(map, 64, 22, 12, 42, 18, 0.59f);

    // When / Then
    assertThat(finish(detection, scene(64, 32), map, 64, 32).regions()).isEmpty();
    TextDetection lenient = new TextDetection(Settings.of("s", Map.of("box-threshold", 0.5)));
    assertThat(finish(lenient, scene(64, 32), map, 64, 32).regions()).hasSize(1);
  }

  @Test
  void shouldDropATinyCore() {
    float[] map = new float[64 * 32];
    fill(map, 64, 10, 10, 40, 12, 0.9f);
    assertThat(finish(detection, scene(64, 32), map, 64, 32).regions()).isEmpty();
  }

  @Test
  void shouldNotCountValuesAtTheThreshold() {
    float[] map = new float[64 * 32];
    fill(map, 64, 22, 12, 42, 18, 0.3f);
    TextDetection lenient = new TextDetection(Settings.of("s", Map.of("box-threshold", 0)));
    assertThat(finish(lenient, scene(64, 32), map, 64, 32).regions()).isEmpty();
  }

  @Test
  void shouldBeginTheQuadOfAnUpwardTextAtTheTopRight() {
    // Given
    float[] map = new float[32 * 64];
    fill(map, 32, 12, 22, 18, 42, 0.9f);

    // When
    Region region = finish(detection, scene(32, 64), map, 32, 64).regions().get(0);

    // Then: the pixels come out lying, 27 x 13
    double d = 120 * 1.5 / 52;
    assertQuad(region.find(), 18 + d, 22 - d, 18 + d, 42 + d, 12 - d, 42 + d, 12 - d, 22 - d);
    assertThat(region.pixels().width()).isEqualTo(27);
    assertThat(region.pixels().height()).isEqualTo(13);
  }

  @Test
  void shouldFindATiltedText() {
    // Given: a band of slope 1/2, nine values high
    float[] map = new float[96 * 64];
    for (int x = 16; x < 80; x++) {
      fill(map, 96, x, 8 + (x - 16) / 2, x + 1, 17 + (x - 16) / 2, 0.8f);
    }

    // When
    Find find = finish(detection, scene(96, 64), map, 96, 64).regions().get(0).find();

    // Then: its width runs along the band
    Point a = find.quad().get(0);
    Point b = find.quad().get(1);
    assertThat((b.y() - a.y()) / (b.x() - a.x())).isCloseTo(0.5, within(0.02));
    assertThat(a.distance(b)).isBetween(75.0, 90.0);
    assertThat(find.score()).isBetween(0.6, 0.8);
  }

  @Test
  void shouldGiveReadingOrder() {
    // Given: two on a line, the right one a little higher, and one below
    float[] map = new float[128 * 64];
    fill(map, 128, 70, 9, 110, 17, 0.9f);
    fill(map, 128, 10, 11, 50, 19, 0.7f);
    fill(map, 128, 40, 40, 80, 48, 0.8f);

    // When
    Scene found = finish(detection, scene(128, 64), map, 128, 64);

    // Then
    assertThat(found.finds())
        .extracting(find -> Math.round(find.score() * 10))
        .containsExactly(7L, 9L, 8L);
  }

  @Test
  void shouldKeepTheSurestWhenThereAreTooMany() {
    // Given
    TextDetection few = new TextDetection(Settings.of("s", Map.of("max-finds", 2)));
    float[] map = new float[128 * 64];
    fill(map, 128, 70, 9, 110, 17, 0.9f);
    fill(map, 128, 10, 11, 50, 19, 0.7f);
    fill(map, 128, 40, 40, 80, 48, 0.8f);

    // When
    Scene found = finish(few, scene(128, 64), map, 128, 64);

    // Then
    assertThat(found.finds())
        .extracting(find -> Math.round(find.score() * 10))
        .containsExactly(9L, 8L);
  }

  @Test
  void shouldRefuseAMapOfAnotherSize() {
    Scene scene = scene(64, 32);
    Output output = Output.of(new float[64 * 64], 1, 64, 64);
    assertThatThrownBy(() -> detection.finish(scene, List.of(output)))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("Output[1, 64, 64]")
        .hasMessageContaining("[1, 32, 64]");
    assertThatThrownBy(() -> detection.finish(scene, List.of()))
        .isInstanceOf(OutputException.class)
        .hasMessage("the model gave 0 outputs for 1 rows");
  }

  @Test
  void shouldRefuseAPartOfAFrame() {
    Image crop = Pictures.plain(8, 8, 0, 0, 0);
    Scene parts = new Scene(64, 32, List.of(Region.of(crop, Find.box(0, 0, 8, 8, "car", 1))));
    assertThatThrownBy(() -> detection.prepare(parts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs the whole 64x32 frame");
  }
}
