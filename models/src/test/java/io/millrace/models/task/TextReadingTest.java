package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.models.image.Image;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextReadingTest {
  /** Classes: 0 blank, 1 A, 2 B, 3 ä, 4 space. */
  private final TextReading reading = new TextReading(settings(Map.of()));

  private static Settings settings(Map<String, Object> more) {
    Map<String, Object> all = new java.util.HashMap<>(more);
    all.put("characters", List.of("A", "B", "ä"));
    return Settings.of("s", all);
  }

  private static Region text(int width, int height) {
    return Region.of(
        Pictures.plain(width, height, 9, 9, 9), Find.box(0, 0, width, height, "text", 0.7));
  }

  private static Scene scene(Region... regions) {
    return new Scene(1000, 1000, List.of(regions));
  }

  /** One place per class given, at its probability; the other classes share what is left. */
  private static Output places(double... classAndProbability) {
    int places = classAndProbability.length / 2;
    float[] values = new float[places * 5];
    for (int t = 0; t < places; t++) {
      float probability = (float) classAndProbability[2 * t + 1];
      java.util.Arrays.fill(values, t * 5, t * 5 + 5, (1 - probability) / 4);
      values[t * 5 + (int) classAndProbability[2 * t]] = probability;
    }
    return Output.of(values, places, 5);
  }

  private Find read(Output output) {
    return reading.finish(scene(text(40, 20)), List.of(output)).regions().get(0).find();
  }

  @Test
  void shouldLeaveOutBlanksAndRepeats() {
    // When: A A _ A B B _ ä space
    Find find = read(places(1, .9, 1, .8, 0, .9, 1, .7, 2, .6, 2, .9, 0, .9, 3, .8, 4, .5));

    // Then: the mean of .9, .7, .6, .8, .5, the first of each run
    assertThat(find.text()).isEqualTo("AABä ");
    assertThat(find.textScore()).isCloseTo(0.7, within(1e-6));
    assertThat(find.label()).isEqualTo("text");
    assertThat(find.score()).isEqualTo(0.7);
  }

  @Test
  void shouldKeepAFindThatSaysNothing() {
    // When
    Find find = read(places(0, .9, 0, .9));

    // Then
    assertThat(find.text()).isEmpty();
    assertThat(find.textScore()).isZero();
  }

  @Test
  void shouldReadNothingFromNoPlaces() {
    assertThat(read(Output.of(new float[0], 0, 5)).text()).isEmpty();
  }

  @Test
  void shouldDropUncertainTextsOnlyWhenTold() {
    // Given
    TextReading strict = new TextReading(settings(Map.of("min-score", 0.75)));
    Scene scene = scene(text(40, 20), text(40, 20));

    // When
    Scene read = strict.finish(scene, List.of(places(1, .7), places(2, .8)));

    // Then
    assertThat(read.finds()).extracting(Find::text).containsExactly("B");
  }

  @ParameterizedTest
  @CsvSource({
    "40, 48, 64", // at least the minimum
    "64, 48, 64",
    "65, 48, 96", // the next step
    "100, 25, 192",
    "9000, 40, 2048", // at most the maximum
    "33, 22, 96", // 72 rounded up
    "20, 30, 96", // tall: laid down to 30 x 20, that is 72
    "20, 29, 64" // less than 1.5 times as high as wide: 33.1
  })
  void shouldRoundWidthsUpToSteps(int width, int height, int expected) {
    assertThat(reading.prepare(scene(text(width, height))).get(0).shape())
        .containsExactly(3, 48, expected);
  }

  @Test
  void shouldLayATallTextDown() {
    // Given: blue grows to the right by 10 and down by 1
    Image tall = Pictures.ramp(2, 40);
    Region region = Region.of(tall, Find.box(0, 0, 2, 40, "text", 1));

    // When
    float[] input = Pictures.written(reading.prepare(scene(region)).get(0));

    // Then: the right column is the first line, from top to bottom
    assertThat(input[0]).isCloseTo(10 / 127.5f - 1, within(1e-5f));
    assertThat(input[959]).isCloseTo((10 + 39) / 127.5f - 1, within(1e-5f));
  }

  @Test
  void shouldPadWithGrey() {
    float[] input = Pictures.written(reading.prepare(scene(text(40, 48))).get(0));
    assertThat(input[39]).isCloseTo(9 / 127.5f - 1, within(1e-6f));
    assertThat(input[40]).isZero();
    assertThat(input[63]).isZero();
  }

  @Test
  void shouldRefuseAnotherAlphabet() {
    Scene scene = scene(text(40, 20));
    assertThatThrownBy(() -> reading.finish(scene, List.of(Output.of(new float[12], 2, 6))))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("Output[2, 6]")
        .hasMessageContaining("[T, 5]")
        .hasMessageContaining("3 characters");
    assertThatThrownBy(() -> reading.finish(scene, List.of(Output.of(new float[5], 5))))
        .isInstanceOf(OutputException.class);
  }

  @Test
  void shouldLoadTheCharactersOfTheBuiltInModel() {
    // Given
    TextReading builtIn =
        new TextReading(
            Settings.of("s", Map.of("characters", "classpath:models/ppocr_keys_v1.txt")));
    float[] place = new float[6625];
    place[6624] = 1;

    // When / Then: 6623 characters, the blank before and the space behind them
    Scene read = builtIn.finish(scene(text(40, 20)), List.of(Output.of(place, 1, 6625)));
    assertThat(read.regions().get(0).find().text()).isEqualTo(" ");
  }

  @Test
  void shouldNameAMissingCharacterList() {
    assertThatThrownBy(() -> new TextReading(Settings.of("models.yaml: m.settings", Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("models.yaml: m.settings.characters: is missing.");
    assertThatThrownBy(
            () -> new TextReading(Settings.of("s", Map.of("characters", "classpath:no/such.txt"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no no/such.txt on the class path");
  }
}
