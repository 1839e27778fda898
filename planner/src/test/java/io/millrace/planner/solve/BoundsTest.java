package io.millrace.planner.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.PlanningException;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every bound and every search that small problems do not reach by size, judged on small ones. */
class BoundsTest {

  private static final List<TransferReading> READINGS = List.of(TransferReading.values());
  private static final int CASES = 600;
  private static final double ROUNDING = 1 + 1e-9;

  private interface Check {
    void on(StageMatrix matrix, int[] matched, double optimum, int number);
  }

  private static void forEach(long seed, boolean pairwise, Check check) {
    SplittableRandom random = new SplittableRandom(seed);
    int judged = 0;
    for (int i = 0; i < CASES; i++) {
      TransferReading reading = READINGS.get(i % READINGS.size());
      RandomCases drawn = RandomCases.draw(random, 6, 3);
      try {
        StageMatrix matrix = StageMatrix.of(drawn.problem(), reading);
        int[] matched = Matching.onePerStage(matrix, List.of("s0", "s1", "s2"));
        if (matrix.pairwise() == pairwise) {
          int[] best = Exhaustive.best(matrix, matched, Ticks.ample());
          check.on(matrix, matched, AssignmentScore.of(matrix, best).throughput(), i);
          judged++;
        }
      } catch (PlanningException e) {
        assertThat(e.reason()).isEqualTo(PlanningException.Reason.INFEASIBLE);
      }
    }
    assertThat(judged).isGreaterThan(CASES / 6);
  }

  @Test
  void shouldBoundDirectLinksByTheirLeastTransfers() {
    forEach(
        11,
        true,
        (matrix, matched, optimum, i) -> {
          double cheapest = LinkBound.cheapest(matrix, Ticks.ample()).value();
          double bound = LinkBound.of(matrix, Ticks.ample()).value();
          assertThat(bound).as("case %d", i).isBetween(optimum / ROUNDING, cheapest * ROUNDING);
        });
  }

  @Test
  void shouldTightenTheRelaxationWithoutCuttingTheOptimum() {
    forEach(
        12,
        false,
        (matrix, matched, optimum, i) -> {
          double[][] rate = SeparableSearch.rates(matrix);
          RelaxedBound relaxed = RelaxedBound.of(rate, Ticks.ample());
          assertThat(relaxed.value()).as("case %d", i).isGreaterThanOrEqualTo(optimum / ROUNDING);
          double configured =
              new ConfigurationBound(rate, relaxed.lambda(), Ticks.ample())
                  .tighten(0, relaxed.value(), 1e-4);
          assertThat(configured).as("case %d", i).isBetween(optimum / ROUNDING, relaxed.value());
        });
  }

  @Test
  void shouldFindOptimaOfSeparableProblemsByLocalSearch() {
    forEach(
        13,
        false,
        (matrix, matched, optimum, i) -> {
          Budget budget = Budget.of(Duration.ofMillis(1), Ticks.clock(20_000));
          Answer answer =
              new SeparableSearch(SeparableSearch.rates(matrix), 1, budget).run(matched);
          double value = AssignmentScore.of(matrix, answer.stageOf()).throughput();
          // Few options are looked at, so that it may miss the best by some devices, never by a
          // stage.
          assertThat(value).as("case %d", i).isBetween(optimum / 3, optimum * ROUNDING);
          assertThat(answer.bound()).as("case %d", i).isGreaterThanOrEqualTo(optimum / ROUNDING);
        });
  }

  @Test
  void shouldSearchDirectLinksWithoutLeavingWhatIsFeasible() {
    forEach(
        14,
        true,
        (matrix, matched, optimum, i) -> {
          double bound = LinkBound.of(matrix, Ticks.ample()).value();
          Budget budget = Budget.of(Duration.ofMillis(1), Ticks.clock(5000));
          LinkedExchange exchange = new LinkedExchange(matrix, matched, 1, budget);
          exchange.anneal(bound);
          double value = AssignmentScore.of(matrix, exchange.best()).throughput();
          assertThat(value).as("case %d", i).isBetween(0.8 * optimum, optimum * ROUNDING);
          // Its own books, kept move by move, agree with the score.
          assertThat(exchange.bestLeast())
              .as("case %d", i)
              .isBetween(value / ROUNDING, value * ROUNDING);
        });
  }

  @Test
  void shouldKeepAValidBoundWhenTimeRunsOutAnywhere() {
    SplittableRandom random = new SplittableRandom(15);
    forEach(
        16,
        true,
        (matrix, matched, optimum, i) -> {
          Rates rates = new Rates(matrix);
          double ceiling = LinkBound.cheapest(matrix, Ticks.ample()).value();
          ExactSearch.Outcome outcome =
              new ExactSearch(rates, Ticks.asks(random.nextInt(6))).run(matched, ceiling);
          assertThat(outcome.bound()).as("case %d", i).isGreaterThanOrEqualTo(optimum / ROUNDING);
          assertThat(outcome.throughput()).as("case %d", i).isLessThanOrEqualTo(optimum * ROUNDING);
          if (outcome.complete()) {
            assertThat(outcome.throughput())
                .as("case %d", i)
                .isGreaterThanOrEqualTo(optimum / (1 + 1e-8));
          }
        });
  }

  @Test
  void shouldSearchFromAnAssignmentThatCarriesNothing() {
    forEach(
        17,
        true,
        (matrix, matched, optimum, i) -> {
          int[] nothing = new int[matrix.devices()];
          Arrays.fill(nothing, AssignmentScore.UNUSED);
          ExactSearch.Outcome outcome =
              new ExactSearch(new Rates(matrix), Ticks.ample())
                  .run(nothing, Double.POSITIVE_INFINITY);
          assertThat(outcome.complete()).isTrue();
          assertThat(outcome.throughput())
              .as("case %d", i)
              .isBetween(optimum / (1 + 1e-8), optimum * ROUNDING);
        });
  }

  @Test
  void shouldBoundManyStagesWithoutNewton() {
    // 150 stages of 3 000 devices are beyond what Newton's steps are used for.
    SplittableRandom random = new SplittableRandom(18);
    double[][] rate = new double[150][3000];
    for (double[] row : rate) {
      for (int j = 0; j < row.length; j++) {
        row[j] = random.nextDouble(0.3, 1);
      }
    }
    RelaxedBound bound = RelaxedBound.of(rate, Ticks.ample());
    double equalPrices = RelaxedBound.dual(rate, filled(150, 1.0 / 150));
    assertThat(bound.value()).isLessThanOrEqualTo(equalPrices);
    // Twenty devices per stage at nearly their greatest rate, and no more.
    assertThat(bound.value()).isBetween(18.0, 20.0);
  }

  private static double[] filled(int length, double value) {
    double[] all = new double[length];
    Arrays.fill(all, value);
    return all;
  }
}
