package io.millrace.planner.carbon;

import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.CISO;
import static io.millrace.planner.carbon.Samples.MARGINAL_DIRECT;
import static io.millrace.planner.carbon.Samples.MISO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.planner.carbon.CarbonStep.Thresholds;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarbonStepTest {

  private static final Thresholds TENTH_AND_20 = new Thresholds(0.1, 20);

  @ParameterizedTest
  @CsvSource({
    "100, 120, true",
    "100, 80, true",
    "100, 119, false", // a fifth, but less than 20 g
    "400, 421, false", // 21 g, but less than a tenth
    "400, 440, true",
    "0, 0, false",
    "0, 20, true"
  })
  void shouldBeAStepWhenShareAndGramsAreBothReached(double before, double now, boolean step) {
    assertThat(
            CarbonStep.since(Map.of(CISO, grams(before)), Map.of(CISO, grams(now)), TENTH_AND_20))
        .hasSize(step ? 1 : 0);
  }

  @Test
  void shouldTellWhichZoneChangedAndByHowMuch() {
    Map<CarbonZone, CarbonIntensity> before = Map.of(MISO, grams(400), CISO, grams(300));
    Map<CarbonZone, CarbonIntensity> now = Map.of(MISO, grams(401), CISO, grams(200));

    assertThat(CarbonStep.since(before, now, TENTH_AND_20))
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.zone()).isEqualTo(CISO);
              assertThat(step.change()).isEqualTo(-100);
            });
  }

  @Test
  void shouldNotTakeAZoneThatIsGoneForAStep() {
    assertThat(CarbonStep.since(Map.of(CISO, grams(300)), Map.of(), TENTH_AND_20)).isEmpty();
  }

  @Test
  void shouldRefuseToCompareBeforeAndNowOfDifferentTypes() {
    Map<CarbonZone, CarbonIntensity> marginal =
        Map.of(CISO, new CarbonIntensity(1, MARGINAL_DIRECT));

    assertThatThrownBy(() -> CarbonStep.since(Map.of(CISO, grams(1)), marginal, TENTH_AND_20))
        .isInstanceOf(CarbonException.class);
  }

  private static CarbonIntensity grams(double gramsPerKwh) {
    return new CarbonIntensity(gramsPerKwh, AVERAGE_LIFE_CYCLE);
  }
}
