package io.millrace.planner.carbon;

import static io.millrace.planner.carbon.Samples.AVERAGE_DIRECT;
import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.MARGINAL_DIRECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.carbon.CarbonException.Reason;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarbonIntensityTest {

  @Test
  void shouldEmitTheIntensityForAKilowattHour() {
    // 1 kWh = 3.6 MJ; 5 W for an hour = 18 kJ = 1/200 kWh.
    CarbonIntensity intensity = new CarbonIntensity(400, AVERAGE_LIFE_CYCLE);

    assertThat(intensity.grams(3.6e6)).isEqualTo(400);
    assertThat(intensity.grams(18_000)).isEqualTo(2);
    assertThat(intensity.grams(0)).isZero();
  }

  @Test
  void shouldTurnPoundsPerMegawattHourIntoGramsPerKilowattHour() {
    assertThat(CarbonIntensity.ofPoundsPerMwh(1000, MARGINAL_DIRECT).gramsPerKwh())
        .isCloseTo(453.59237, within(1e-9));
  }

  @Test
  void shouldRefuseToCompareMarginalWithAverage() {
    CarbonIntensity marginal = new CarbonIntensity(800, MARGINAL_DIRECT);
    CarbonIntensity average = new CarbonIntensity(300, AVERAGE_DIRECT);

    assertThatThrownBy(() -> average.isLowerThan(marginal))
        .hasMessageContaining("average direct")
        .hasMessageContaining("marginal direct")
        .hasMessageContaining("different quantities")
        .asInstanceOf(InstanceOfAssertFactories.type(CarbonException.class))
        .extracting(CarbonException::reason)
        .isEqualTo(Reason.MIXED);
  }

  @Test
  void shouldRefuseToSubtractDirectFromLifeCycle() {
    CarbonIntensity lifeCycle = new CarbonIntensity(300, AVERAGE_LIFE_CYCLE);
    CarbonIntensity direct = new CarbonIntensity(250, AVERAGE_DIRECT);

    assertThatThrownBy(() -> lifeCycle.changeTo(direct)).isInstanceOf(CarbonException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldRefuseWhatIsNoIntensityAndNoEnergy(double value) {
    assertThatThrownBy(() -> new CarbonIntensity(value, AVERAGE_DIRECT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CarbonIntensity(1, AVERAGE_DIRECT).grams(value))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
