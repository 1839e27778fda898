package io.millrace.planner.carbon;

import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.CISO;
import static io.millrace.planner.carbon.Samples.NOON;
import static io.millrace.planner.carbon.Samples.hour;
import static io.millrace.planner.carbon.Samples.noonPlus;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.carbon.CarbonStatus.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FallbackTest {

  private static final Instant START = noonPlus(-10);
  private static final Fallback FALLBACK =
      new Fallback(Duration.ofHours(2), new CarbonIntensity(450, AVERAGE_LIFE_CYCLE));

  @Test
  void shouldTakeTheFirstFeedAndGiveNoReason() {
    CarbonStatus status =
        decide(noonPlus(0.5), answered(NOON, 100), new FeedMemory.Unasked("second"));

    assertThat(status.level()).isEqualTo(Level.FIRST_FEED);
    assertThat(status.intensity().gramsPerKwh()).isEqualTo(100);
    assertThat(status.age()).isEqualTo(Duration.ofMinutes(30));
    assertThat(status.stale()).isFalse();
    assertThat(status.reason()).isEmpty();
  }

  @Test
  void shouldTakeTheSecondFeedAndSayWhyNotTheFirst() {
    CarbonStatus status =
        decide(
            noonPlus(0.5),
            new FeedMemory.Failing(hour(NOON, 100), "no answer"),
            answered(NOON, 200));

    assertThat(status.level()).isEqualTo(Level.OTHER_FEED);
    assertThat(status.intensity().gramsPerKwh()).isEqualTo(200);
    assertThat(status.reason()).contains("no answer");
  }

  @Test
  void shouldDistrustAFeedThatAnswersWithAnOldSignal() {
    CarbonStatus status = decide(noonPlus(2), answered(NOON, 100), answered(noonPlus(1), 200));

    assertThat(status.level()).isEqualTo(Level.OTHER_FEED);
    assertThat(status.reason()).contains(NOON.toString());
  }

  @Test
  void shouldHoldTheNewestValueOfAnyFeedWhileItIsNotStale() {
    CarbonStatus status =
        decide(
            noonPlus(2.5),
            new FeedMemory.Failing(hour(NOON, 100), "down"),
            new FeedMemory.Failing(hour(noonPlus(1), 200), "down too"));

    assertThat(status.level()).isEqualTo(Level.LAST_KNOWN);
    assertThat(status.intensity().gramsPerKwh()).isEqualTo(200);
    assertThat(status.stale()).isFalse();
    assertThat(status.reason()).contains("down", "down too");
  }

  @Test
  void shouldEndWithTheConstantAndSayHowLongNothingWasKnown() {
    CarbonStatus status = decide(noonPlus(2), new FeedMemory.Failing(hour(NOON, 100), "down"));

    assertThat(status.level()).isEqualTo(Level.CONSTANT);
    assertThat(status.source()).isEqualTo("configuration");
    assertThat(status.intensity()).isEqualTo(FALLBACK.constant());
    assertThat(status.age()).isEqualTo(Duration.ofHours(2));
    assertThat(status.stale()).isTrue();
  }

  @Test
  void shouldAlwaysHaveAValue() {
    assertThat(decide(NOON).level()).isEqualTo(Level.CONSTANT);
    assertThat(decide(NOON, new FeedMemory.Silent("a", "401")).asOf()).isEqualTo(START);
  }

  @Test
  void shouldTakeASignalOfALongPeriodAsFreshWhileItHolds() {
    CarbonSignal day =
        new CarbonSignal(
            CISO,
            NOON,
            Duration.ofDays(1),
            new CarbonIntensity(100, AVERAGE_LIFE_CYCLE),
            Origin.MEASURED,
            "test");

    assertThat(decide(noonPlus(23), new FeedMemory.Answered(day)).level())
        .isEqualTo(Level.FIRST_FEED);
    assertThat(decide(noonPlus(24), new FeedMemory.Answered(day)).level())
        .isEqualTo(Level.CONSTANT);
  }

  @Test
  void shouldRememberTheLastGoodSignalThroughFailures() {
    FeedMemory memory = new FeedMemory.Unasked("test");

    assertThat(memory.failed("one")).isEqualTo(new FeedMemory.Silent("test", "one"));
    assertThat(memory.answered(hour(NOON, 1)).failed("one").failed("two"))
        .isEqualTo(new FeedMemory.Failing(hour(NOON, 1), "two"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, PT0S, PT10S",
    "2, PT0S, PT20S",
    "4, PT0S, PT1M20S",
    "6, PT0S, PT5M",
    "1000, PT0S, PT5M",
    "1, PT1H, PT1H", // the provider asks for more
    "1, P9D, P1D" // but not for ever
  })
  void shouldPauseTwiceAsLongAfterEachFailure(int failures, Duration asked, Duration pause) {
    RetryPause retry = new RetryPause(Duration.ofSeconds(10), Duration.ofMinutes(5));

    assertThat(retry.after(failures, asked)).isEqualTo(pause);
  }

  private static CarbonStatus decide(Instant now, FeedMemory... feeds) {
    return FALLBACK.decide(CISO, List.of(feeds), START, now);
  }

  private static FeedMemory answered(Instant time, double gramsPerKwh) {
    return new FeedMemory.Answered(hour(time, gramsPerKwh));
  }
}
