package io.millrace.planner.replan;

import static io.millrace.planner.replan.Worlds.FIND;
import static io.millrace.planner.replan.Worlds.NOON;
import static io.millrace.planner.replan.Worlds.READ;
import static io.millrace.planner.replan.Worlds.TEXT;
import static io.millrace.planner.replan.Worlds.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
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
}
