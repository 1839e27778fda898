package io.millrace.dispatcher.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

  @ParameterizedTest
  @ValueSource(strings = {"native", "asap", "5/s", "12.5/s", "0.1/s"})
  void shouldReadWhatItWrites(String text) {
    assertThat(Pace.parse(text)).hasToString(text);
  }

  @Test
  void shouldReadARate() {
    assertThat(Pace.parse("12.5/s")).isEqualTo(new Pace.Rate(12.5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fast", "5", "-5/s", "5/min", "1e3/s", " 5/s", "NaN/s"})
  void shouldSayWhatAPaceLooksLike(String text) {
    assertThatThrownBy(() -> Pace.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is no pace; write native, asap or a rate such as 5/s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/s", "0.0/s", "1001/s"})
  void shouldRefuseARateOutOfRange(String text) {
    assertThatThrownBy(() -> Pace.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be > 0/s and at most 1000/s");
  }
}
