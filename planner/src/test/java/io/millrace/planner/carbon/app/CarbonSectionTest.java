package io.millrace.planner.carbon.app;

import static io.millrace.planner.carbon.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonStatus.Level;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.feed.CarbonWatch;
import io.millrace.planner.carbon.feed.ManualClock;
import io.millrace.planner.carbon.feed.StubServer;
import io.millrace.topics.codec.CodecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarbonSectionTest {

  private static final String GOOD =
      """
      carbon:
        kind: average
        scope: life-cycle
        zones: [US-CAL-CISO, US-MIDW-MISO]
        fallback: 400
        refresh: 1m
        feeds:
          - provider: electricity-maps
            token_env: EM_TOKEN
            timeout: 2s
          - provider: csv
            files: {US-CAL-CISO: ciso.csv}
      """;

  @TempDir Path folder;

  @Test
  void shouldReadASectionAndFillInWhatIsLeftOut() {
    CarbonSection section = CarbonSection.read(GOOD, "m.yaml");

    assertThat(section.kind()).isEqualTo(Kind.AVERAGE);
    assertThat(section.scope()).isEqualTo(Scope.LIFE_CYCLE);
    assertThat(section.refresh()).isEqualTo(Duration.ofMinutes(1));
    assertThat(section.staleAfter()).isEqualTo(CarbonSection.DEFAULT_STALE_AFTER);
    assertThat(section.feeds())
        .extracting(FeedSection::provider)
        .containsExactly(Provider.ELECTRICITY_MAPS, Provider.CSV);
    assertThat(section.feeds().get(0).timeout()).isEqualTo(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: average | kind: marginal | carbon | feeds[0].provider: electricity-maps has no marginal",
        "kind: average | kind: mean | carbon.kind | one of [marginal, average]",
        "fallback: 400 | fallback: -1 | carbon | fallback must be at least 0",
        "fallback: 400 | fallbak: 400 | carbon.fallbak | nobody reads this key",
        "refresh: 1m | refresh: 1d | carbon | stale_after must be at least refresh",
        "token_env: EM_TOKEN | token_env: 7f-3.a | carbon.feeds[0] | name of an environment variable",
        "token_env: EM_TOKEN | base_url: https://x | carbon.feeds[0] | token_env and token_file",
        "timeout: 2s | base_url: http://example.org | carbon.feeds[0] | must be https",
        "timeout: 2s | base_url: https://me@example.org | carbon.feeds[0] | neither a user nor",
        "timeout: 2s | user: me | carbon.feeds[0] | user means nothing to electricity-maps",
        "timeout: 2s | names: {DE: DE} | carbon | feeds[0].names.DE",
        "files: {US-CAL-CISO: ciso.csv} | files: {DE: de.csv} | carbon | feeds[1].files.DE",
        "zones: [US-CAL-CISO, US-MIDW-MISO] | zones: [A, A] | carbon | 'A' stands twice",
        "provider: csv | provider: cvs | carbon.feeds[1].provider | csv",
      })
  void shouldNameFilePathAndFault(String good, String bad, String path, String fault) {
    assertThatThrownBy(() -> CarbonSection.read(GOOD.replace(good, bad), "m.yaml"))
        .isInstanceOf(CodecException.class)
        .hasMessageContainingAll("m.yaml", path, fault);
  }

  @Test
  void shouldNotRepeatATokenThatStandsWhereItsVariableShould() {
    assertThatThrownBy(() -> CarbonSection.read(GOOD.replace("EM_TOKEN", "7f-s3cret"), "m.yaml"))
        .hasMessageNotContaining("7f-s3cret");
  }

  @Test
  void shouldSayWhichVariableIsNotSetAndWhichFileIsNotThere() {
    CarbonSection section = CarbonSection.read(GOOD, "m.yaml");

    assertThatThrownBy(() -> feeds(Map.of()).watch(section))
        .hasMessageContainingAll("carbon.feeds[0].token_env", "EM_TOKEN");
    assertThatThrownBy(() -> feeds(Map.of("EM_TOKEN", "t")).watch(section))
        .hasMessageContainingAll("carbon.feeds[1].files.US-CAL-CISO", "ciso.csv", "no such file");
  }

  @Test
  void shouldTakeTheTokenFromItsFileAndFallBackToTheCsv() throws IOException {
    // Given
    Path token = Files.writeString(folder.resolve("token"), "t0ken\n");
    Path csv =
        Files.writeString(
            folder.resolve("ciso.csv"),
            "timestamp,carbon_intensity_lifecycle\n2022-07-15 12:00:00,250\n");
    try (StubServer server = StubServer.always(500, "")) {
      String yaml =
          GOOD.replace("token_env: EM_TOKEN", "token_file: " + token)
              .replace("timeout: 2s", "base_url: " + server.address())
              .replace("ciso.csv", csv.toString());

      // When
      CarbonWatch watch = feeds(Map.of()).watch(CarbonSection.read(yaml, "m.yaml"));
      watch.refresh();

      // Then
      assertThat(server.asked()).extracting(StubServer.Asked::token).contains("t0ken");
      assertThat(watch.status().values())
          .extracting(CarbonStatus::level, s -> s.intensity().gramsPerKwh())
          .containsExactly(tuple(Level.OTHER_FEED, 250.), tuple(Level.CONSTANT, 400.));
    }
  }

  @Test
  void shouldMakeEveryProvider() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("sdk.json"),
            "[{\"Location\":\"Z\",\"Time\":\"2022-07-15T12:00:00\",\"Rating\":5}]");
    String yaml =
        """
        carbon:
          kind: %s
          scope: direct
          zones: [Z]
          fallback: 1
          feeds:
            - %s
        """;
    List<String> feeds =
        List.of(
            "{provider: electricity-maps-v3, token_env: T}",
            "{provider: uk-carbon-intensity, names: {Z: GB}}",
            "{provider: carbon-aware-sdk, base_url: 'http://sdk:8080'}",
            "{provider: carbon-aware-sdk-file, files: {Z: " + file + "}}");
    for (String feed : feeds) {
      assertThat(
              feeds(Map.of("T", "t"))
                  .feeds(CarbonSection.read(yaml.formatted("average", feed), "m.yaml")))
          .hasSize(1);
    }
    assertThat(
            feeds(Map.of("T", "t"))
                .feeds(
                    CarbonSection.read(
                        yaml.formatted("marginal", "{provider: watttime, user: u, token_env: T}"),
                        "m.yaml")))
        .hasSize(1);
  }

  @Test
  void shouldKeepAWatchFreshUntilItIsClosed() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("c.csv"),
            "timestamp,carbon_intensity_lifecycle\n2022-07-15 12:00:00,250\n");
    CarbonSection section =
        CarbonSection.read(
            """
            carbon:
              kind: average
              scope: life-cycle
              zones: [Z]
              fallback: 1
              feeds:
                - {provider: csv, files: {Z: %s}}
            """
                .formatted(csv),
            "m.yaml");
    CarbonWatch watch = feeds(Map.of()).watch(section);

    try (CarbonPoll poll = CarbonPoll.start(watch, UnaryOperator.identity())) {
      assertThat(poll).isNotNull();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(watch.status().values())
                      .extracting(CarbonStatus::level)
                      .containsExactly(Level.FIRST_FEED));
    }
  }

  private static CarbonFeeds feeds(Map<String, String> environment) {
    Clock clock = new ManualClock(NOON);
    return new CarbonFeeds(environment, clock, () -> 0);
  }
}
