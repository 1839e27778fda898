package io.millrace.planner.carbon;

import static io.millrace.planner.carbon.Samples.AVERAGE_DIRECT;
import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.MARGINAL_DIRECT;
import static io.millrace.planner.carbon.Samples.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CarbonCsvTest {

  private static final String HEADING =
      "Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO₂eq/kWh (direct),"
          + "Carbon intensity gCO₂eq/kWh (Life cycle),Carbon-free energy percentage (CFE%),"
          + "Data source,Data estimated,Data estimation method\r\n";

  @Test
  void shouldLeaveMissingHoursAsGapsAndNeverAsZeros() {
    // Given: 01:00 has no value, 03:00 no row.
    String text =
        HEADING
            + "2022-01-01 00:00:00,\"Korea, South\",K,KR,10,20,,x,false,\r\n"
            + "2022-01-01 01:00:00,\"Korea, South\",K,KR,,,,x,,\r\n"
            + "2022-01-01 02:00:00,\"Korea, South\",K,KR,12,22,,x,true,TIME\r\n"
            + "2022-01-01 04:00:00,\"Korea, South\",K,KR,14,24,,x,false,\r\n";

    // When
    ParsedSignals parsed = CarbonCsv.parse(bytes(text), ask("KR", AVERAGE_LIFE_CYCLE), "kr.csv");

    // Then
    assertThat(parsed.skipped()).isEqualTo(1);
    assertThat(parsed.signals())
        .extracting(s -> s.intensity().gramsPerKwh(), CarbonSignal::origin)
        .containsExactly(
            tuple(20., Origin.MEASURED), tuple(22., Origin.ESTIMATED), tuple(24., Origin.MEASURED));
    assertThat(CarbonSeries.of(parsed.signals()).gaps())
        .containsExactly(
            new Gap(time("2022-01-01T01:00:00Z"), time("2022-01-01T02:00:00Z")),
            new Gap(time("2022-01-01T03:00:00Z"), time("2022-01-01T04:00:00Z")));
  }

  @Test
  void shouldTakeTheColumnOfTheScope() {
    String text = HEADING + "2022-01-01 00:00:00,Korea,K,KR,10,20,,x,false,\r\n";

    assertThat(
            CarbonCsv.parse(bytes(text), ask("KR", AVERAGE_DIRECT), "kr.csv")
                .signals()
                .get(0)
                .intensity())
        .isEqualTo(new CarbonIntensity(10, AVERAGE_DIRECT));
  }

  @Test
  void shouldReadAFileOfTimesAndValuesOnly() {
    String text =
        """
        \uFEFFtimestamp,carbon_intensity_lifecycle_gco2eq_per_kwh
        2022-04-04T00:00:00+00:00,301.69
        2022-04-04T00:30:00+00:00,368.67
        """;

    assertThat(CarbonCsv.parse(bytes(text), ask("LDWP", AVERAGE_LIFE_CYCLE), "f").signals())
        .extracting(CarbonSignal::zone, CarbonSignal::validFor)
        .containsOnly(tuple(new CarbonZone("LDWP"), Duration.ofMinutes(30)));
    assertThatThrownBy(() -> CarbonCsv.parse(bytes(text), ask("LDWP", AVERAGE_DIRECT), "f"))
        .hasMessageContainingAll("f:1", "direct");
  }

  @Test
  void shouldJoinMonthsOfDifferentLength() {
    String text =
        """
        timestamp,carbon_intensity_direct
        2022-01-01 00:00:00,1
        2022-02-01 00:00:00,2
        2022-03-01 00:00:00,3
        """;

    assertThat(
            CarbonSeries.of(CarbonCsv.parse(bytes(text), ask("Z", AVERAGE_DIRECT), "f").signals())
                .gaps())
        .isEmpty();
  }

  @Test
  void shouldNameTheZonesThatThereAreWhenOneIsUnknown() {
    String text = HEADING + "2022-01-01 00:00:00,Korea,K,KR,10,20,,x,false,\r\n";

    assertThatThrownBy(() -> CarbonCsv.parse(bytes(text), ask("JP", AVERAGE_DIRECT), "kr.csv"))
        .hasMessageContainingAll("kr.csv", "'JP'", "[KR]");
  }

  @Test
  void shouldNameTheLineOfAValueThatIsNone() {
    String text =
        HEADING
            + "2022-01-01 00:00:00,Korea,K,KR,10,20,,x,false,\r\n"
            + "2022-01-01 01:00:00,Korea,K,KR,10,many,,x,false,\r\n";

    assertThatThrownBy(() -> CarbonCsv.parse(bytes(text), ask("KR", AVERAGE_LIFE_CYCLE), "kr.csv"))
        .hasMessageContainingAll("kr.csv:3", "'many'");
  }

  @Test
  void shouldRefuseRowsThatGoBackInTime() {
    String text =
        "timestamp,carbon_intensity_direct\n2022-01-01 01:00:00,1\n2022-01-01 00:00:00,2\n";

    assertThatThrownBy(() -> CarbonCsv.parse(bytes(text), ask("Z", AVERAGE_DIRECT), "f"))
        .hasMessageContainingAll("f:3", "f:2", "order of time");
  }

  @Test
  void shouldRefuseToTakeAverageIntensitiesForMarginalOnes() {
    assertThatThrownBy(() -> CarbonCsv.parse(bytes(HEADING), ask("Z", MARGINAL_DIRECT), "f"))
        .isInstanceOf(CarbonException.class)
        .hasMessageContaining("marginal");
  }

  private static Instant time(String text) {
    return Instant.parse(text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
