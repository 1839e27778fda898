package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InscriptionsTest {

  @Test
  void shouldDrawPlatesWithoutLettersThatLookLikeDigits() {
    // Given
    SplittableRandom random = new SplittableRandom(1);

    // When / Then
    Set<String> plates = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      String plate = Inscriptions.plate(random);
      assertThat(plate).matches("[A-Z]{2} [1-9][0-9]{3} [A-Z]").doesNotContainPattern("[IOQ]");
      plates.add(plate);
    }
    assertThat(plates).hasSizeGreaterThan(1990);
  }

  @Test
  void shouldDrawContainerCodesWithTheirCheckDigit() {
    // Given
    SplittableRandom random = new SplittableRandom(1);

    // When / Then
    for (int i = 0; i < 2000; i++) {
      String code = Inscriptions.containerCode(random);
      assertThat(code).matches("[A-Z]{3}U [0-9]{6} [0-9]");
      String compact = code.replace(" ", "");
      assertThat(compact).endsWith("" + Iso6346.checkDigit(compact.substring(0, 10)));
      assertThat(Iso6346.ambiguous(compact.substring(0, 10))).isFalse();
    }
  }
}
