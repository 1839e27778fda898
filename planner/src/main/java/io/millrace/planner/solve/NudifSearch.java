package io.millrace.planner.solve;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.StageMatrix;
import java.util.List;

/**
 * Chooses the search by size and network.
 *
 * <ol>
 *   <li>Few size vectors: {@link ExactSearch} from an annealed start.
 *   <li>Through a broker, or without transfer: {@link SeparableSearch}.
 *   <li>Direct links: {@link LinkBound}, the separable search under its least transfers as a start,
 *       and {@link LinkedExchange} under the real ones.
 * </ol>
 */
final class NudifSearch {

  /** Size vectors up to which the exact search is tried; 24 devices and 4 stages have 10 626. */
  static final double MOST_SIZE_VECTORS = 150_000;

  /** Devices up to which the exact search is tried; it keeps sets of stages in 64 bits. */
  static final int MOST_EXACT_DEVICES = 60;

  private static final int ANNEALED_MOVES = 20_000;

  private NudifSearch() {}

  /**
   * The best assignment found within the budget, with a bound on all.
   *
   * @param names of the stages, for messages
   * @throws PlanningException if no assignment exists
   */
  static Answer run(StageMatrix matrix, List<String> names, long seed, Budget budget) {
    int[] matched = Matching.onePerStage(matrix, names);
    Answer answer =
        exact(matrix)
            ? small(matrix, matched, seed, budget)
            : matrix.pairwise()
                ? linked(matrix, matched, seed, budget)
                : new SeparableSearch(SeparableSearch.rates(matrix), seed, budget).run(matched);
    if (!(answer.bound() > 0) || Double.isInfinite(answer.bound())) {
      throw new PlanningException(
          Reason.INPUT,
          "The times of this problem are too large or too small to add up (bound %s).%nMaybe a profile is in the wrong unit; seconds are expected."
              .formatted(answer.bound()));
    }
    return answer;
  }

  private static boolean exact(StageMatrix matrix) {
    return matrix.devices() <= MOST_EXACT_DEVICES
        && ExactSearch.sizeVectors(matrix.devices(), matrix.stages()) <= MOST_SIZE_VECTORS;
  }

  private static Answer small(StageMatrix matrix, int[] matched, long seed, Budget budget) {
    Rates rates = new Rates(matrix);
    int[] start = new Annealer(rates, seed, budget.share(0.2)).improve(matched, ANNEALED_MOVES);
    double ceiling = LinkBound.of(matrix, budget.share(0.1)).value();
    ExactSearch.Outcome outcome = new ExactSearch(rates, budget).run(start, ceiling);
    return new Answer(
        outcome.stageOf(),
        outcome.bound(),
        outcome.complete()
            ? "exact search closed every size vector"
            : "exact search ran out of time; bound of what it left open");
  }

  private static Answer linked(StageMatrix matrix, int[] matched, long seed, Budget budget) {
    LinkBound bound = LinkBound.of(matrix, budget.share(0.3));
    SeparableSearch separable = new SeparableSearch(bound.rate(), seed, budget.share(0.1));
    int[] start = separable.run(matched).stageOf();
    if (AssignmentScore.of(matrix, start).throughput()
        < AssignmentScore.of(matrix, matched).throughput()) {
      start = matched;
    }
    LinkedExchange exchange = new LinkedExchange(matrix, start, seed, budget);
    exchange.anneal(bound.value());
    return new Answer(exchange.best(), bound.value(), "linear relaxation under least transfers");
  }
}
