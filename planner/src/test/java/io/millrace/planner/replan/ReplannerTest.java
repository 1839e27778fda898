package io.millrace.planner.replan;

import static io.millrace.planner.replan.Worlds.FIND;
import static io.millrace.planner.replan.Worlds.NOON;
import static io.millrace.planner.replan.Worlds.PIPELINE;
import static io.millrace.planner.replan.Worlds.READ;
import static io.millrace.planner.replan.Worlds.TEXT;
import static io.millrace.planner.replan.Worlds.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.problem.Goal;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.NudifShared;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PlanRequest;
import io.millrace.topics.record.PlanSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplannerTest {

  private final List<PlanSpec> published = new ArrayList<>();
  private final List<DecisionSpec> told = new ArrayList<>();
  private Replanner planner = planner();
  private ClusterModel model = Worlds.cluster(Map.of("a", 0.1, "b", 0.1));
  private Instant now = NOON;

  @Test
  void shouldPlanOnceTheDevicesHaveGathered() {
    look("a", "b");
    assertThat(published).as("devices that start together are planned for together").isEmpty();

    passQuietly("a", "b");

    assertThat(published).singleElement().satisfies(this::runsOnAAndB);
    assertThat(told).extracting(DecisionSpec::kind).containsExactly(DecisionSpec.Kind.ADOPTED);
  }

  @Test
  void shouldGoOnWithoutADeviceThatIsLost() {
    passQuietly("a", "b");

    pass(ClusterModel.SILENCE.plusSeconds(1), "a");

    assertThat(published).hasSize(2);
    assertThat(published.get(1).epoch()).isEqualTo(2);
    assertThat(published.get(1).placements())
        .isNotEmpty()
        .allMatch(placement -> placement.device().equals(id("a")));
    assertThat(last().trigger()).isEqualTo("b was lost");
  }

  @Test
  void shouldTakeUpTheEpochOfItsPredecessorAndChangeNothing() {
    passQuietly("a", "b");
    PlanSpec before = published.get(0);

    planner = planner();
    planner.takeUp(before);
    passQuietly("a", "b");

    assertThat(published).hasSize(1);
    assertThat(planner.epoch()).isEqualTo(before.epoch());
  }

  @Test
  void shouldIgnoreOldEpochs() {
    passQuietly("a", "b");
    pass(ClusterModel.SILENCE.plusSeconds(1), "a");

    planner.takeUp(published.get(0));

    assertThat(planner.epoch()).isEqualTo(2);
  }

  @Test
  void shouldLeaveAPinnedPlanAlone() {
    passQuietly("a", "b");
    ask(PlanRequest.Kind.PIN, 0);
    look("a", "b");
    int plans = published.size();
    assertThat(published.get(plans - 1).pinned()).isTrue();

    pass(ClusterModel.SILENCE.plusSeconds(1), "a");

    assertThat(published).hasSize(plans);
    assertThat(told)
        .anySatisfy(decision -> assertThat(decision.why()).contains("the plan in force is pinned"));

    ask(PlanRequest.Kind.UNPIN, 0);
    look("a");
    ask(PlanRequest.Kind.PLAN, 0);
    look("a");
    assertThat(published.get(published.size() - 1).placements())
        .allMatch(placement -> placement.device().equals(id("a")));
  }

  @Test
  void shouldBringAnEarlierPlanBack() {
    passQuietly("a", "b");
    pass(ClusterModel.SILENCE.plusSeconds(1), "a");

    ask(PlanRequest.Kind.ROLL_BACK, 1);
    look("a");

    PlanSpec back = published.get(published.size() - 1);
    assertThat(back.epoch()).isEqualTo(3);
    assertThat(back.placements()).isEqualTo(published.get(0).placements());
    assertThat(back.pinned()).isTrue();
  }

  @Test
  void shouldSayWhichPlansItRemembers() {
    passQuietly("a", "b");

    ask(PlanRequest.Kind.ROLL_BACK, 7);
    look("a", "b");

    assertThat(last().why()).containsExactly("plan 7 is not remembered; there are [1]");
    assertThat(published).hasSize(1);
  }

  @Test
  void shouldTellWhatANewPlanReallyCarries() {
    passQuietly("a", "b");
    model.heard(Worlds.load("a", FIND, 0.1, 4.5, 0), now);

    now = now.plus(ReplanSettings.DEFAULT.coolDown());
    model.heard(Worlds.load("a", FIND, 0.1, 4.5, 0), now);
    look("a", "b");

    assertThat(told)
        .anySatisfy(
            decision -> {
              assertThat(decision.kind()).isEqualTo(DecisionSpec.Kind.MEASURED);
              assertThat(decision.measured()).isEqualTo(4.5);
              assertThat(decision.planned()).isPositive();
            });
  }

  @Test
  void shouldSayOnceWhyThereIsNoPlan() {
    model = new ClusterModel(Map.of(TEXT, FIND));
    for (int i = 0; i < 5; i++) {
      passQuietly();
    }

    assertThat(told)
        .singleElement()
        .satisfies(one -> assertThat(one.kind()).isEqualTo(DecisionSpec.Kind.FAILED));
  }

  private void runsOnAAndB(PlanSpec plan) {
    assertThat(plan.epoch()).isEqualTo(1);
    assertThat(plan.placements())
        .extracting(PlanSpec.PlacementSpec::device)
        .contains(id("a"), id("b"));
    assertThat(plan.placements()).extracting(PlanSpec.PlacementSpec::stage).contains(FIND, READ);
    assertThat(plan.value()).isLessThanOrEqualTo(plan.bound() * (1 + 1e-6));
  }

  private static Replanner planner() {
    return new Replanner(
        List.of(PIPELINE),
        problem ->
            new NudifShared()
                .plan(problem, Goal.DEFAULT, Budget.of(Duration.ofSeconds(20), System::nanoTime)),
        ReplanSettings.DEFAULT);
  }

  private void ask(PlanRequest.Kind kind, long epoch) {
    planner.ask(new PlanRequest(now, kind, epoch));
  }

  private void passQuietly(String... alive) {
    look(alive);
    pass(Replanner.QUIET.plusMillis(500), alive);
  }

  /** Time in which these devices say that they live. */
  private void pass(Duration time, String... alive) {
    Instant until = now.plus(time);
    while (now.isBefore(until)) {
      now = now.plusMillis(500);
      look(alive);
    }
  }

  private void look(String... alive) {
    for (String device : alive) {
      model.heard(Worlds.resources(DeviceId.of(device).value()), now);
    }
    for (Action action : planner.look(model.snapshot(now))) {
      if (action instanceof Action.Publish publish) {
        published.add(publish.plan());
      } else if (action instanceof Action.Tell tell) {
        told.add(tell.decision());
      }
    }
  }

  private DecisionSpec last() {
    return told.get(told.size() - 1);
  }
}
