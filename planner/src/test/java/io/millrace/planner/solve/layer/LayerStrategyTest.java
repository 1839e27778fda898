package io.millrace.planner.solve.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.layer.LayerForm;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerObjective;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerScore;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.layer.Piece;
import io.millrace.planner.solve.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerStrategyTest {

  private static final double NEAR = 2e-6;

  private static final List<LayerStrategy> PROGRAMS =
      List.of(
          LayerStrategy.LAYERS,
          LayerStrategy.PRELOAD,
          LayerStrategy.BUNDLES,
          LayerStrategy.JOINTDNN,
          LayerStrategy.FREQUENCY,
          LayerStrategy.CARBON);

  private final AtomicLong clock = new AtomicLong();

  private Budget budget() {
    return Budget.of(Duration.ofMinutes(1), clock::incrementAndGet);
  }

  private LayerSolution solve(LayerStrategy strategy, LayerProblem problem, LayerGoal goal) {
    return strategy.solve(problem, goal, budget());
  }

  private OptionalDouble value(LayerStrategy strategy, LayerProblem problem, LayerGoal goal) {
    try {
      LayerSolution solution = solve(strategy, problem, goal);
      assertThat(solution.score().violations()).isEmpty();
      assertThat(solution.optimal()).as("%s %s", strategy, solution).isTrue();
      return OptionalDouble.of(solution.value());
    } catch (PlanningException e) {
      assertThat(e.reason()).isEqualTo(Reason.INFEASIBLE);
      return OptionalDouble.empty();
    }
  }

  private void assertAgree(LayerStrategy strategy, LayerProblem problem, LayerGoal goal) {
    assertAgree(strategy, problem, goal, List.of(LayerMethod.PATHS_FIRST, LayerMethod.PROGRAM));
  }

  private void assertAgree(
      LayerStrategy strategy, LayerProblem problem, LayerGoal goal, List<LayerMethod> methods) {
    OptionalDouble judge = value(strategy.by(LayerMethod.EXHAUSTIVE), problem, goal);
    for (LayerMethod method : methods) {
      OptionalDouble ours = value(strategy.by(method), problem, goal);
      assertThat(ours.isPresent())
          .as("%s %s %s", problem.name(), strategy, goal)
          .isEqualTo(judge.isPresent());
      if (judge.isPresent()) {
        assertThat(ours.getAsDouble())
            .as("%s %s %s", problem.name(), strategy.by(method), goal)
            .isCloseTo(judge.getAsDouble(), within(NEAR * judge.getAsDouble()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldFindWhatEveryCutFinds(long seed) {
    SplittableRandom random = new SplittableRandom(100 + seed);
    LayerProblem problem = RandomChains.of(4, 3, 2, seed);
    for (LayerStrategy strategy : PROGRAMS) {
      for (LayerObjective objective : List.of(LayerObjective.LATENCY, LayerObjective.ENERGY)) {
        LayerGoal goal =
            LayerGoal.least(objective)
                .withBundles(random.nextInt(1, 6))
                .withPrivate(random.nextInt(3));
        assertAgree(strategy, problem, goal);
        assertAgree(strategy, problem, goal.within(random.nextDouble(1.5, 6)));
        assertAgree(strategy, problem, goal.withinJoules(random.nextDouble(3, 14)));
        assertAgree(
            strategy,
            problem,
            goal.within(random.nextDouble(2, 6)).withinJoules(random.nextDouble(5, 14)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LayerObjective.class,
      names = {"CARBON", "CARBON_TOTAL", "CARBON_AT_RATE"})
  void shouldFindTheLeastCarbonOfEveryCut(LayerObjective objective) {
    for (long seed = 1; seed <= 3; seed++) {
      LayerProblem problem = RandomChains.of(4, 3, 2, 50 + seed);
      LayerGoal goal = LayerGoal.least(objective);
      if (objective == LayerObjective.CARBON_AT_RATE) {
        goal = goal.atRate(0.2);
      }
      List<LayerGoal> goals = List.of(goal, goal.within(5).withBundles(2), goal.atRate(0.45));
      for (LayerGoal each : goals) {
        assertAgree(LayerStrategy.CARBON, problem, each, List.of(LayerMethod.PATHS_FIRST));
      }
      // The whole program takes seconds here, so every chain asks it another one of the goals.
      LayerGoal one = goals.get((int) seed % goals.size());
      assertAgree(LayerStrategy.CARBON, problem, one, List.of(LayerMethod.PROGRAM));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldNeverNeedMoreEnergyWhenMoreTimeIsAllowed(long seed) {
    LayerProblem problem = RandomChains.of(9, 3, 3, seed);
    double fastest = solve(LayerStrategy.FREQUENCY, problem, LayerGoal.LATENCY).value();
    double before = Double.POSITIVE_INFINITY;
    for (double slack = 1; slack < 3; slack *= 1.15) {
      LayerGoal goal = LayerGoal.least(LayerObjective.ENERGY).within(fastest * slack);
      double joules = value(LayerStrategy.FREQUENCY, problem, goal).orElseThrow();
      assertThat(joules).isLessThanOrEqualTo(before * (1 + NEAR));
      before = joules;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldNeverNeedMoreTimeWhenMoreEnergyIsAllowed(long seed) {
    LayerProblem problem = RandomChains.of(9, 3, 3, seed);
    LayerGoal frugal = LayerGoal.least(LayerObjective.ENERGY);
    double least = solve(LayerStrategy.FREQUENCY, problem, frugal).value();
    double before = Double.POSITIVE_INFINITY;
    for (double slack = 1; slack < 3; slack *= 1.15) {
      double seconds =
          value(LayerStrategy.FREQUENCY, problem, LayerGoal.LATENCY.withinJoules(least * slack))
              .orElseThrow();
      assertThat(seconds).isLessThanOrEqualTo(before * (1 + NEAR));
      before = seconds;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldNeverNeedLessEnergyWhenMoreLayersArePrivate(long seed) {
    LayerProblem problem = RandomChains.of(8, 3, 3, seed);
    double before = 0;
    for (int layers = 0; layers <= problem.layers(); layers++) {
      OptionalDouble joules =
          value(
              LayerStrategy.FREQUENCY,
              problem,
              LayerGoal.least(LayerObjective.ENERGY).withPrivate(layers));
      double now = joules.orElse(Double.POSITIVE_INFINITY);
      assertThat(now).isGreaterThanOrEqualTo(before * (1 - NEAR));
      before = now;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldGiveBundlesWithOneFrequency(long seed) {
    LayerProblem problem = RandomChains.of(10, 3, 1, seed);

    for (int most : new int[] {1, 3, 10}) {
      LayerGoal goal = LayerGoal.LATENCY.withBundles(most);
      assertThat(value(LayerStrategy.FREQUENCY, problem, goal))
          .isEqualTo(value(LayerStrategy.BUNDLES, problem, goal));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldNeverBeWorseThanTheFastestFrequencyOfEveryDevice(long seed) {
    LayerProblem problem = RandomChains.of(9, 3, 3, seed);

    // `bundles` uses the last frequency only.
    assertThat(value(LayerStrategy.FREQUENCY, problem, LayerGoal.LATENCY).orElseThrow())
        .isLessThanOrEqualTo(
            value(LayerStrategy.BUNDLES, problem, LayerGoal.LATENCY).orElseThrow() * (1 + NEAR));
  }

  @Test
  void shouldCountEveryTransferOnceInTheLatencyAndTwiceInTheEnergy() {
    LayerProblem problem = RandomChains.of(2, 2, 1, 3);
    List<Piece> pieces = List.of(new Piece(0, 0, 0, 1), new Piece(1, 0, 1, 2));

    LayerScore score = LayerScore.of(problem, LayerForm.FREQUENCY, LayerGoal.LATENCY, pieces);

    double hop = problem.hopSeconds(1, 0, 1);
    double end =
        problem.destination() == 1 ? problem.staySeconds(2, 1) : problem.hopSeconds(2, 1, 0);
    assertThat(score.transferSeconds())
        .isCloseTo(problem.staySeconds(0, 0) + hop + end, within(1e-12));
    double radios = problem.sendJoules(1, 0, 1) + problem.receiveJoules(1, 0, 1);
    double home =
        problem.destination() == 1
            ? 0
            : problem.sendJoules(2, 1, 0) + problem.receiveJoules(2, 1, 0);
    assertThat(score.joules())
        .isCloseTo(
            problem.pieceJoules(0, 0, 0, 1) + problem.pieceJoules(1, 0, 1, 2) + radios + home,
            within(1e-12));
  }

  @Test
  void shouldSayWhatIsPossibleWhenNothingKeepsTheBounds() {
    LayerProblem problem = RandomChains.of(4, 2, 2, 1);

    assertThatThrownBy(
            () -> solve(LayerStrategy.FREQUENCY, problem, LayerGoal.LATENCY.withinJoules(1e-3)))
        .isInstanceOf(PlanningException.class)
        .hasMessageContaining("the most frugal")
        .hasMessageContaining("Maybe raise");
  }

  @Test
  void shouldRefuseToTryMoreCutsThanAnybodyWaitsFor() {
    assertThatThrownBy(
            () -> solve(LayerStrategy.EXHAUSTIVE, RandomChains.of(35, 4, 6, 1), LayerGoal.LATENCY))
        .isInstanceOf(PlanningException.class)
        .hasMessageContaining("can be cut in");
  }

  @Test
  void shouldProveLargeChains() {
    List<String> unproven = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      LayerProblem problem = RandomChains.of(35, 4, 6, seed);
      double fastest = solve(LayerStrategy.FREQUENCY, problem, LayerGoal.LATENCY).value();
      LayerSolution solution =
          solve(
              LayerStrategy.FREQUENCY,
              problem,
              LayerGoal.least(LayerObjective.ENERGY).within(1.3 * fastest));
      if (!solution.optimal()) {
        unproven.add(solution.toString());
      }
    }
    assertThat(unproven).isEmpty();
  }
}
