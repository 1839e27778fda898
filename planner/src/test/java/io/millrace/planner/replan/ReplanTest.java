package io.millrace.planner.replan;

import static io.millrace.planner.replan.Worlds.FIND;
import static io.millrace.planner.replan.Worlds.NOON;
import static io.millrace.planner.replan.Worlds.PIPELINE;
import static io.millrace.planner.replan.Worlds.READ;
import static io.millrace.planner.replan.Worlds.TEXT;
import static io.millrace.planner.replan.Worlds.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.planner.PlanningException;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.NudifShared;
import io.millrace.topics.record.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Triggers, judgement and the question of the moment, as the planner's loop puts them together. */
class ReplanTest {

  private static final ReplanSettings SETTINGS = ReplanSettings.DEFAULT;
  private static final Map<String, Double> THREE = Map.of("a", 0.1, "b", 0.1, "c", 0.1);

  private final ReplanPolicy policy = new ReplanPolicy(SETTINGS);

  @Test
  void shouldSeeDevicesComeAndGo() {
    ClusterModel model = Worlds.cluster(THREE);
    InForce inForce = inForce(model.snapshot(NOON), NOON);
    Instant later = NOON.plus(ClusterModel.SILENCE).plusSeconds(1);
    model.heard(Worlds.resources("a"), later);
    model.heard(Worlds.resources("b"), later);
    model.heard(Worlds.device("d", later), later);

    List<Trigger> triggers = Triggers.of(inForce, model.snapshot(later), Map.of(), NOON, SETTINGS);

    assertThat(triggers)
        .containsExactly(new Trigger.Lost(id("c")), new Trigger.Joined(id("d")))
        .allMatch(Trigger::urgent);
  }

  @Test
  void shouldSeeAStageThatDriftedOnceTheNewPlanHasSettled() {
    ClusterModel model = Worlds.cluster(THREE);
    InForce inForce = inForce(model.snapshot(NOON), NOON);
    ServiceKey slow = new ServiceKey(TEXT, stageOn(inForce.plan(), "a"), id("a"));
    report(model, slow, 0.3, NOON);

    Instant early = NOON.plusSeconds(4);
    assertThat(Triggers.of(inForce, alive(model, early), Map.of(), NOON, SETTINGS)).isEmpty();

    Instant settled = NOON.plus(SETTINGS.coolDown());
    assertThat(Triggers.of(inForce, alive(model, settled), Map.of(), NOON, SETTINGS))
        .containsExactly(new Trigger.Drifted(slow, 0.1, 0.3));
  }

  @Test
  void shouldSayThatAPipelineIsBehindOnlyWhereFramesWait() {
    ClusterModel model = Worlds.cluster(THREE);
    InForce inForce = inForce(model.snapshot(NOON), NOON);
    Instant settled = NOON.plus(SETTINGS.coolDown());
    model.heard(Worlds.load("a", FIND, 0.1, 1, 0), settled);
    assertThat(Triggers.of(inForce, alive(model, settled), Map.of(), NOON, SETTINGS)).isEmpty();

    model.heard(Worlds.load("a", FIND, 0.1, 1, 100), settled);

    assertThat(Triggers.of(inForce, alive(model, settled), Map.of(), NOON, SETTINGS))
        .singleElement()
        .isInstanceOf(Trigger.Behind.class);
  }

  @Test
  void shouldSeeThatADeviceCanSendLess() {
    ClusterModel model = Worlds.cluster(THREE);
    model.heard(Worlds.sending(Worlds.device("a", NOON), 10e6, Map.of()), NOON);
    InForce inForce = inForce(model.snapshot(NOON), NOON);

    model.heard(Worlds.sending(Worlds.device("a", NOON), 9e6, Map.of()), NOON);
    assertThat(Triggers.of(inForce, model.snapshot(NOON), Map.of(), NOON, SETTINGS)).isEmpty();

    model.heard(Worlds.sending(Worlds.device("a", NOON), 1e6, Map.of()), NOON);
    assertThat(Triggers.of(inForce, model.snapshot(NOON), Map.of(), NOON, SETTINGS))
        .containsExactly(new Trigger.NetworkChanged(id("a"), 10e6, 1e6));
  }

  @Test
  void shouldPlanOverThePairsThatDevicesTellOf() {
    ClusterModel model = Worlds.cluster(THREE);
    DeviceId b = id("b");
    model.heard(Worlds.sending(Worlds.device("a", NOON), 0, Map.of(b, 2e6)), NOON);

    Problem problem = LiveProblem.of(model.snapshot(NOON), List.of(PIPELINE));

    assertThat(problem.cluster().network())
        .isInstanceOfSatisfying(
            DirectLinks.class,
            links -> {
              assertThat(links.bytesPerSecond(0, 1)).isEqualTo(2e6);
              assertThat(links.bytesPerSecond(1, 0)).isInfinite();
            });
  }

  @Test
  void shouldSeeStepsOfDemandAndTheEndOfThePeriod() {
    ClusterModel model = Worlds.cluster(THREE);
    InForce inForce = inForce(model.snapshot(NOON), NOON);
    Instant now = NOON.plus(SETTINGS.period());
    assertThat(Triggers.of(inForce, alive(model, now), Map.of(TEXT, 0.0), NOON, SETTINGS))
        .containsExactly(new Trigger.Due());

    assertThat(Triggers.of(inForce, alive(model, now), Map.of(TEXT, 5.0), NOON, SETTINGS))
        .containsExactly(new Trigger.DemandChanged(TEXT, 0, 5), new Trigger.Due());
  }

  @Test
  void shouldLeaveThePlanOfALostDevice() {
    ClusterModel model = Worlds.cluster(Map.of("a", 0.1, "b", 0.1));
    InForce inForce = inForce(model.snapshot(NOON), NOON);
    Instant later = NOON.plus(ClusterModel.SILENCE).plusSeconds(1);
    model.heard(Worlds.resources("a"), later);

    Verdict verdict = judge(inForce, model.snapshot(later), new Trigger.Lost(id("b")));

    assertThat(verdict).isInstanceOf(Verdict.Adopt.class);
  }

  @Test
  void shouldTakeInADeviceThatJoined() {
    ClusterModel model = Worlds.cluster(Map.of("a", 0.1, "b", 0.1));
    InForce inForce = inForce(model.snapshot(NOON), NOON);
    model.heard(Worlds.device("c", NOON), NOON);
    model.heard(Worlds.profile("c", FIND, 0.1));
    model.heard(Worlds.profile("c", READ, 0.1));

    Verdict verdict =
        judge(inForce, model.snapshot(NOON.plusSeconds(1)), new Trigger.Joined(id("c")));

    assertThat(verdict).isInstanceOf(Verdict.Adopt.class);
    assertThat(verdict.why().get(0)).contains("instead of");
  }

  @Test
  void shouldOnlyProposeWhenPeopleDecide() {
    ClusterModel model = Worlds.cluster(Map.of("a", 0.1, "b", 0.1));
    InForce inForce = inForce(model.snapshot(NOON), NOON);
    model.heard(Worlds.device("c", NOON), NOON);
    model.heard(Worlds.profile("c", FIND, 0.1));
    model.heard(Worlds.profile("c", READ, 0.1));
    ReplanSettings byHand = SETTINGS.withAutomatic(false);
    Snapshot now = model.snapshot(NOON.plusSeconds(1));
    Problem problem = LiveProblem.of(now, List.of(PIPELINE));

    Verdict verdict =
        new ReplanPolicy(byHand)
            .judge(
                inForce,
                Optional.of(plan(LiveProblem.restricted(problem, inForce.plan().placements()))),
                plan(problem),
                List.of(new Trigger.Joined(id("c"))),
                List.of(),
                now.names(),
                now.at());

    assertThat(verdict).isInstanceOf(Verdict.Propose.class);
  }

  @Test
  void shouldShareTheFramesAnewWhenADeviceChangedAndNoMovePays() {
    // Given: three devices for two stages, and a plan that every device has a part of
    ClusterModel model = Worlds.cluster(Map.of("a", 0.1, "b", 0.1, "c", 0.1));
    InForce inForce = inForce(model.snapshot(NOON), NOON);

    // When: one is three times slower
    Instant later = NOON.plus(SETTINGS.coolDown());
    ClusterModel slower = Worlds.cluster(Map.of("a", 0.3, "b", 0.1, "c", 0.1));
    Snapshot now = alive(slower, later);
    Plan kept =
        plan(
            LiveProblem.restricted(
                LiveProblem.of(now, List.of(PIPELINE)), inForce.plan().placements()));
    ServiceKey drifted = new ServiceKey(TEXT, FIND, id("a"));

    // Then: the same instances carry other parts; nothing else is gained by the period's end alone
    assertThat(judge(inForce, kept, kept, new Trigger.Drifted(drifted, 0.1, 0.3), now))
        .isInstanceOfSatisfying(
            Verdict.Share.class, share -> assertThat(share.plan()).isSameAs(kept));
    assertThat(judge(inForce, kept, kept, new Trigger.Due(), now)).isInstanceOf(Verdict.Keep.class);
    assertThat(
            judge(
                inForce,
                inForce.plan(),
                inForce.plan(),
                new Trigger.Drifted(drifted, 0.1, 0.13),
                now))
        .as("shares that hardly change")
        .isInstanceOf(Verdict.Keep.class);
  }

  private Verdict judge(InForce inForce, Plan kept, Plan proposal, Trigger trigger, Snapshot now) {
    return policy.judge(
        inForce, Optional.of(kept), proposal, List.of(trigger), List.of(), now.names(), now.at());
  }

  /** A hazard of every such loop: measurement noise that moves instances to and fro. */
  @Test
  void shouldNotSwingWithNoise() {
    ClusterModel model = Worlds.cluster(Map.of("a", 0.05, "b", 0.1, "c", 0.13, "d", 0.2));
    SplittableRandom random = new SplittableRandom(7);
    InForce inForce = inForce(model.snapshot(NOON), NOON);
    List<ReplanPolicy.Left> left = new ArrayList<>();
    int changes = 0;
    Instant now = NOON;
    Instant lastLook = NOON;
    Map<String, Double> real = Map.of("a", 0.05, "b", 0.1, "c", 0.13, "d", 0.2);
    for (int second = 0; second < 600; second++) {
      now = now.plusSeconds(1);
      for (var placement : inForce.plan().placements()) {
        for (int i = 0; i < 5; i++) {
          double noise = 1 + 0.15 * (2 * random.nextDouble() - 1);
          model.heard(
              Worlds.load(
                  placement.device().value(),
                  placement.stage(),
                  real.getOrDefault(placement.device().value(), 1.0) * noise,
                  5,
                  0),
              now);
        }
      }
      Snapshot seen = alive(model, now);
      List<Trigger> triggers = Triggers.of(inForce, seen, Map.of(), lastLook, SETTINGS);
      if (!triggers.isEmpty()) {
        lastLook = now;
        Problem problem = LiveProblem.of(seen, List.of(PIPELINE));
        Plan proposal = plan(problem);
        Optional<Plan> kept =
            Optional.of(plan(LiveProblem.restricted(problem, inForce.plan().placements())));
        if (policy.judge(inForce, kept, proposal, triggers, left, seen.names(), now)
            instanceof Verdict.Adopt) {
          left.add(new ReplanPolicy.Left(inForce.plan().placements(), now));
          inForce = inForce(seen, proposal, now);
          changes++;
        }
      }
    }

    assertThat(changes).as("changes in ten minutes of 15 % noise").isLessThanOrEqualTo(1);
  }

  @Test
  void shouldScaleProfilesWhereNothingRunsByWhatTheOthersReport() {
    ClusterModel model = Worlds.cluster(Map.of("a", 0.1, "b", 0.4));
    report(model, new ServiceKey(TEXT, FIND, id("a")), 0.2, NOON);

    Problem problem = LiveProblem.of(model.snapshot(NOON), List.of(PIPELINE));

    assertThat(seconds(problem, "a", FIND.value())).isEqualTo(0.2);
    assertThat(seconds(problem, "b", FIND.value())).isEqualTo(0.8);
    assertThat(seconds(problem, "b", READ.value())).isEqualTo(0.4);
  }

  @Test
  void shouldSayWhatIsMissing() {
    ClusterModel empty = new ClusterModel(Map.of(TEXT, FIND));
    assertThatThrownBy(() -> LiveProblem.of(empty.snapshot(NOON), List.of(PIPELINE)))
        .isInstanceOf(PlanningException.class)
        .hasMessageContaining("No device that takes plans is alive");

    empty.heard(Worlds.device("a", NOON), NOON);
    empty.heard(Worlds.profile("a", FIND, 0.1));
    assertThatThrownBy(() -> LiveProblem.of(empty.snapshot(NOON), List.of(PIPELINE)))
        .hasMessageContaining("No living device has measured the stage 'read'");
  }

  private Verdict judge(InForce inForce, Snapshot now, Trigger trigger) {
    Problem problem = LiveProblem.of(now, List.of(PIPELINE));
    Optional<Plan> kept;
    try {
      kept = Optional.of(plan(LiveProblem.restricted(problem, inForce.plan().placements())));
    } catch (PlanningException e) {
      kept = Optional.empty();
    }
    return policy.judge(
        inForce, kept, plan(problem), List.of(trigger), List.of(), now.names(), now.at());
  }

  private static InForce inForce(Snapshot seen, Instant since) {
    return inForce(seen, plan(LiveProblem.of(seen, List.of(PIPELINE))), since);
  }

  private static InForce inForce(Snapshot seen, Plan plan, Instant since) {
    return new InForce(
        1,
        since,
        plan,
        seen.names(),
        seen.allSeconds(),
        seen.uplinks(),
        Map.of(),
        seen.carbon().known());
  }

  private static Plan plan(Problem problem) {
    return new NudifShared()
        .plan(problem, Goal.DEFAULT, Budget.of(Duration.ofSeconds(20), System::nanoTime));
  }

  private static io.millrace.topics.record.StageId stageOn(Plan plan, String device) {
    return plan.placements().stream()
        .filter(placement -> placement.device().equals(id(device)))
        .findFirst()
        .orElseThrow()
        .stage();
  }

  private static void report(ClusterModel model, ServiceKey key, double seconds, Instant now) {
    for (int i = 0; i < ServiceEstimate.WINDOW; i++) {
      model.heard(Worlds.load(key.device().value(), key.stage(), seconds, 3, 0), now);
    }
  }

  private static Snapshot alive(ClusterModel model, Instant now) {
    for (String device : List.of("a", "b", "c", "d")) {
      model.heard(Worlds.resources(device), now);
    }
    return model.snapshot(now);
  }

  private static double seconds(Problem problem, String device, String stage) {
    return problem.profiles().all().stream()
        .filter(p -> p.device().equals(device) && p.stage().equals(stage))
        .findFirst()
        .orElseThrow()
        .curve()
        .callSeconds(1);
  }
}
