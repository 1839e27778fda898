package io.millrace.planner.replan;

import static io.millrace.planner.replan.Worlds.FIND;
import static io.millrace.planner.replan.Worlds.NOON;
import static io.millrace.planner.replan.Worlds.PIPELINE;
import static io.millrace.planner.replan.Worlds.READ;
import static io.millrace.planner.replan.Worlds.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonStatus.Level;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Origin;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.NudifShared;
import io.millrace.topics.record.DecisionSpec;
import io.millrace.topics.record.PlanSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two equal devices, one in each zone, and either carries what is asked. */
class CarbonReplanTest {

  private static final SignalType TYPE = new SignalType(Kind.AVERAGE, Scope.LIFE_CYCLE);
  private static final String WEST = "WEST";
  private static final String EAST = "EAST";

  private final List<PlanSpec> published = new ArrayList<>();
  private final List<DecisionSpec> told = new ArrayList<>();
  private final Map<CarbonZone, CarbonStatus> zones = new HashMap<>();
  private final ClusterModel model = new ClusterModel(Map.of(TEXT, FIND));
  private Instant now = NOON;
  private Replanner planner = planner(Objective.CARBON);

  CarbonReplanTest() {
    for (String name : List.of("a", "b")) {
      model.heard(Worlds.profile(name, FIND, 0.1));
      model.heard(Worlds.profile(name, READ, 0.1));
    }
  }

  @Test
  void shouldCarryTheFramesWhereElectricityIsClean() {
    fresh(WEST, 100);
    fresh(EAST, 400);

    pass(Duration.ofSeconds(5));

    assertThat(devices()).containsExactly("a");
    assertThat(published.get(0).rates().get(0).framesPerSecond()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void shouldMoveTheWorkWhenTheOtherZoneBecomesCleaner() {
    fresh(WEST, 100);
    fresh(EAST, 400);
    pass(Duration.ofSeconds(25));

    fresh(WEST, 500);
    pass(Duration.ofSeconds(1));

    assertThat(devices()).containsExactly("b");
    assertThat(last().kind()).isEqualTo(DecisionSpec.Kind.ADOPTED);
    assertThat(last().trigger()).contains("carbon in WEST went from 100 to 500 g/kWh");
    assertThat(last().why()).anyMatch(why -> why.startsWith("carbon "));
  }

  @Test
  void shouldNotTakeASilentFeedForAStepOfTheGrid() {
    fresh(WEST, 100);
    fresh(EAST, 400);
    pass(Duration.ofSeconds(25));
    int before = told.size();

    silent(WEST, 450);
    pass(Duration.ofSeconds(2));
    assertThat(told).as("no reason to plan").hasSize(before);

    // Back again, and far from what it was when it fell silent.
    fresh(WEST, 300);
    pass(Duration.ofSeconds(1));
    assertThat(last().trigger()).contains("carbon in WEST went from 100 to 300 g/kWh");
  }

  @Test
  void shouldSayWhichZonesCountWithAConstant() {
    silent(WEST, 450);
    fresh(EAST, 200);

    pass(Duration.ofSeconds(5));

    assertThat(devices()).containsExactly("b");
    assertThat(last().why())
        .contains("carbon in WEST is the constant value of 450 g/kWh: the feed is closed");
  }

  @Test
  void shouldPlanWithTheFallbackForZonesThatNobodyWatches() {
    fresh(EAST, 900);

    pass(Duration.ofSeconds(5));

    assertThat(devices()).containsExactly("a");
    assertThat(last().why()).contains("a counts with 450 g/kWh: carbon in WEST is not watched");
  }

  @Test
  void shouldLetTheGridAloneWherePlansAreNotMadeForCarbon() {
    planner = planner(Objective.ENERGY);
    fresh(WEST, 100);
    fresh(EAST, 400);
    pass(Duration.ofSeconds(25));
    int before = told.size();

    fresh(WEST, 800);
    pass(Duration.ofSeconds(2));

    assertThat(told).hasSize(before);
  }

  @Test
  void shouldCompareWithoutChangingAnything() {
    fresh(WEST, 100);
    fresh(EAST, 400);
    pass(Duration.ofSeconds(25));
    fresh(WEST, 500);
    model.heard(new CarbonNow(zones, 450));

    Comparison first = planner.compare(model.snapshot(now));
    Comparison second = planner.compare(model.snapshot(now));

    assertThat(first.verdict()).isInstanceOf(Verdict.Adopt.class);
    assertThat(first.triggers()).contains(new Trigger.CarbonStep(WEST, 100, 500));
    assertThat(first.moveFrames()).isPositive();
    assertThat(first.inForce())
        .isInstanceOfSatisfying(
            Comparison.Running.Carrying.class,
            running ->
                assertThat(running.now().proof().value())
                    .isGreaterThan(first.proposal().proof().value()));
    assertThat(second.triggers()).isEqualTo(first.triggers());
    assertThat(planner.epoch()).isEqualTo(1);
  }

  private Replanner planner(Objective objective) {
    return new Replanner(
        List.of(new LivePipeline(PIPELINE.spec(), 2, 1, 100_000)),
        problem ->
            new NudifShared()
                .plan(
                    problem,
                    Goal.DEFAULT.withObjective(objective),
                    Budget.of(Duration.ofSeconds(20), System::nanoTime)),
        ReplanSettings.DEFAULT);
  }

  private void fresh(String zone, double grams) {
    say(zone, grams, Level.FIRST_FEED, false, "");
  }

  private void silent(String zone, double grams) {
    say(zone, grams, Level.CONSTANT, true, "the feed is closed");
  }

  private void say(String zone, double grams, Level level, boolean stale, String reason) {
    CarbonZone where = new CarbonZone(zone);
    zones.put(
        where,
        new CarbonStatus(
            where,
            new CarbonIntensity(grams, TYPE),
            level,
            "test",
            Origin.MEASURED,
            now,
            Duration.ZERO,
            stale,
            reason));
  }

  /** Lets time pass in which both devices are alive, and looks twice a second. */
  private void pass(Duration time) {
    Instant end = now.plus(time);
    for (; !now.isAfter(end); now = now.plusMillis(500)) {
      model.heard(Worlds.device("a", NOON, WEST), now);
      model.heard(Worlds.device("b", NOON, EAST), now);
      model.heard(new CarbonNow(zones, 450));
      for (Action action : planner.look(model.snapshot(now))) {
        if (action instanceof Action.Publish publish) {
          published.add(publish.plan());
        } else if (action instanceof Action.Tell tell) {
          told.add(tell.decision());
        }
      }
    }
  }

  private List<String> devices() {
    return published.get(published.size() - 1).placements().stream()
        .map(place -> place.device().value())
        .distinct()
        .toList();
  }

  private DecisionSpec last() {
    return told.get(told.size() - 1);
  }
}
