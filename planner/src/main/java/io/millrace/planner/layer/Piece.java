package io.millrace.planner.layer;

/**
 * Consecutive layers that one device runs at once: a bundle.
 *
 * @param device index of the device
 * @param point index of its operating point
 * @param from its first layer, from 0
 * @param to the layer after its last
 */
public record Piece(int device, int point, int from, int to) {

  public Piece {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "a piece must have at least one layer (from %d to %d)".formatted(from, to));
    }
  }

  public int layers() {
    return to - from;
  }
}
