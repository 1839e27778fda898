package io.millrace.planner.carbon;

import static io.millrace.planner.carbon.Samples.AVERAGE_DIRECT;
import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.MARGINAL_DIRECT;
import static io.millrace.planner.carbon.Samples.ask;
import static io.millrace.planner.carbon.Samples.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.carbon.CarbonException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each provider's reader on small answers written for what could go wrong. */
class PayloadTest {

  private static final Question DE = ask("DE", AVERAGE_LIFE_CYCLE);
  private static final Question CAISO = ask("CAISO_NORTH", MARGINAL_DIRECT);

  @Test
  void shouldReadVersion3WhichHasNoGranularityAsHourly() {
    byte[] v3 =
        json(
            "{'zone':'DE','carbonIntensity':302,'datetime':'2018-04-25T18:07:00.350Z',"
                + "'updatedAt':'2018-04-25T18:07:01.000Z'}");

    assertThat(ElectricityMapsPayload.parse(v3, DE).signals())
        .containsExactly(
            new CarbonSignal(
                DE.zone(),
                Instant.parse("2018-04-25T18:07:00.350Z"),
                Duration.ofHours(1),
                new CarbonIntensity(302, AVERAGE_LIFE_CYCLE),
                Origin.MEASURED,
                "electricity-maps"));
  }

  @ParameterizedTest
  @CsvSource({"history,MEASURED", "data,MEASURED", "forecast,FORECAST"})
  void shouldReadTheListUnderEachOfItsNamesAndCountNulls(String list, Origin origin) {
    // Given
    byte[] body =
        json(
            ("{'zone':'DE','temporalGranularity':'15_minutes','%s':["
                    + "{'carbonIntensity':1,'datetime':'2026-01-01T00:00:00.000Z'},"
                    + "{'carbonIntensity':null,'datetime':'2026-01-01T00:15:00.000Z'},"
                    + "{'carbonIntensity':3,'datetime':'2026-01-01T00:30:00.000Z'}]}")
                .formatted(list));

    // When
    ParsedSignals parsed = ElectricityMapsPayload.parse(body, DE);

    // Then
    assertThat(parsed.skipped()).isEqualTo(1);
    assertThat(parsed.signals())
        .extracting(s -> s.intensity().gramsPerKwh())
        .containsExactly(1., 3.);
    assertThat(parsed.signals())
        .allMatch(s -> s.origin() == origin && s.validFor().equals(Duration.ofMinutes(15)));
  }

  @Test
  void shouldRefuseTheCallersOwnZoneInsteadOfTheOneAskedFor() {
    byte[] body = json("{'zone':'FR','carbonIntensity':30,'datetime':'2026-01-01T00:00:00.000Z'}");

    assertThat(failure(() -> ElectricityMapsPayload.parse(body, DE)))
        .hasMessageContainingAll("Electricity Maps", "$.zone", "'FR'", "'DE'")
        .extracting(CarbonException::reason)
        .isEqualTo(Reason.ZONE);
  }

  @Test
  void shouldRefuseSandboxDataEvenInOneEntry() {
    byte[] body =
        json(
            "{'zone':'DE','history':["
                + "{'carbonIntensity':1,'datetime':'2026-01-01T00:00:00Z','estimationMethod':null},"
                + "{'carbonIntensity':2,'datetime':'2026-01-01T01:00:00Z',"
                + "'isEstimated':true,'estimationMethod':'SANDBOX_MODE_DATA'}]}");

    assertThat(failure(() -> ElectricityMapsPayload.parse(body, DE)))
        .hasMessageContainingAll("$.history[1].estimationMethod", "deliberately wrong", "token")
        .extracting(CarbonException::reason)
        .isEqualTo(Reason.SANDBOX);
  }

  @Test
  void shouldRefuseDirectFactorsWhereLifeCycleIsWanted() {
    byte[] body =
        json(
            "{'zone':'DE','carbonIntensity':30,'datetime':'2026-01-01T00:00:00Z',"
                + "'emissionFactorType':'direct'}");

    assertThat(failure(() -> ElectricityMapsPayload.parse(body, DE)).reason())
        .isEqualTo(Reason.MIXED);
    assertThat(ElectricityMapsPayload.parse(body, ask("DE", AVERAGE_DIRECT)).signals()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'zone':'DE','carbonIntensity':'x','datetime':'2026-01-01T00:00:00Z'} | $.carbonIntensity",
        "{'zone':'DE','carbonIntensity':-1,'datetime':'2026-01-01T00:00:00Z'}  | $.carbonIntensity",
        "{'zone':'DE','history':[{'carbonIntensity':1,'datetime':'soon'}]}      | $.history[0].datetime",
        "{'zone':'DE','history':[{'carbonIntensity':1}]}                        | $.history[0].datetime",
        "{'zone':'DE','history':{}}                                            | $.history",
        "{'zone':'DE','temporalGranularity':'weekly','history':[]}             | $.temporalGranularity",
        "{'zone':'DE'}                                                         | $ must have",
        "{'carbonIntensity':1}                                                 | $.zone",
        "[1]                                                                   | $.zone",
        "<html>                                                                | $: the answer is no JSON",
        "{'error':'Zone DE is unknown'}                                        | Zone DE is unknown",
        "{'zone':'DE','carbonIntensity':                                       | no JSON"
      })
  void shouldNameProviderAndPathOfWhatIsWrong(String body, String path) {
    assertThat(failure(() -> ElectricityMapsPayload.parse(json(body.replace('`', '\'')), DE)))
        .hasMessageContainingAll("Electricity Maps", path, "Maybe");
  }

  @Test
  void shouldReadAWattTimeForecastAsGramsPerKilowattHour() {
    ParsedSignals parsed = WattTimePayload.forecast(wattTime("co2_moer", "lbs_co2_per_mwh"), CAISO);

    CarbonSignal now = parsed.signals().get(0);
    assertThat(now.intensity().gramsPerKwh()).isCloseTo(453.59237, within(1e-9));
    assertThat(now.type()).isEqualTo(MARGINAL_DIRECT);
    assertThat(now.validFor()).isEqualTo(Duration.ofMinutes(5));
    assertThat(now.origin()).isEqualTo(Origin.FORECAST);
    assertThat(parsed.skipped()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAPercentileBecauseItRanksNoZones() {
    assertThat(failure(() -> WattTimePayload.historical(wattTime("co2_moer", "percentile"), CAISO)))
        .hasMessageContainingAll("WattTime", "$.meta.units", "cannot rank zones", "forecast")
        .extracting(CarbonException::reason)
        .isEqualTo(Reason.UNRANKABLE);
  }

  @Test
  void shouldRefuseAnAverageRateWhereTheMarginalIsWanted() {
    byte[] average = wattTime("co2_aoer", "lbs_co2_per_mwh");

    assertThat(failure(() -> WattTimePayload.forecast(average, CAISO)).reason())
        .isEqualTo(Reason.MIXED);
    assertThat(WattTimePayload.forecast(average, ask("CAISO_NORTH", AVERAGE_DIRECT)).signals())
        .hasSize(1);
  }

  @Test
  void shouldRefuseAWattTimeStepThatIsNone() {
    byte[] body =
        json(
            "{'data':[],'meta':{'region':'CAISO_NORTH','signal_type':'co2_moer',"
                + "'units':'lbs_co2_per_mwh','data_point_period_seconds':0}}");

    assertThat(failure(() -> WattTimePayload.forecast(body, CAISO)))
        .hasMessageContaining("$.meta.data_point_period_seconds");
  }

  @Test
  void shouldReadUkTimesWithoutSecondsAndPreferTheActualValue() {
    // Given
    byte[] body =
        json(
            "{'data':["
                + "{'from':'2018-01-20T12:00Z','to':'2018-01-20T12:30Z',"
                + "'intensity':{'forecast':266,'actual':263,'index':'moderate'}},"
                + "{'from':'2018-01-20T12:30Z','to':'2018-01-20T13:00Z',"
                + "'intensity':{'forecast':270,'actual':null,'index':'moderate'}},"
                + "{'from':'2018-01-20T13:00Z','to':'2018-01-20T13:30Z',"
                + "'intensity':{'forecast':null,'actual':null,'index':null}}]}");

    // When
    ParsedSignals parsed = UkPayload.parse(body, ask("GB", AVERAGE_DIRECT));

    // Then
    assertThat(parsed.signals())
        .extracting(CarbonSignal::time, s -> s.intensity().gramsPerKwh(), CarbonSignal::origin)
        .containsExactly(
            tuple(Instant.parse("2018-01-20T12:00:00Z"), 263., Origin.MEASURED),
            tuple(Instant.parse("2018-01-20T12:30:00Z"), 270., Origin.FORECAST));
    assertThat(parsed.signals()).allMatch(s -> s.validFor().equals(Duration.ofMinutes(30)));
    assertThat(parsed.skipped()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data':[{'regionid':3,'shortname':'N','data':[HALF]}]}",
        "{'data':{'regionid':3,'shortname':'N','data':[HALF]}}",
        "{'data':[{'from':'2018-01-20T12:00Z','to':'2018-01-20T12:30Z','regions':["
            + "{'regionid':2,'intensity':{'forecast':1}},{'regionid':3,'intensity':{'forecast':266}}]}]}"
      })
  void shouldReadARegionInEachOfItsThreeShapes(String shape) {
    String half =
        "{'from':'2018-01-20T12:00Z','to':'2018-01-20T12:30Z','intensity':{'forecast':266}}";

    ParsedSignals parsed =
        UkPayload.parse(json(shape.replace("HALF", half)), ask("3", AVERAGE_DIRECT));

    assertThat(parsed.signals())
        .singleElement()
        .extracting(s -> s.intensity().gramsPerKwh())
        .isEqualTo(266.);
  }

  @Test
  void shouldRefuseAnotherRegionThanTheOneAskedFor() {
    byte[] body = json("{'data':[{'regionid':13,'data':[]}]}");

    assertThat(failure(() -> UkPayload.parse(body, ask("3", AVERAGE_DIRECT))))
        .hasMessageContaining("$.data[0].regionid")
        .extracting(CarbonException::reason)
        .isEqualTo(Reason.ZONE);
  }

  @Test
  void shouldReadSdkFilesInBothVariants() {
    // Given
    byte[] object =
        ("\uFEFF"
                + "{'Description':'x','Emissions':["
                + "{'Location':'Sydney','Rating':'0.6','Time':'2021-01-01T00:00:01'},"
                + "{'Location':'Oslo','Rating':'0.1','Time':'2021-01-01T00:00:01'}]}")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    byte[] list =
        json(
            "[{'Location':'Sydney','Time':'2021-10-25T14:50:00+02:00','Rating':90,"
                + "'Duration':'00:30'},"
                + "{'Location':'Sydney','Time':'2021-10-25T15:50:00+02:00','Rating':null}]");

    // When
    ParsedSignals fromObject = CarbonAwareSdkPayload.file(object, ask("Sydney", MARGINAL_DIRECT));
    ParsedSignals fromList = CarbonAwareSdkPayload.file(list, ask("Sydney", MARGINAL_DIRECT));

    // Then
    assertThat(fromObject.signals())
        .singleElement()
        .satisfies(
            signal -> {
              assertThat(signal.intensity().gramsPerKwh()).isEqualTo(0.6);
              assertThat(signal.time()).isEqualTo("2021-01-01T00:00:01Z");
            });
    assertThat(fromList.skipped()).isEqualTo(1);
    assertThat(fromList.signals())
        .singleElement()
        .satisfies(
            signal -> {
              assertThat(signal.time()).isEqualTo("2021-10-25T12:50:00Z");
              assertThat(signal.validFor()).isEqualTo(Duration.ofMinutes(30));
            });
  }

  @Test
  void shouldReadAnSdkForecastWhosePointsCarryAnotherName() {
    byte[] body =
        json(
            "[{'location':'northeurope','forecastData':[{'location':'IE',"
                + "'timestamp':'2022-07-19T14:00:00+00:00','duration':10,'value':532.5}]}]");

    assertThat(CarbonAwareSdkPayload.forecast(body, ask("northeurope", MARGINAL_DIRECT)).signals())
        .singleElement()
        .extracting(CarbonSignal::validFor)
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(
            failure(() -> CarbonAwareSdkPayload.forecast(body, ask("IE", MARGINAL_DIRECT)))
                .reason())
        .isEqualTo(Reason.ZONE);
  }

  @Test
  void shouldSayWhichLocationAnSdkFileLacks() {
    assertThat(
            failure(() -> CarbonAwareSdkPayload.file(json("[]"), ask("Sydney", MARGINAL_DIRECT))))
        .hasMessageContainingAll("Carbon Aware SDK file", "Sydney");
  }

  @ParameterizedTest
  @CsvSource({"01:00,PT1H", "00:05:30,PT5M30S", "1.02:00:00,PT26H"})
  void shouldReadTimeSpans(String text, Duration expected) {
    assertThat(Times.parseTimeSpan(text)).contains(expected);
  }

  @Test
  void shouldReadTheFieldsOfALine() {
    assertThat(CarbonCsv.fields("a,\"b, \"\"c\"\"\", d ,"))
        .isEqualTo(List.of("a", "b, \"c\"", "d", ""));
  }

  private static byte[] wattTime(String signal, String units) {
    return json(
        ("{'data':[{'point_time':'2022-07-15T00:00:00+00:00','value':1000},"
                + "{'point_time':'2022-07-15T00:05:00+00:00','value':null}],"
                + "'meta':{'data_point_period_seconds':300,'region':'CAISO_NORTH',"
                + "'signal_type':'%s','units':'%s'}}")
            .formatted(signal, units));
  }

  private static CarbonException failure(ThrowingCallable call) {
    return catchThrowableOfType(CarbonException.class, call);
  }
}
