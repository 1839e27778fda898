package io.millrace.planner.carbon.feed;

import static io.millrace.planner.carbon.Samples.AVERAGE_DIRECT;
import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.CISO;
import static io.millrace.planner.carbon.Samples.MARGINAL_DIRECT;
import static io.millrace.planner.carbon.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.planner.carbon.CarbonException;
import io.millrace.planner.carbon.CarbonException.Reason;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.carbon.feed.ElectricityMapsFeed.Version;
import io.millrace.planner.carbon.feed.StubServer.Asked;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class HttpFeedTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Secret TOKEN = new Secret("s3cret");
  private static final String LATEST =
      "{'zone':'US-CAL-CISO','carbonIntensity':302,'datetime':'2022-07-15T12:00:00.000Z'}";
  private static final String WATTTIME_FORECAST =
      "{'data':[{'point_time':'2022-07-15T12:00:00+00:00','value':1000}],"
          + "'meta':{'data_point_period_seconds':300,'region':'CAISO_NORTH',"
          + "'signal_type':'co2_moer','units':'lbs_co2_per_mwh'}}";

  @ParameterizedTest
  @EnumSource(Version.class)
  void shouldAskElectricityMapsWithItsTokenAndScope(Version version) throws IOException {
    try (StubServer server = StubServer.always(200, LATEST)) {
      FeedAnswer answer = electricityMaps(server.address(), version, LONG).latest(CISO, NOON);

      assertThat(gramsPerKwh(answer)).isEqualTo(302);
      assertThat(server.asked())
          .containsExactly(
              new Asked(
                  "/"
                      + (version == Version.V3 ? "v3" : "v4")
                      + "/carbon-intensity/latest?emissionFactorType=lifecycle&zone=US-CAL-CISO",
                  "s3cret",
                  ""));
    }
  }

  @Test
  void shouldAskForTheShortestHorizonThatReachesFarEnough() throws IOException {
    try (StubServer server = StubServer.always(200, LATEST)) {
      electricityMaps(server.address(), Version.V4, LONG).forecast(CISO, NOON, Duration.ofHours(7));

      assertThat(server.asked().get(0).target())
          .startsWith("/v4/carbon-intensity/forecast?")
          .contains("horizonHours=24");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "204,EMPTY",
    "302,REQUEST",
    "400,REQUEST",
    "401,UNAUTHORISED",
    "403,FORBIDDEN",
    "404,ZONE",
    "429,RATE_LIMITED",
    "500,SERVER",
    "503,SERVER"
  })
  void shouldTellApartWhatAProviderRefusesAndNeverTheToken(int status, Reason reason)
      throws IOException {
    try (StubServer server = StubServer.always(status, status == 204 ? "" : "because\n of x")) {
      FeedAnswer answer = electricityMaps(server.address(), Version.V4, LONG).latest(CISO, NOON);

      assertThat(failed(answer).reason()).isEqualTo(reason);
      assertThat(failed(answer).message())
          .contains(
              "electricity-maps",
              server.address().toString(),
              "HTTP " + status,
              status == 204 ? "" : "(because of x)",
              "Maybe")
          .doesNotContain("s3cret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "120, PT2M",
    "'Fri, 15 Jul 2022 12:10:00 GMT', PT10M",
    "'Fri, 15 Jul 2022 11:00:00 GMT', PT0S",
    "soon, PT0S"
  })
  void shouldHearHowLongToWait(String header, Duration expected) throws IOException {
    try (StubServer server =
        new StubServer(
            exchange -> {
              exchange.getResponseHeaders().add("Retry-After", header);
              StubServer.say(exchange, 429, "{}");
            })) {
      FeedAnswer answer = electricityMaps(server.address(), Version.V4, LONG).latest(CISO, NOON);

      assertThat(failed(answer).askAgainAfter()).isEqualTo(expected);
    }
  }

  @Test
  void shouldGiveUpWhenNothingComes() throws IOException {
    StubServer[] self = new StubServer[1];
    try (StubServer server = new StubServer(exchange -> self[0].hang())) {
      self[0] = server;

      FeedAnswer answer = electricityMaps(server.address(), Version.V4, SHORT).latest(CISO, NOON);

      assertThat(failed(answer).reason()).isEqualTo(Reason.TIMEOUT);
    }
  }

  /**
   * The client's own timeout ends with the headers; a body that never ends must not get past it.
   */
  @Test
  void shouldGiveUpWhenTheBodyNeverEnds() throws IOException {
    StubServer[] self = new StubServer[1];
    try (StubServer server =
        new StubServer(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write("{".getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
              self[0].hang();
            })) {
      self[0] = server;

      FeedAnswer answer = electricityMaps(server.address(), Version.V4, SHORT).latest(CISO, NOON);

      assertThat(failed(answer).reason()).isEqualTo(Reason.TIMEOUT);
      assertThat(failed(answer).message()).contains("PT0.3S");
    }
  }

  @Test
  void shouldSayThatNobodyListens() throws IOException {
    URI gone;
    try (StubServer server = StubServer.always(200, "")) {
      gone = server.address();
    }

    assertThat(failed(electricityMaps(gone, Version.V4, LONG).latest(CISO, NOON)).reason())
        .isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void shouldTakeBrokenJsonAndAnEmptyAnswerForFailures() throws IOException {
    try (StubServer broken = StubServer.always(200, "{'zone':");
        StubServer nothing =
            StubServer.always(
                200,
                "{'zone':'US-CAL-CISO','carbonIntensity':null,"
                    + "'datetime':'2022-07-15T12:00:00Z'}")) {
      assertThat(
              failed(electricityMaps(broken.address(), Version.V4, LONG).latest(CISO, NOON))
                  .reason())
          .isEqualTo(Reason.UNREADABLE);
      assertThat(
              failed(electricityMaps(nothing.address(), Version.V4, LONG).latest(CISO, NOON))
                  .reason())
          .isEqualTo(Reason.EMPTY);
    }
  }

  @Test
  void shouldLogInOnceAndRenewTheTokenBeforeItsThirtyMinutesAreOver() throws IOException {
    AtomicInteger logins = new AtomicInteger();
    AtomicLong nanos = new AtomicLong();
    try (StubServer server = wattTimeServer(logins, "none")) {
      WattTimeFeed feed = wattTime(server.address(), nanos);

      feed.latest(CISO, NOON);
      nanos.addAndGet(Duration.ofMinutes(24).toNanos());
      FeedAnswer kept = feed.latest(CISO, NOON);
      nanos.addAndGet(Duration.ofMinutes(2).toNanos());
      FeedAnswer renewed = feed.latest(CISO, NOON);

      assertThat(gramsPerKwh(kept)).isEqualTo(453.59237);
      assertThat(gramsPerKwh(renewed)).isEqualTo(453.59237);
      assertThat(server.asked())
          .extracting(Asked::authorization)
          .containsExactly(
              "Basic dXNlcjpzM2NyZXQ=",
              "Bearer t1",
              "Bearer t1",
              "Basic dXNlcjpzM2NyZXQ=",
              "Bearer t2");
    }
  }

  @Test
  void shouldLogInAgainOnceWhenTheTokenIsRefused() throws IOException {
    AtomicInteger logins = new AtomicInteger();
    try (StubServer server = wattTimeServer(logins, "Bearer t1")) {
      WattTimeFeed feed = wattTime(server.address(), new AtomicLong());

      // A fresh token that is refused is no reason to log in again at once.
      FeedAnswer first = feed.latest(CISO, NOON);
      FeedAnswer second = feed.latest(CISO, NOON);

      assertThat(failed(first).reason()).isEqualTo(Reason.UNAUTHORISED);
      assertThat(gramsPerKwh(second)).isEqualTo(453.59237);
      assertThat(logins).hasValue(2);
    }
  }

  @Test
  void shouldAskTheUkForTheRegionsHalfHours() throws IOException {
    String half =
        "{'from':'2022-07-15T12:00Z','to':'2022-07-15T12:30Z','intensity':{'forecast':266}}";
    try (StubServer server =
        StubServer.always(200, "{'data':{'regionid':3,'data':[" + half + "]}}")) {
      UkFeed feed =
          new UkFeed(
              new HttpProvider("uk", server.address(), LONG),
              new ZoneNames(Map.of(new CarbonZone("north"), "3")),
              AVERAGE_DIRECT);

      assertThat(gramsPerKwh(feed.latest(new CarbonZone("north"), NOON))).isEqualTo(266);
      feed.forecast(new CarbonZone("north"), NOON, Duration.ofHours(30));

      assertThat(server.asked())
          .extracting(Asked::target)
          .containsExactly(
              "/regional/regionid/3", "/regional/intensity/2022-07-15T12:00Z/fw48h/regionid/3");
    }
  }

  @Test
  void shouldAskTheSdkForItsLocation() throws IOException {
    try (StubServer server =
        StubServer.always(
            200,
            "[{'location':'west us','time':'2022-07-15T12:00:00.5092741+00:00','rating':70}]")) {
      CarbonAwareSdkFeed feed =
          new CarbonAwareSdkFeed(
              new HttpProvider("sdk", URI.create(server.address() + "/"), LONG),
              new ZoneNames(Map.of(CISO, "west us")),
              MARGINAL_DIRECT);

      assertThat(gramsPerKwh(feed.latest(CISO, NOON))).isEqualTo(70);
      assertThat(server.asked().get(0).target())
          .isEqualTo("/emissions/bylocation?location=west%20us");
    }
  }

  @Test
  void shouldRefuseTypesThatAProviderDoesNotHave() {
    HttpProvider nowhere = new HttpProvider("x", URI.create("http://127.0.0.1:1"), LONG);

    assertThatThrownBy(
            () ->
                new ElectricityMapsFeed(
                    nowhere, Version.V4, TOKEN, ZoneNames.SAME, MARGINAL_DIRECT))
        .isInstanceOf(CarbonException.class);
    assertThatThrownBy(
            () ->
                new WattTimeFeed(nowhere, "u", TOKEN, ZoneNames.SAME, AVERAGE_LIFE_CYCLE, () -> 0))
        .isInstanceOf(CarbonException.class);
    assertThatThrownBy(() -> new UkFeed(nowhere, ZoneNames.SAME, MARGINAL_DIRECT))
        .isInstanceOf(CarbonException.class);
  }

  @Test
  void shouldNeverWriteASecretOut() {
    assertThat(TOKEN).asString().doesNotContain("s3cret");
  }

  private static StubServer wattTimeServer(AtomicInteger logins, String refused)
      throws IOException {
    return new StubServer(
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/login")) {
            StubServer.say(exchange, 200, "{'token':'t" + logins.incrementAndGet() + "'}");
          } else if (exchange.getRequestHeaders().getFirst("Authorization").equals(refused)) {
            StubServer.say(exchange, 401, "{}");
          } else {
            StubServer.say(exchange, 200, WATTTIME_FORECAST);
          }
        });
  }

  private static WattTimeFeed wattTime(URI address, AtomicLong nanos) {
    return new WattTimeFeed(
        new HttpProvider("watttime", address, LONG),
        "user",
        TOKEN,
        new ZoneNames(Map.of(CISO, "CAISO_NORTH")),
        MARGINAL_DIRECT,
        nanos::get);
  }

  private static ElectricityMapsFeed electricityMaps(
      URI address, Version version, Duration timeout) {
    SignalType type = AVERAGE_LIFE_CYCLE;
    return new ElectricityMapsFeed(
        new HttpProvider("electricity-maps", address, timeout),
        version,
        TOKEN,
        ZoneNames.SAME,
        type);
  }

  private static double gramsPerKwh(FeedAnswer answer) {
    assertThat(answer).isInstanceOf(FeedAnswer.Signals.class);
    return ((FeedAnswer.Signals) answer).signals().get(0).intensity().gramsPerKwh();
  }

  private static FeedAnswer.Failed failed(FeedAnswer answer) {
    assertThat(answer).isInstanceOf(FeedAnswer.Failed.class);
    return (FeedAnswer.Failed) answer;
  }
}
