package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Iso6346Test {

  /**
   * CSQU 305438: C 13·1 + S 30·2 + Q 28·4 + U 32·8 + 3·16 + 0·32 + 5·64 + 4·128 + 3·256 + 8·512 =
   * 13 + 60 + 112 + 256 + 48 + 0 + 320 + 512 + 768 + 4096 = 6185 = 562·11 + 3.
   *
   * <p>AAAU 000000: A 10·(1 + 2 + 4) + U 32·8 = 70 + 256 = 326 = 29·11 + 7.
   *
   * <p>BKLU 000001: B 12·1 + K 21·2 + L 23·4 + U 32·8 + 1·512 = 12 + 42 + 92 + 256 + 512 = 914 =
   * 83·11 + 1; 11 and 22 are left out, so that B is 12, K 21 and L 23.
   */
  @ParameterizedTest
  @CsvSource({"CSQU305438,3", "AAAU000000,7", "BKLU000001,1"})
  void shouldWeighAndReduceAsWorkedOutByHand(String code, int digit) {
    assertThat(Iso6346.checkDigit(code)).isEqualTo(digit);
    assertThat(Iso6346.ambiguous(code)).isFalse();
  }

  @Test
  void shouldKnowTheRemainderThatLooksLikeNone() {
    // AAAU 300000: 326 + 3·16 = 374 = 34·11 + 0; AAAU 200000 with a 2 at 16 and so on:
    // 326 + 16·x ≡ 7 + 5x (mod 11) is 10 for x = 5: 7 + 25 = 32 = 2·11 + 10.
    assertThat(Iso6346.checkDigit("AAAU500000")).isZero();
    assertThat(Iso6346.ambiguous("AAAU500000")).isTrue();
    // x = 3: 7 + 15 = 22, an honest zero.
    assertThat(Iso6346.checkDigit("AAAU300000")).isZero();
    assertThat(Iso6346.ambiguous("AAAU300000")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "CSQU30543", "CSQU3054383", "csqu305438", "CSQ1305438", "CSQU 305438"})
  void shouldRefuseWhatIsNoCode(String code) {
    assertThatThrownBy(() -> Iso6346.checkDigit(code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + code + "'");
  }
}
