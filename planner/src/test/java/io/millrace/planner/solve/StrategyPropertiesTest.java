package io.millrace.planner.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every strategy on every problem, tried on small random ones. */
class StrategyPropertiesTest {

  private static final int CASES = 400;
  private static final double TOLERANCE = 1e-9;
  private static final Nudif NUDIF = new Nudif();

  private static Plan plan(Strategy strategy, Problem problem, TransferReading reading) {
    return strategy.plan(problem, Goal.DEFAULT.withTransfer(reading), Ticks.ample());
  }

  private static int[] stageOf(Problem problem, Plan plan) {
    int[] stageOf = new int[problem.cluster().devices().size()];
    Arrays.fill(stageOf, AssignmentScore.UNUSED);
    for (Placement placement : plan.placements()) {
      int device = problem.cluster().indexOf(placement.device());
      assertThat(stageOf[device]).as("stages on %s", placement.device()).isNegative();
      stageOf[device] = Integer.parseInt(placement.stage().value().substring(1));
    }
    return stageOf;
  }

  private static boolean feasible(Problem problem) {
    try {
      plan(new Uniform(), problem, TransferReading.NONE);
      return true;
    } catch (PlanningException e) {
      assertThat(e.reason()).isEqualTo(Reason.INFEASIBLE);
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(TransferReading.class)
  void shouldBeAsGoodAsExhaustiveAndNoBetterThanTheBound(TransferReading reading) {
    SplittableRandom random = new SplittableRandom(1);
    int planned = 0;
    for (int i = 0; i < CASES; i++) {
      Problem problem = RandomCases.draw(random, 6, 3).problem();
      if (!feasible(problem)) {
        continue;
      }
      planned++;
      Plan best = plan(new Exhaustive(), problem, reading);
      Plan plan = plan(NUDIF, problem, reading);
      double value = plan.framesPerSecond();

      assertThat(value).as("case %d", i).isCloseTo(best.framesPerSecond(), within(value * 1e-8));
      assertThat(plan.proof().optimal()).as("case %d", i).isTrue();
      StageMatrix matrix = StageMatrix.of(problem, reading);
      assertThat(AssignmentScore.of(matrix, stageOf(problem, plan)).throughput())
          .as("case %d scored again", i)
          .isEqualTo(value);
    }
    assertThat(planned).isGreaterThan(CASES / 2);
  }

  @ParameterizedTest
  @EnumSource(TransferReading.class)
  void shouldNeverBeWorseThanABaseline(TransferReading reading) {
    SplittableRandom random = new SplittableRandom(2);
    List<Strategy> baselines = List.of(new Uniform(), EdgeShard.single(), EdgeShard.multi());
    for (int i = 0; i < CASES; i++) {
      Problem problem = RandomCases.draw(random, 9, 4).problem();
      if (!feasible(problem)) {
        continue;
      }
      StageMatrix matrix = StageMatrix.of(problem, reading);
      double value = plan(NUDIF, problem, reading).framesPerSecond();
      for (Strategy baseline : baselines) {
        Plan other = plan(baseline, problem, reading);
        assertThat(other.framesPerSecond())
            .as("case %d, %s within its bound", i, baseline.name())
            .isLessThanOrEqualTo(other.proof().bound());
        double alike = AssignmentScore.of(matrix, stageOf(problem, other)).throughput();
        assertThat(alike)
            .as("case %d, %s feasible and no better", i, baseline.name())
            .isPositive()
            .isLessThanOrEqualTo(value * (1 + TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TransferReading.class)
  void shouldNotLoseByAnotherDevice(TransferReading reading) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < CASES; i++) {
      RandomCases drawn = RandomCases.draw(random, 8, 3);
      if (drawn.devices() < 2 || !feasible(drawn.problem(drawn.devices() - 1))) {
        continue;
      }
      double fewer = plan(NUDIF, drawn.problem(drawn.devices() - 1), reading).framesPerSecond();
      double more = plan(NUDIF, drawn.problem(), reading).framesPerSecond();
      assertThat(more).as("case %d", i).isGreaterThanOrEqualTo(fewer * (1 - TOLERANCE));
    }
  }

  @ParameterizedTest
  @EnumSource(TransferReading.class)
  void shouldScaleWithAllTimes(TransferReading reading) {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < CASES; i++) {
      RandomCases drawn = RandomCases.draw(random, 7, 3);
      if (!feasible(drawn.problem())) {
        continue;
      }
      double factor = Math.pow(10, random.nextDouble(-6, 6));
      double value = plan(NUDIF, drawn.problem(), reading).framesPerSecond();
      double scaled = plan(NUDIF, drawn.scaled(factor).problem(), reading).framesPerSecond();
      assertThat(scaled * factor).as("case %d", i).isCloseTo(value, within(value * 1e-8));
    }
  }

  @Test
  void shouldRefuseExactlyWhatExhaustiveRefuses() {
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      RandomCases drawn = RandomCases.draw(random, 5, 3);
      boolean any = false;
      int n = drawn.devices();
      int m = drawn.seconds().length;
      for (int code = 0; code < Math.pow(m + 1, n) && !any; code++) {
        boolean[] served = new boolean[m];
        boolean fits = true;
        for (int j = 0, rest = code; j < n; j++, rest /= m + 1) {
          int s = rest % (m + 1) - 1;
          if (s >= 0) {
            served[s] = true;
            fits &= Double.isFinite(drawn.seconds()[s][j]);
          }
        }
        boolean all = true;
        for (boolean one : served) {
          all &= one;
        }
        any = fits && all;
      }
      assertThat(feasible(drawn.problem())).as("case %d", i).isEqualTo(any);
      refused += any ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void shouldSplitThePlannedRateAmongInstances() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < CASES; i++) {
      Problem problem = RandomCases.draw(random, 7, 3).problem();
      if (!feasible(problem)) {
        continue;
      }
      for (Strategy strategy : List.of(NUDIF, new Uniform(), EdgeShard.multi())) {
        Plan plan = plan(strategy, problem, TransferReading.MEAN);
        for (var stage : problem.pipelines().get(0).stages()) {
          double carried =
              plan.placements().stream()
                  .filter(p -> p.stage().equals(stage.id()))
                  .peek(p -> assertThat(p.timeShare()).isBetween(0.0, 1.0))
                  .mapToDouble(Placement::framesPerSecond)
                  .sum();
          assertThat(carried)
              .as("case %d, %s, %s", i, strategy.name(), stage.id())
              .isCloseTo(plan.framesPerSecond(), within(1e-9));
        }
      }
    }
  }
}
