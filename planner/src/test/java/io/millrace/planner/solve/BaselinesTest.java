package io.millrace.planner.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.planner.PlanningException;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.reproduce.NudifTable;
import io.millrace.planner.reproduce.RandomInstances;
import io.millrace.planner.score.StageMatrix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BaselinesTest {

  /** The least slowest time of a chain of free devices, by trying them all. */
  private static double fastest(StageMatrix matrix, Set<Integer> taken, int[] chain, int s) {
    if (s == chain.length) {
      double slowest = 0;
      for (int t = 0; t < s; t++) {
        double hop = t + 1 < s ? matrix.hop(t, chain[t], chain[t + 1]) : 0;
        slowest = Math.max(slowest, matrix.seconds(t, chain[t]) + hop);
      }
      return slowest;
    }
    double best = Double.POSITIVE_INFINITY;
    for (int j = 0; j < matrix.devices(); j++) {
      if (matrix.fits(s, j) && taken.add(j)) {
        chain[s] = j;
        best = Math.min(best, fastest(matrix, taken, chain, s + 1));
        taken.remove(j);
      }
    }
    return best;
  }

  @Test
  void shouldFindTheFastestChainOfWhatIsLeftUntilNoneIsLeft() {
    SplittableRandom random = new SplittableRandom(21);
    int chains = 0;
    for (int i = 0; i < 500; i++) {
      StageMatrix matrix;
      try {
        matrix = StageMatrix.of(RandomCases.draw(random, 8, 3).problem(), TransferReading.SUM);
      } catch (PlanningException e) {
        continue;
      }
      ChainSearch search = new ChainSearch(matrix, Ticks.ample());
      Set<Integer> taken = new HashSet<>();
      while (true) {
        double expected = fastest(matrix, taken, new int[matrix.stages()], 0);
        int[] chain = search.next();
        if (chain.length == 0) {
          assertThat(expected).as("case %d", i).isInfinite();
          break;
        }
        double slowest = 0;
        for (int s = 0; s < chain.length; s++) {
          assertThat(taken.add(chain[s])).as("case %d", i).isTrue();
          double hop = s + 1 < chain.length ? matrix.hop(s, chain[s], chain[s + 1]) : 0;
          slowest = Math.max(slowest, matrix.seconds(s, chain[s]) + hop);
        }
        assertThat(slowest).as("case %d", i).isEqualTo(expected);
        chains++;
      }
      assertThat(search.exact()).isTrue();
    }
    assertThat(chains).isGreaterThan(500);
  }

  @Test
  void shouldGiveEveryStageTheSameNumberOfInstancesInTheOrderOfTheList() {
    Plan plan = new Uniform().plan(new NudifTable().problem(8), Goal.DEFAULT, Ticks.ample());

    assertThat(plan.placements())
        .extracting(p -> p.stage() + " " + p.device())
        .containsExactly(
            "stage-0 device-0",
            "stage-0 device-4",
            "stage-1 device-1",
            "stage-1 device-5",
            "stage-2 device-2",
            "stage-2 device-6",
            "stage-3 device-3",
            "stage-3 device-7");
    assertThat(plan.proof().bound()).isGreaterThan(plan.framesPerSecond());
  }

  @Test
  void shouldBeAboveNudifsOptimumByChainsOnlyBecauseTheyPayForOneLink() {
    List<RandomInstances.Size> sizes =
        new RandomInstances(12, 13, 20).sizes(TransferReading.SUM, Ticks.clock(1));
    List<Integer> alike = new ArrayList<>();
    sizes.forEach(size -> alike.add(size.lossesAlike()));

    assertThat(alike).containsOnly(0);
  }

  @Test
  void shouldRefuseWhatBruteForceCannotScore() {
    assertThatThrownBy(
            () ->
                new Exhaustive().plan(RandomInstances.problem(24, 0), Goal.DEFAULT, Ticks.ample()))
        .isInstanceOfSatisfying(
            PlanningException.class,
            e -> assertThat(e.reason()).isEqualTo(PlanningException.Reason.UNSUPPORTED))
        .hasMessageContaining("Maybe use the strategy nudif");
  }

  @Test
  void shouldNotCallAnUnfinishedEnumerationOptimal() {
    Plan plan = new Exhaustive().plan(new NudifTable().problem(8), Goal.DEFAULT, Ticks.asks(3));

    assertThat(plan.proof().optimal()).isFalse();
    assertThat(plan.why()).anyMatch(line -> line.contains("Time ran out"));
  }

  @Test
  void shouldListNamesWhenAStrategyIsUnknown() {
    assertThat(Strategies.BUILT_IN.names())
        .contains("nudif", "edgeshard-single", "edgeshard-multi", "uniform", "exhaustive");
    assertThatThrownBy(() -> Strategies.BUILT_IN.named("nudiff"))
        .hasMessageContaining("'nudiff'")
        .hasMessageContaining("Maybe one of nudif, ");
  }
}
