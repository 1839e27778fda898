package io.millrace.models.image;

/**
 * A place in a frame, in pixels: (0, 0) is the top-left corner of the top-left pixel, y grows down.
 *
 * @param x finite; may lie outside the frame
 * @param y finite; may lie outside the frame
 */
public record Point(double x, double y) {
  /** Checks that the place exists. */
  public Point {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("a point must be finite (was %s, %s)".formatted(x, y));
    }
  }

  /** Distance to another place in pixels. */
  public double distance(Point other) {
    return Math.hypot(x - other.x, y - other.y);
  }
}
