package io.millrace.planner.layer;

import io.millrace.planner.plan.Proof;
import java.util.List;

/**
 * A cut, what it adds up to, and how good it is.
 *
 * @param strategy name of the strategy that made it
 * @param goal what was asked for
 * @param pieces the cut, in the order of layers
 * @param score its sums
 * @param value the objective's
 * @param bound proven: no cut that the strategy may choose has a smaller value
 * @param how what proves the bound, for people
 * @param solverSeconds time the strategy took
 */
public record LayerSolution(
    String strategy,
    LayerGoal goal,
    List<Piece> pieces,
    LayerScore score,
    double value,
    double bound,
    String how,
    double solverSeconds) {

  public LayerSolution {
    pieces = List.copyOf(pieces);
  }

  /** Share of the value by which it may be above the least there can be. */
  public double gap() {
    return value <= 0 ? 0 : Math.max(0, value - bound) / value;
  }

  /** Whether no cut is better. */
  public boolean optimal() {
    return gap() <= Proof.OPTIMAL_GAP;
  }

  /** Device of every layer. */
  public int[] deviceOfLayer() {
    return pieces.stream()
        .flatMapToInt(
            piece -> java.util.stream.IntStream.generate(piece::device).limit(piece.layers()))
        .toArray();
  }
}
