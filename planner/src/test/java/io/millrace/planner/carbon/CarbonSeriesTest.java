package io.millrace.planner.carbon;

import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.CISO;
import static io.millrace.planner.carbon.Samples.MARGINAL_DIRECT;
import static io.millrace.planner.carbon.Samples.MISO;
import static io.millrace.planner.carbon.Samples.NOON;
import static io.millrace.planner.carbon.Samples.hour;
import static io.millrace.planner.carbon.Samples.noonPlus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarbonSeriesTest {

  /** 100 at noon, nothing at one and two, 400 at three. */
  private static final CarbonSeries HOLED =
      CarbonSeries.of(List.of(hour(noonPlus(3), 400), hour(NOON, 100)));

  private static final GapFill HOLD = GapFill.hold(Duration.ofHours(2));
  private static final GapFill LINEAR = GapFill.linear(Duration.ofHours(2));

  @Test
  void shouldHoldASignalFromItsTimeUntilBeforeItsEnd() {
    assertThat(HOLED.at(NOON, GapFill.NONE)).isEqualTo(new SeriesValue.Known(hour(NOON, 100)));
    assertThat(HOLED.at(noonPlus(1).minusNanos(1), GapFill.NONE))
        .isInstanceOf(SeriesValue.Known.class);
    assertThat(HOLED.at(noonPlus(1), GapFill.NONE))
        .isEqualTo(new SeriesValue.Missing(new Gap(noonPlus(1), noonPlus(3))));
  }

  @Test
  void shouldSayThatAndHowAValueWasFilled() {
    Gap gap = new Gap(noonPlus(1), noonPlus(3));

    assertThat(HOLED.at(noonPlus(2.5), HOLD))
        .isEqualTo(new SeriesValue.Filled(grams(100), HOLD, gap));
    assertThat(HOLED.at(noonPlus(2.5), LINEAR))
        .isEqualTo(new SeriesValue.Filled(grams(325), LINEAR, gap));
  }

  @Test
  void shouldLeaveAGapThatIsLongerThanWhatMayBeFilled() {
    assertThat(HOLED.at(noonPlus(2), GapFill.linear(Duration.ofMinutes(119))))
        .isInstanceOf(SeriesValue.Missing.class);
  }

  @Test
  void shouldHoldTheLastValueForAWhileButKnowNothingBeforeTheFirst() {
    assertThat(HOLED.at(noonPlus(5.9), HOLD)).isInstanceOf(SeriesValue.Filled.class);
    assertThat(HOLED.at(noonPlus(6), HOLD)).isInstanceOf(SeriesValue.Missing.class);
    assertThat(HOLED.at(noonPlus(4), LINEAR)).isInstanceOf(SeriesValue.Missing.class);
    assertThat(HOLED.at(noonPlus(-0.1), HOLD)).isInstanceOf(SeriesValue.Missing.class);
  }

  @Test
  void shouldWeighTheMeanByTimeAndSayWhatItCovers() {
    // Half an hour of 100, the gap, half an hour of 400.
    SeriesMean without = HOLED.mean(noonPlus(0.5), noonPlus(3.5), GapFill.NONE).orElseThrow();
    SeriesMean held = HOLED.mean(noonPlus(0.5), noonPlus(3.5), HOLD).orElseThrow();
    SeriesMean linear = HOLED.mean(noonPlus(0.5), noonPlus(2), LINEAR).orElseThrow();

    assertThat(without)
        .isEqualTo(
            new SeriesMean(grams(250), Duration.ofHours(1), Duration.ZERO, Duration.ofHours(2)));
    assertThat(held)
        .isEqualTo(
            new SeriesMean(grams(150), Duration.ofHours(1), Duration.ofHours(2), Duration.ZERO));
    // 0.5 h of 100, then from 100 up to 250 within an hour: (50 + 175) / 1.5.
    assertThat(linear.intensity().gramsPerKwh()).isCloseTo(150, within(1e-9));
    assertThat(linear.filled()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void shouldKnowNoMeanWhereNothingIsKnown() {
    assertThat(HOLED.mean(noonPlus(-2), noonPlus(-1), HOLD)).isEmpty();
    assertThat(HOLED.mean(noonPlus(20), noonPlus(21), HOLD)).isEmpty();
  }

  @Test
  void shouldCountWhatLiesBeyondTheHeldEndAsMissing() {
    SeriesMean mean = HOLED.mean(noonPlus(3), noonPlus(10), HOLD).orElseThrow();

    assertThat(mean)
        .isEqualTo(
            new SeriesMean(
                grams(400), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(4)));
  }

  @Test
  void shouldPreferAMeasurementToAForecastOfTheSameTimeInWhateverOrder() {
    CarbonSignal forecast =
        new CarbonSignal(CISO, NOON, Duration.ofHours(1), grams(150), Origin.FORECAST, "test");

    assertThat(CarbonSeries.of(List.of(forecast, hour(NOON, 100))).signals())
        .containsExactly(hour(NOON, 100));
    assertThat(CarbonSeries.of(List.of(hour(NOON, 100), forecast)).signals())
        .containsExactly(hour(NOON, 100));
  }

  @Test
  void shouldRefuseToJoinTypesAndZones() {
    CarbonSignal marginal =
        new CarbonSignal(
            CISO,
            noonPlus(1),
            Duration.ofHours(1),
            new CarbonIntensity(1, MARGINAL_DIRECT),
            Origin.MEASURED,
            "test");
    CarbonSignal elsewhere =
        new CarbonSignal(MISO, noonPlus(1), Duration.ofHours(1), grams(1), Origin.MEASURED, "test");

    assertThatThrownBy(() -> CarbonSeries.of(List.of(hour(NOON, 1), marginal)))
        .hasMessageContainingAll("US-CAL-CISO", "average life-cycle", "marginal direct");
    assertThatThrownBy(() -> CarbonSeries.of(List.of(hour(NOON, 1), elsewhere)))
        .hasMessageContainingAll("US-CAL-CISO", "US-MIDW-MISO");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldAgreeWithSamplingWhateverTheGapsAndOverlaps(long seed) {
    // Given: signals of 20 to 100 minutes at random minutes of half a day, shuffled.
    SplittableRandom random = new SplittableRandom(seed);
    List<CarbonSignal> signals = new ArrayList<>();
    for (int minute = 0; minute < 720; minute += random.nextInt(10, 150)) {
      signals.add(
          new CarbonSignal(
              CISO,
              NOON.plus(Duration.ofMinutes(minute)),
              Duration.ofMinutes(random.nextInt(20, 100)),
              grams(random.nextInt(1000)),
              Origin.MEASURED,
              "test"));
    }
    Collections.shuffle(signals, new Random(seed));
    CarbonSeries series = CarbonSeries.of(signals);
    Instant from = NOON.plus(Duration.ofMinutes(30));
    int minutes = 600;

    for (GapFill fill : List.of(GapFill.NONE, HOLD, GapFill.linear(Duration.ofHours(9)))) {
      // When
      SeriesMean mean =
          series.mean(from, from.plus(Duration.ofMinutes(minutes)), fill).orElseThrow();

      // Then: every change falls on a full minute, so that half minutes tell the mean exactly.
      double sum = 0;
      int known = 0;
      int filled = 0;
      for (int i = 0; i < minutes; i++) {
        SeriesValue value = series.at(from.plusSeconds(60L * i + 30), fill);
        if (value instanceof SeriesValue.Known here) {
          sum += here.signal().intensity().gramsPerKwh();
          known++;
        } else if (value instanceof SeriesValue.Filled here) {
          sum += here.intensity().gramsPerKwh();
          filled++;
        }
      }
      assertThat(mean.intensity().gramsPerKwh())
          .as("%s", fill)
          .isCloseTo(sum / (known + filled), within(1e-6));
      assertThat(mean.known()).isEqualTo(Duration.ofMinutes(known));
      assertThat(mean.filled()).isEqualTo(Duration.ofMinutes(filled));
      assertThat(mean.missing()).isEqualTo(Duration.ofMinutes(minutes - known - filled));
    }
  }

  private static CarbonIntensity grams(double gramsPerKwh) {
    return new CarbonIntensity(gramsPerKwh, AVERAGE_LIFE_CYCLE);
  }
}
