package io.millrace.planner.carbon.feed;

import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.CISO;
import static io.millrace.planner.carbon.Samples.MARGINAL_DIRECT;
import static io.millrace.planner.carbon.Samples.MISO;
import static io.millrace.planner.carbon.Samples.NOON;
import static io.millrace.planner.carbon.Samples.hour;
import static io.millrace.planner.carbon.Samples.noonPlus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.planner.carbon.CarbonException.Reason;
import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonSeries;
import io.millrace.planner.carbon.CarbonSignal;
import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonStatus.Level;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Fallback;
import io.millrace.planner.carbon.RetryPause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CarbonWatchTest {

  private static final Duration REFRESH = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final WatchSettings SETTINGS =
      new WatchSettings(
          REFRESH,
          new RetryPause(FIRST_PAUSE, REFRESH),
          new Fallback(Duration.ofHours(2), new CarbonIntensity(450, AVERAGE_LIFE_CYCLE)));

  private final ManualClock clock = new ManualClock(NOON);
  private final FakeFeed first = new FakeFeed("first", AVERAGE_LIFE_CYCLE);
  private final FakeFeed second = new FakeFeed("second", AVERAGE_LIFE_CYCLE).wellWith(200);
  private final CarbonWatch watch =
      new CarbonWatch(List.of(first, second), List.of(MISO, CISO), SETTINGS, clock);

  @Test
  void shouldHaveAValueBeforeAnybodyWasAsked() {
    assertThat(watch.status().keySet()).containsExactly(CISO, MISO);
    assertThat(status(CISO).level()).isEqualTo(Level.CONSTANT);
    assertThat(status(CISO).reason()).contains("not asked yet");
  }

  @Test
  void shouldNotAskTheSecondFeedWhileTheFirstAnswers() {
    Duration again = watch.refresh();

    assertThat(status(CISO).level()).isEqualTo(Level.FIRST_FEED);
    assertThat(second.asked).isEmpty();
    assertThat(again).isEqualTo(REFRESH);
  }

  @Test
  void shouldAskAgainOnlyWhenARefreshIsDue() {
    watch.refresh();
    clock.pass(REFRESH.minusSeconds(1));
    Duration again = watch.refresh();
    assertThat(first.asked).hasSize(2);
    assertThat(again).isEqualTo(Duration.ofSeconds(1));

    clock.pass(again);
    watch.refresh();
    assertThat(first.asked).hasSize(4);
  }

  @Test
  void shouldGoDownTheLevelsAndUpAgain() {
    List<Level> levels = new ArrayList<>();
    watch.refresh();
    levels.add(status(CISO).level());

    first.failing(Reason.SERVER);
    clock.pass(REFRESH);
    watch.refresh();
    levels.add(status(CISO).level());
    assertThat(status(CISO).intensity().gramsPerKwh()).isEqualTo(200);
    assertThat(status(CISO).reason()).contains("first says SERVER");

    second.failing(Reason.SERVER);
    clock.pass(REFRESH);
    watch.refresh();
    levels.add(status(CISO).level());
    assertThat(status(CISO).source()).isEqualTo("second");

    clock.pass(Duration.ofHours(2));
    watch.refresh();
    levels.add(status(CISO).level());
    assertThat(status(CISO).stale()).isTrue();

    first.wellWith(300);
    clock.pass(REFRESH);
    watch.refresh();
    levels.add(status(CISO).level());

    assertThat(levels)
        .containsExactly(
            Level.FIRST_FEED, Level.OTHER_FEED, Level.LAST_KNOWN, Level.CONSTANT, Level.FIRST_FEED);
    assertThat(status(MISO).level()).isEqualTo(Level.FIRST_FEED);
    assertThat(status(MISO).intensity().gramsPerKwh()).isEqualTo(300);
  }

  /** A provider that hangs must cost one timeout per refresh, not one per zone. */
  @Test
  void shouldWaitOnceForAProviderThatIsOutOfReachHoweverManyZonesThereAre() {
    first.failing(Reason.TIMEOUT);

    Duration again = watch.refresh();

    assertThat(first.asked).containsExactly(CISO);
    assertThat(status(MISO).level()).isEqualTo(Level.OTHER_FEED);
    assertThat(status(MISO).reason()).contains("first says TIMEOUT");
    assertThat(again).isEqualTo(FIRST_PAUSE);
  }

  @Test
  void shouldGoOnWithOtherZonesWhenAProviderHasNotOne() {
    first.answering(
        (zone, now) ->
            zone.equals(CISO)
                ? new FeedAnswer.Failed(Reason.FORBIDDEN, "not your zone", Duration.ZERO)
                : first.signal(zone, now, 100));

    watch.refresh();

    assertThat(status(CISO).level()).isEqualTo(Level.OTHER_FEED);
    assertThat(status(MISO).level()).isEqualTo(Level.FIRST_FEED);
  }

  @Test
  void shouldLeaveAFailingProviderAloneForLongerAndLonger() {
    first.failing(Reason.UNREACHABLE);
    second.failing(Reason.UNREACHABLE);
    List<Duration> pauses = new ArrayList<>();

    for (int i = 0; i < 7; i++) {
      Duration pause = watch.refresh();
      pauses.add(pause);
      clock.pass(pause);
    }

    assertThat(pauses.subList(0, 4))
        .containsExactly(
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(40),
            Duration.ofSeconds(80));
    assertThat(pauses.get(6)).isEqualTo(REFRESH);
    assertThat(first.asked).hasSize(7);
  }

  @Test
  void shouldForgetOldFailuresOnceAProviderAnswers() {
    first.failing(Reason.TIMEOUT);
    second.failing(Reason.TIMEOUT);
    clock.pass(watch.refresh());
    clock.pass(watch.refresh());
    first.wellWith(100);
    clock.pass(watch.refresh());

    first.failing(Reason.TIMEOUT);

    assertThat(watch.refresh()).isEqualTo(FIRST_PAUSE);
  }

  /** Zones that were last asked at different times must not wait for their own turn. */
  @Test
  void shouldAskForEveryZoneOnceAProviderIsBack() {
    // Given: the second zone answers half a minute after the first.
    first.answering(
        (zone, now) ->
            zone.equals(MISO) && now.isBefore(NOON.plusSeconds(30))
                ? new FeedAnswer.Failed(Reason.EMPTY, "nothing yet", Duration.ZERO)
                : first.signal(zone, now, 100));
    watch.refresh();
    clock.pass(Duration.ofSeconds(10));
    watch.refresh();
    clock.pass(Duration.ofSeconds(20));
    watch.refresh();
    assertThat(status(MISO).level()).isEqualTo(Level.FIRST_FEED);
    first.failing(Reason.TIMEOUT);
    clock.pass(REFRESH.minusSeconds(30));
    watch.refresh();
    assertThat(status(MISO).reason()).contains("first says TIMEOUT");

    // When
    first.wellWith(100);
    clock.pass(FIRST_PAUSE);
    watch.refresh();

    // Then
    assertThat(status(CISO).level()).isEqualTo(Level.FIRST_FEED);
    assertThat(status(MISO).level()).isEqualTo(Level.FIRST_FEED);
  }

  @Test
  void shouldWaitAsLongAsTheProviderAsksFor() {
    first.answering(
        (zone, now) ->
            new FeedAnswer.Failed(Reason.RATE_LIMITED, "slow down", Duration.ofHours(1)));
    watch.refresh();

    clock.pass(Duration.ofMinutes(59));
    watch.refresh();
    assertThat(first.asked).hasSize(1);
    clock.pass(Duration.ofMinutes(1));
    watch.refresh();
    assertThat(first.asked).hasSize(2);
  }

  @Test
  void shouldAskTheSecondFeedWhenTheFirstServesAnOldHour() {
    first.answering((zone, now) -> first.signal(zone, noonPlus(-5), 100));

    watch.refresh();

    assertThat(status(CISO).level()).isEqualTo(Level.OTHER_FEED);
    assertThat(status(CISO).reason()).contains(noonPlus(-5).toString());
  }

  @Test
  void shouldTakeTheHourOfNowFromAnAnswerOfMany() {
    first.answering(
        (zone, now) ->
            new FeedAnswer.Signals(
                List.of(hour(noonPlus(1), 3), hour(noonPlus(-1), 1), hour(noonPlus(0), 2)), 0));
    CarbonWatch one = new CarbonWatch(List.of(first), List.of(CISO), SETTINGS, clock);

    one.refresh();

    assertThat(Objects.requireNonNull(one.status().get(CISO)).intensity().gramsPerKwh())
        .isEqualTo(2);
  }

  @Test
  void shouldSurviveAFeedThatThrowsOrLies() {
    first.answering(
        (zone, now) -> {
          throw new IllegalStateException("a fault");
        });
    second.answering((zone, now) -> new FakeFeed("second", MARGINAL_DIRECT).signal(zone, now, 1));

    watch.refresh();

    assertThat(status(CISO).level()).isEqualTo(Level.CONSTANT);
    assertThat(status(CISO).reason()).contains("a fault", "answered marginal direct");
    assertThat(watch.forecast(CISO, REFRESH)).isEmpty();
  }

  @Test
  void shouldRefuseToFallBackToAnotherKind() {
    List<FakeFeed> feeds = List.of(first, new FakeFeed("marginal", MARGINAL_DIRECT));

    assertThatThrownBy(() -> new CarbonWatch(feeds, List.of(CISO), SETTINGS, clock))
        .hasMessageContainingAll("marginal direct", "average life-cycle", "different quantities");
  }

  @Test
  void shouldForecastFromTheFirstFeedThatHasOne() {
    first.failing(Reason.FORBIDDEN);

    CarbonSeries ahead = watch.forecast(CISO, Duration.ofHours(6)).orElseThrow();

    assertThat(ahead.signals().get(0).source()).isEqualTo("second");
  }

  @Test
  void shouldReplayADayAsFastAsWantedAndHoldOverAMissingHour() {
    // Given: hours 0 to 23 of which the fourth is missing; a second per hour.
    List<CarbonSignal> hours = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      if (i != 4) {
        hours.add(hour(noonPlus(i), 100 + i));
      }
    }
    ManualClock wall = new ManualClock(noonPlus(10_000));
    ReplayClock day = new ReplayClock(wall, NOON, 3600);
    CarbonWatch replay =
        new CarbonWatch(
            List.of(
                new SeriesFeed("csv", AVERAGE_LIFE_CYCLE, Map.of(CISO, CarbonSeries.of(hours)))),
            List.of(CISO),
            SETTINGS,
            day);

    // When
    List<Double> seen = new ArrayList<>();
    List<Level> levels = new ArrayList<>();
    for (int second = 0; second < 24; second++) {
      replay.refresh();
      CarbonStatus status = Objects.requireNonNull(replay.status().get(CISO));
      seen.add(status.intensity().gramsPerKwh());
      levels.add(status.level());
      wall.pass(Duration.ofSeconds(1));
    }

    // Then
    assertThat(seen.subList(0, 6)).containsExactly(100., 101., 102., 103., 103., 105.);
    assertThat(seen.get(23)).isEqualTo(123.);
    assertThat(levels.get(4)).isEqualTo(Level.LAST_KNOWN);
    assertThat(levels).filteredOn(level -> level == Level.FIRST_FEED).hasSize(23);
    assertThat(day.onDriver(REFRESH)).isEqualTo(Duration.ofNanos(83_333_333));
  }

  private CarbonStatus status(CarbonZone zone) {
    return Objects.requireNonNull(watch.status().get(zone));
  }
}
