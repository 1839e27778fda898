package io.millrace.topics.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "2s, PT2S",
    "1h30m, PT1H30M",
    "1m500ms, PT1M0.5S",
    "1.5h, PT1H30M",
    "0.5ms, PT0.0005S",
    "20us, PT0.00002S",
    "7d, P7D",
    "0s, PT0S",
  })
  void shouldReadWhatPeopleWrite(String text, Duration expected) {
    assertThat(DurationText.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "s", "-5s", "5 s", "5sec", "1h 30m", "1h30", "5S", "1,5s", ".5s"})
  void shouldRefuseEverythingElse(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is no duration; write one like 250ms, 2s or 1h30m", text);
  }
}
