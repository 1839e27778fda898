package io.millrace.dispatcher.results;

import static io.millrace.dispatcher.results.Samples.frame;
import static io.millrace.dispatcher.results.Samples.result;
import static io.millrace.dispatcher.results.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.Find;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruthTest {

  /** A plate "KA-123 BC" at (100, 100) to (200, 130). */
  private static final String PLATE =
      """
      [{"text": "KA-123 BC", "quad": [[100,100],[200,100],[200,130],[100,130]], "readable": true}]
      """;

  private static Accuracy judge(String truth, Find... finds) {
    return Truth.judge(result(frame(0), Duration.ZERO, List.of(finds), truth));
  }

  @ParameterizedTest
  @CsvSource({"KA-123 BC, 1", "ka123bc, 1", "KA·123·BC, 1", "KA 123 B, 0", "KA 123 8C, 0", "'', 0"})
  void shouldCompareLettersAndDigitsOnly(String said, long read) {
    // When
    Accuracy accuracy = judge(PLATE, text(said, 98, 98, 203, 133));

    // Then
    assertThat(accuracy).isEqualTo(new Accuracy(1, read, 0));
  }

  @Test
  void shouldPutTheGroupsOfAPlateTogetherFromLeftToRight() {
    // When: the reader lists them from right to left
    Accuracy accuracy =
        judge(PLATE, text("123 BC", 140, 100, 200, 130), text("KA", 100, 102, 135, 129));

    // Then
    assertThat(accuracy.read()).isEqualTo(1);
  }

  @Test
  void shouldNotBeDisturbedByAnotherTextOnThePlate() {
    // When: a sticker was read, too
    Accuracy accuracy =
        judge(PLATE, text("KA 123 BC", 110, 100, 200, 130), text("EU", 100, 100, 109, 130));

    // Then
    assertThat(accuracy.read()).isEqualTo(1);
  }

  @Test
  void shouldNotAcceptTheSameTextElsewhere() {
    // When: a display above the gate repeats the plate
    Accuracy accuracy = judge(PLATE, text("KA 123 BC", 100, 20, 200, 50));

    // Then
    assertThat(accuracy).isEqualTo(new Accuracy(1, 0, 0));
  }

  @Test
  void shouldLeaveOutWhatCannotBeRead() {
    // Given
    String truth = PLATE.replace("true", "false");

    // When
    Accuracy accuracy = judge(truth, text("KA 123 BC", 100, 100, 200, 130));

    // Then
    assertThat(accuracy).isEqualTo(Accuracy.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "not JSON",
        "[{\"text\": \"A\"}]",
        "[{\"text\": \"A\", \"quad\": [[1],[2],[3],[4]], \"readable\": true}]"
      })
  void shouldCountATruthThatNobodyUnderstands(String truth) {
    // When
    Accuracy accuracy = judge(truth);

    // Then
    assertThat(accuracy).isEqualTo(new Accuracy(0, 0, 1));
  }

  @Test
  void shouldSayNothingOfARealCamera() {
    assertThat(judge("", text("ANY", 0, 0, 1, 1))).isEqualTo(Accuracy.NONE);
  }
}
