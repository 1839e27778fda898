package io.millrace.models.graph;

import java.util.List;

/**
 * A graph as a chain of units, between each two of which one tensor stands: what can be bundled and
 * given to a device as one piece.
 *
 * <p>Cuts between a convolution and its normalisation are left out: there alone would a piece
 * compute other bits than the whole model.
 *
 * @param inputBytes what the first unit takes
 * @param units in the order of running, at least one
 * @param cuts the cuts between them, one fewer
 */
public record Chain(long inputBytes, List<Unit> units, List<Cut> cuts) {

  /**
   * The operators between two cuts.
   *
   * @param name of its last operator
   * @param flops floating-point operations, biases and activations included
   * @param macs multiply-accumulates in that counting
   * @param weightBytes what it needs of weights
   * @param outputBytes what it hands to the next unit
   */
  public record Unit(String name, long flops, long macs, long weightBytes, long outputBytes) {}

  /** Checks that there is one cut between each two units. */
  public Chain {
    units = List.copyOf(units);
    cuts = List.copyOf(cuts);
    if (units.size() != cuts.size() + 1) {
      throw new IllegalArgumentException(
          "a chain of %d units has %d cuts (had %d)"
              .formatted(units.size(), units.size() - 1, cuts.size()));
    }
  }
}
