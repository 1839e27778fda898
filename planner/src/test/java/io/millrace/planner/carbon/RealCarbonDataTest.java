package io.millrace.planner.carbon;

import static io.millrace.planner.carbon.Samples.AVERAGE_DIRECT;
import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.MARGINAL_DIRECT;
import static io.millrace.planner.carbon.Samples.ask;
import static io.millrace.planner.carbon.Samples.asset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The readers on the providers' documented examples and on recorded years, where they lie beside.
 */
class RealCarbonDataTest {

  private static final Question CISO = ask("US-CAL-CISO", AVERAGE_LIFE_CYCLE);

  @Test
  void shouldReadWhatElectricityMapsDocuments() {
    assertThat(ElectricityMapsPayload.parse(asset("payloads/em_v4_latest.json"), CISO).signals())
        .singleElement()
        .satisfies(
            latest -> {
              assertThat(latest.intensity().gramsPerKwh()).isEqualTo(302);
              assertThat(latest.origin()).isEqualTo(Origin.ESTIMATED);
            });
    assertThat(ElectricityMapsPayload.parse(asset("payloads/em_forecast.json"), CISO).signals())
        .hasSize(2);
    assertThat(ElectricityMapsPayload.parse(asset("payloads/em_past_range.json"), CISO).signals())
        .hasSize(1);
    assertThatThrownBy(() -> ElectricityMapsPayload.parse(asset("payloads/em_history.json"), CISO))
        .hasMessageContaining("$.history[1].estimationMethod");
  }

  @Test
  void shouldReadWhatWattTimeDocuments() {
    Question caiso = ask("CAISO_NORTH", MARGINAL_DIRECT);
    assertThat(
            WattTimePayload.forecast(asset("payloads/watttime_forecast.json"), caiso)
                .signals()
                .get(0)
                .intensity()
                .gramsPerKwh())
        .isCloseTo(475.552, within(0.001));
    assertThat(
            WattTimePayload.historical(asset("payloads/watttime_historical.json"), caiso).signals())
        .hasSize(2);
    assertThat(WattTimePayload.token(asset("payloads/watttime_login.json"))).isNotEmpty();
    assertThatThrownBy(
            () -> WattTimePayload.historical(asset("payloads/watttime_signal_index.json"), caiso))
        .hasMessageContaining("cannot rank zones");
  }

  @Test
  void shouldReadWhatTheUkAndTheSdkDocument() {
    assertThat(
            UkPayload.parse(asset("payloads/uk_intensity.json"), ask("GB", AVERAGE_DIRECT))
                .signals()
                .get(0)
                .intensity()
                .gramsPerKwh())
        .isEqualTo(263);
    assertThat(
            UkPayload.parse(asset("payloads/uk_regional.json"), ask("3", AVERAGE_DIRECT)).signals())
        .hasSize(1);
    assertThat(
            CarbonAwareSdkPayload.byLocation(
                    asset("payloads/casdk_bylocation.json"), ask("eastus", MARGINAL_DIRECT))
                .signals())
        .hasSize(1);
    assertThat(
            CarbonAwareSdkPayload.forecast(
                    asset("payloads/casdk_forecast_current.json"),
                    ask("northeurope", MARGINAL_DIRECT))
                .signals())
        .hasSize(1);
  }

  @Test
  void shouldReadBothVariantsOfTheSdksFiles() {
    assertThat(
            CarbonAwareSdkPayload.file(
                    asset("carbon-aware-sdk/sample-emissions-data.json"),
                    ask("Sydney", MARGINAL_DIRECT))
                .signals())
        .hasSize(5);
    assertThat(
            CarbonAwareSdkPayload.file(
                    asset("carbon-aware-sdk/test-data-aws-emissions.json"),
                    ask("us-east-1", MARGINAL_DIRECT))
                .signals())
        .hasSizeGreaterThan(20)
        .allMatch(signal -> signal.validFor().equals(Duration.ofHours(1)));
  }

  @Test
  void shouldReadAYearOfCaliforniaWithItsThreeMissingHours() {
    // When
    ParsedSignals parsed = CarbonCsv.parse(asset("US-CAL-CISO_2022_hourly.csv"), CISO, "ciso.csv");
    CarbonSeries year = CarbonSeries.of(parsed.signals());

    // Then
    assertThat(parsed.skipped()).isEqualTo(3);
    assertThat(year.signals()).hasSize(8757);
    assertThat(year.gaps())
        .hasSize(3)
        .contains(
            new Gap(Instant.parse("2022-01-05T10:00:00Z"), Instant.parse("2022-01-05T11:00:00Z")));
    SeriesMean mean = year.mean(year.start(), year.end(), GapFill.NONE).orElseThrow();
    assertThat(mean.known()).isEqualTo(Duration.ofHours(8757));
    assertThat(mean.missing()).isEqualTo(Duration.ofHours(3));
    // A zero for each missing hour would pull the mean below that of the values.
    assertThat(mean.intensity().gramsPerKwh())
        .isCloseTo(
            parsed.signals().stream()
                .mapToDouble(s -> s.intensity().gramsPerKwh())
                .average()
                .orElseThrow(),
            within(1e-6));
  }

  @Test
  void shouldReadTheOtherSeries() {
    Question miso = ask("US-MIDW-MISO", AVERAGE_DIRECT);
    CarbonSeries year =
        CarbonSeries.of(
            CarbonCsv.parse(asset("US-MIDW-MISO_2022_hourly.csv"), miso, "miso.csv").signals());
    // Two of its three missing hours follow each other.
    assertThat(year.gaps()).hasSize(2);
    assertThat(
            CarbonCsv.parse(
                    asset("US-CAL-LDWP_2022-04-04_hourly.csv"),
                    ask("US-CAL-LDWP", AVERAGE_LIFE_CYCLE),
                    "ldwp.csv")
                .signals())
        .hasSize(168);
  }
}
