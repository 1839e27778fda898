package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlyphsTest {

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  @Test
  void shouldDrawEveryCharacterInsideItsBoxAndAsHighAsTheOthers() {
    for (int i = 0; i < ALPHABET.length(); i++) {
      char character = ALPHABET.charAt(i);
      double top = 1;
      double bottom = 0;
      for (double[] ring : Glyphs.of(character).rings()) {
        for (int p = 0; p < ring.length; p += 2) {
          assertThat(ring[p])
              .as("x of %s", character)
              .isBetween(-0.02, Glyphs.of(character).width() + 0.02);
          top = Math.min(top, ring[p + 1]);
          bottom = Math.max(bottom, ring[p + 1]);
        }
      }
      assertThat(top).as("top of %s", character).isCloseTo(0, within(0.06));
      assertThat(bottom).as("bottom of %s", character).isCloseTo(1, within(0.06));
    }
  }

  @Test
  void shouldGiveLettersTheHolesTheyHave() {
    // Given one outline plus one ring for each hole
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < ALPHABET.length(); i++) {
      char character = ALPHABET.charAt(i);
      int holes = "B8".indexOf(character) >= 0 ? 2 : "ADOPQR0469".indexOf(character) >= 0 ? 1 : 0;
      if (Glyphs.of(character).rings().size() != 1 + holes) {
        wrong.add(character + " has " + Glyphs.of(character).rings().size() + " rings");
      }
    }

    // Then
    assertThat(wrong).isEmpty();
  }

  @Test
  void shouldAddUpWidthsGapsAndSpaces() {
    // Given
    double a = Glyphs.of('A').width();
    double one = Glyphs.of('1').width();

    // When / Then
    assertThat(Glyphs.width("A")).isCloseTo(a, within(1e-9));
    assertThat(Glyphs.width("A1")).isCloseTo(a + Glyphs.GAP + one, within(1e-9));
    assertThat(Glyphs.width("A 1"))
        .isCloseTo(a + Glyphs.GAP + Glyphs.SPACE + Glyphs.GAP + one, within(1e-9));
  }

  @Test
  void shouldSayWhichCharacterItCannotDraw() {
    assertThatThrownBy(() -> Glyphs.of('ß')).hasMessage("There is no glyph for 'ß'.");
  }
}
