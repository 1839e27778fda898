package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateRendererTest {

  @Test
  void shouldDrawAPictureFromItsNumberAlone() {
    // Given the picture drawn first
    GateRenderer fresh = new GateRenderer(settings("gate:?seed=5&size=480x270&day=20s"));
    List<GroundTruth> truth = fresh.draw(77);
    int[] pixels = fresh.pixels().clone();

    // When it is drawn after others, of other light
    GateRenderer used = new GateRenderer(settings("gate:?seed=5&size=480x270&day=20s"));
    used.draw(0);
    used.draw(160);
    used.draw(3);
    List<GroundTruth> again = used.draw(77);

    // Then
    assertThat(used.pixels()).isEqualTo(pixels);
    assertThat(again).isEqualTo(truth);
  }

  @Test
  void shouldDrawOtherPicturesForOtherSeeds() {
    // Given
    GateRenderer first = new GateRenderer(settings("gate:?seed=1&size=480x270&noise=0"));
    GateRenderer second = new GateRenderer(settings("gate:?seed=2&size=480x270&noise=0"));

    // When
    Set<String> texts = texts(first.draw(40));
    texts.retainAll(texts(second.draw(40)));

    // Then
    assertThat(texts).isEmpty();
    assertThat(first.pixels()).isNotEqualTo(second.pixels());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gate:", "gate:?seed=4&noise=0", "gate:?scene=containers&size=720x405&noise=0"})
  void shouldCallReadableOnlyWhatStandsInThePicture(String address) {
    // Given a minute of pictures, one a second
    GateSettings settings = settings(address);
    GateRenderer renderer = new GateRenderer(settings);
    int readable = 0;
    for (int i = 0; i < 600; i += 10) {
      for (GroundTruth truth : renderer.draw(i)) {
        if (truth.readable()) {
          readable++;

          // Then its quad lies inside, clockwise from the top left, and is high enough
          List<List<Double>> quad = truth.quad();
          assertThat(quad)
              .hasSize(4)
              .allSatisfy(
                  corner -> {
                    assertThat(corner.get(0)).isBetween(0.0, (double) settings.width());
                    assertThat(corner.get(1)).isBetween(0.0, (double) settings.height());
                  });
          assertThat(quad.get(0).get(0)).isLessThan(quad.get(1).get(0));
          assertThat(quad.get(3).get(0)).isLessThan(quad.get(2).get(0));
          assertThat(quad.get(3).get(1) - quad.get(0).get(1))
              .isGreaterThanOrEqualTo(GateRenderer.READABLE_PIXELS - 0.2);
          assertThat(quad.get(2).get(1)).isGreaterThan(quad.get(1).get(1));
        }
      }
    }
    // There is something to read in most pictures.
    assertThat(readable).isGreaterThan(30);
  }

  @Test
  void shouldPrintDarkLettersOnALightPlateWhereItSaysThatTheyAre() {
    // Given a picture by day without noise or blur
    GateSettings settings = settings("gate:?size=960x540&noise=0&blur=0");
    GateRenderer renderer = new GateRenderer(settings);
    GroundTruth plate = null;
    for (int i = 0; plate == null; i++) {
      plate = renderer.draw(i).stream().filter(GroundTruth::readable).findFirst().orElse(null);
    }

    // When the brightness inside its quad is counted
    int dark = 0;
    int light = 0;
    int all = 0;
    for (int y = (int) (plate.quad().get(0).get(1) + 1); y < plate.quad().get(2).get(1) - 1; y++) {
      for (int x = (int) (plate.quad().get(0).get(0) + 1);
          x < plate.quad().get(2).get(0) - 1;
          x++) {
        int green = Rgb.green(renderer.pixels()[y * settings.width() + x]);
        dark += green < 90 ? 1 : 0;
        light += green > 170 ? 1 : 0;
        all++;
      }
    }

    // Then letters cover between a seventh and a half of it, and the plate shines through the rest
    assertThat((double) dark / all).isBetween(0.14, 0.5);
    assertThat((double) light / all).isBetween(0.3, 0.8);
  }

  @Test
  void shouldNotAskForWhatSomethingNearerHides() {
    // Given two trucks whose lanes cross in the picture
    GateRenderer renderer =
        new GateRenderer(settings("gate:?scene=containers&size=720x405&noise=0"));

    // When
    boolean wasHidden = false;
    for (int i = 0; i < 900; i += 9) {
      List<GroundTruth> truths = renderer.draw(i);
      for (GroundTruth far : truths) {
        for (GroundTruth near : truths) {
          if (contains(near, far)) {
            // Then a text that another one covers is not asked for
            assertThat(far.readable()).isFalse();
            wasHidden = true;
          }
        }
      }
    }
    assertThat(wasHidden).isTrue();
  }

  @Test
  void shouldTravelFromDayToDuskAndBack() {
    // Given
    GateRenderer renderer = new GateRenderer(settings("gate:?size=320x180&noise=0&day=20s"));

    // When
    renderer.draw(0);
    double day = sky(renderer);
    renderer.draw(100);
    double dusk = sky(renderer);
    renderer.draw(200);
    double nextDay = sky(renderer);

    // Then
    assertThat(dusk).isLessThan(day / 2);
    assertThat(nextDay).isEqualTo(day);
  }

  /** Whether the middle of one text lies within the height and width of another, nearer one. */
  private static boolean contains(GroundTruth near, GroundTruth far) {
    double nearHeight = near.quad().get(3).get(1) - near.quad().get(0).get(1);
    double farHeight = far.quad().get(3).get(1) - far.quad().get(0).get(1);
    double x = (far.quad().get(0).get(0) + far.quad().get(2).get(0)) / 2;
    return nearHeight > 1.2 * farHeight
        && x > near.quad().get(0).get(0)
        && x < near.quad().get(1).get(0);
  }

  private static double sky(GateRenderer renderer) {
    double sum = 0;
    for (int x = 0; x < 320; x++) {
      sum += Rgb.green(renderer.pixels()[x]);
    }
    return sum / 320;
  }

  private static Set<String> texts(List<GroundTruth> truths) {
    Set<String> texts = new HashSet<>();
    truths.forEach(truth -> texts.add(truth.text()));
    return texts;
  }

  private static GateSettings settings(String address) {
    return GateSettings.parse(address, address.substring("gate:".length()));
  }
}
