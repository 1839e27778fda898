package io.millrace.planner.replan;

import static io.millrace.planner.replan.Worlds.FIND;
import static io.millrace.planner.replan.Worlds.NOON;
import static io.millrace.planner.replan.Worlds.READ;
import static io.millrace.planner.replan.Worlds.TEXT;
import static io.millrace.planner.replan.Worlds.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterModelTest {

  private final ClusterModel model = Worlds.cluster(Map.of("a", 0.1, "b", 0.2));

  @Test
  void shouldForgetADeviceThatFellSilentAndKnowItAgain() {
    Instant later = NOON.plus(ClusterModel.SILENCE).plusMillis(1);
    model.heard(Worlds.resources("a"), later);

    assertThat(model.snapshot(later).names()).containsExactly(id("a"));

    model.heard(Worlds.resources("b"), later);
    assertThat(model.snapshot(later).names()).containsExactly(id("a"), id("b"));
  }

  @Test
  void shouldNotCountTheTimeInWhichNobodyCouldBeHeardAsSilence() {
    // Given: nobody was heard for a minute, and then the first one is
    Instant later = NOON.plusSeconds(60);
    model.heard(Worlds.resources("a"), later);
    assertThat(model.snapshot(later).names()).containsExactly(id("a"));

    // When
    model.forgive(Duration.ofSeconds(60), later);

    // Then: the other one has its time to speak, and no more than that
    assertThat(model.snapshot(later).names()).containsExactly(id("a"), id("b"));
    Instant late = later.plus(ClusterModel.SILENCE).plusMillis(1);
    assertThat(model.snapshot(late).names()).isEmpty();
  }

  @Test
  void shouldBelieveReportsOverProfilesOnceThereAreEnough() {
    ServiceKey key = new ServiceKey(TEXT, FIND, id("a"));
    for (int i = 0; i < ServiceEstimate.LEAST - 1; i++) {
      model.heard(Worlds.load("a", FIND, 0.3, 3, 0), NOON);
    }
    assertThat(model.snapshot(NOON).secondsOf(key)).hasValue(0.1);

    model.heard(Worlds.load("a", FIND, 0.3, 3, 0), NOON);

    assertThat(model.snapshot(NOON).secondsOf(key)).hasValue(0.3);
  }

  @Test
  void shouldNotBelieveHalfOfASlowdown() {
    // Given: a running mean, as instances report it, of 0.1 s and then of 0.5 s
    ClusterModel model = Worlds.cluster(Map.of("a", 0.1));
    ServiceKey key = new ServiceKey(TEXT, FIND, id("a"));
    for (int i = 0; i < ServiceEstimate.WINDOW; i++) {
      model.heard(Worlds.load("a", FIND, 0.1, 3, 0), NOON);
    }
    double mean = 0.1;
    List<Double> believed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      mean += 0.05 * (0.5 - mean);
      model.heard(Worlds.load("a", FIND, mean, 3, 0), NOON);
      believed.add(model.snapshot(NOON).seconds().getOrDefault(key, 0.0));
    }

    assertThat(believed)
        .as("either what was, or nearly what is")
        .allMatch(s -> s == 0.1 || s > 0.42);
    assertThat(believed.get(99)).isGreaterThan(0.47);
  }

  @Test
  void shouldNotBeMovedByOutliersOrByInstancesThatRest() {
    for (int i = 0; i < ServiceEstimate.WINDOW; i++) {
      double seconds = i % 3 == 0 ? 5 : 0.12;
      model.heard(Worlds.load("a", FIND, seconds, 3, 0), NOON);
      model.heard(Worlds.load("a", READ, 0.7, 0, 0), NOON);
    }

    assertThat(model.snapshot(NOON).seconds())
        .containsExactly(Map.entry(new ServiceKey(TEXT, FIND, id("a")), 0.12));
  }

  @Test
  void shouldAskADeviceThatStartedAnewToProveItsSpeed() {
    for (int i = 0; i < ServiceEstimate.WINDOW; i++) {
      model.heard(Worlds.load("a", FIND, 0.9, 3, 0), NOON);
    }

    model.heard(Worlds.device("a", NOON.plusSeconds(1)), NOON.plusSeconds(1));

    assertThat(model.snapshot(NOON.plusSeconds(1)).seconds()).isEmpty();
  }

  @Test
  void shouldMeasureAPipelineAtItsFirstStage() {
    model.heard(Worlds.load("a", FIND, 0.1, 3, 7), NOON);
    model.heard(Worlds.load("b", FIND, 0.1, 4, 0), NOON);
    model.heard(Worlds.load("b", READ, 0.1, 2, 5), NOON);

    assertThat(model.snapshot(NOON).framesPerSecond()).containsEntry(TEXT, 7.0);
    assertThat(model.snapshot(NOON).waiting()).containsEntry(TEXT, 12L);
  }

  @Test
  void shouldBelieveMeasurementsOverReportsAndReportsWhereNothingWasMeasured() {
    // Given
    for (int i = 0; i < ServiceEstimate.WINDOW; i++) {
      model.heard(Worlds.load("a", FIND, 0.3, 3, 7), NOON);
      model.heard(Worlds.load("b", READ, 0.4, 3, 5), NOON);
    }

    // When
    model.heard(measured(Map.of(new ServiceKey(TEXT, FIND, id("a")), 0.2)));

    // Then
    Snapshot seen = model.snapshot(NOON);
    assertThat(seen.seconds())
        .containsOnly(
            Map.entry(new ServiceKey(TEXT, FIND, id("a")), 0.2),
            Map.entry(new ServiceKey(TEXT, READ, id("b")), 0.4));
    assertThat(seen.framesPerSecond()).containsEntry(TEXT, 8.5);
    assertThat(seen.waiting()).containsEntry(TEXT, 3L);
    assertThat(seen.trouble()).isEmpty();
  }

  @Test
  void shouldFallBackToReportsAndSayWhyWhenNothingWasMeasured() {
    for (int i = 0; i < ServiceEstimate.WINDOW; i++) {
      model.heard(Worlds.load("a", FIND, 0.3, 3, 7), NOON);
    }
    model.heard(measured(Map.of(new ServiceKey(TEXT, FIND, id("a")), 0.2)));

    model.heard(Measurements.failed("it is down"));

    Snapshot seen = model.snapshot(NOON);
    assertThat(seen.seconds()).containsExactly(Map.entry(new ServiceKey(TEXT, FIND, id("a")), 0.3));
    assertThat(seen.framesPerSecond()).containsEntry(TEXT, 3.0);
    assertThat(seen.waiting()).containsEntry(TEXT, 7L);
    assertThat(seen.trouble()).isEqualTo("it is down");
  }

  @Test
  void shouldNotBelieveATimeThatAveragesOverTheStartOfADevice() {
    // Given
    ServiceKey key = new ServiceKey(TEXT, FIND, id("a"));
    model.heard(measured(Map.of(key, 0.9)));
    Instant anew = NOON.plusSeconds(1);

    // When
    model.heard(Worlds.device("a", anew), anew);

    // Then
    assertThat(model.snapshot(anew.plusSeconds(29)).seconds()).isEmpty();
    assertThat(model.snapshot(anew.plusSeconds(30)).seconds()).containsEntry(key, 0.9);
  }

  private static Measurements measured(Map<ServiceKey, Double> seconds) {
    return new Measurements(
        seconds,
        Map.of(new Measurements.Stage(TEXT, FIND), 8.5, new Measurements.Stage(TEXT, READ), 1.0),
        Map.of(TEXT, 3L),
        Duration.ofSeconds(30),
        "");
  }
}
