package io.millrace.dispatcher.ingest.gate;

import java.util.Arrays;

/**
 * Fills convex polygons with one colour and smooth edges, straight into a picture's pixels.
 *
 * <p>A vehicle is some eighty such polygons, for which a general path renderer does more than is
 * needed. Every row of pixels is cut into four lines; between a line's two ends a pixel is covered
 * by exactly the share of it that lies between them. What lies inside all four lines is written
 * without any further arithmetic.
 */
final class ConvexFill {

  private static final int LINES = 4;

  private final int[] pixels;
  private final int width;
  private final int height;
  private final double[] left = new double[LINES];
  private final double[] right = new double[LINES];

  /** A filler for a picture of {@code 0xRRGGBB}, row by row. */
  ConvexFill(int[] pixels, int width, int height) {
    this.pixels = pixels;
    this.width = width;
    this.height = height;
  }

  /**
   * Fills a polygon.
   *
   * @param x columns of its corners, in either direction round it; of a polygon that is not convex,
   *     all between the outermost edges of a line is filled
   * @param y rows of its corners
   * @param count how many corners
   * @param opacity 0 to 1
   */
  void fill(double[] x, double[] y, int count, int rgb, double opacity) {
    double top = Double.POSITIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
    }
    int first = (int) Math.max(0, Math.floor(top));
    int last = (int) Math.min(height - 1.0, Math.floor(bottom));
    for (int row = first; row <= last; row++) {
      if (cross(x, y, count, row)) {
        fillRow(row, rgb, opacity);
      }
    }
  }

  /** Where the row's lines enter and leave the polygon; false if none of them meets it. */
  private boolean cross(double[] x, double[] y, int count, int row) {
    boolean any = false;
    for (int line = 0; line < LINES; line++) {
      double at = row + (line + 0.5) / LINES;
      double from = Double.POSITIVE_INFINITY;
      double to = Double.NEGATIVE_INFINITY;
      for (int i = 0, j = count - 1; i < count; j = i++) {
        if (y[i] <= at != y[j] <= at) {
          double crossing = x[j] + (x[i] - x[j]) * (at - y[j]) / (y[i] - y[j]);
          from = Math.min(from, crossing);
          to = Math.max(to, crossing);
        }
      }
      left[line] = Math.max(0, from);
      right[line] = Math.min(width, to);
      any |= left[line] < right[line];
    }
    return any;
  }

  private void fillRow(int row, int rgb, double opacity) {
    double from = width;
    double to = 0;
    double fullFrom = 0;
    double fullTo = width;
    for (int line = 0; line < LINES; line++) {
      if (left[line] < right[line]) {
        from = Math.min(from, left[line]);
        to = Math.max(to, right[line]);
        fullFrom = Math.max(fullFrom, left[line]);
        fullTo = Math.min(fullTo, right[line]);
      } else {
        fullTo = 0;
      }
    }
    int begin = (int) Math.floor(from);
    int end = (int) Math.ceil(to);
    int fullBegin = (int) Math.ceil(fullFrom);
    int fullEnd = (int) Math.floor(fullTo);
    if (fullBegin >= fullEnd) {
      edge(row, begin, end, rgb, opacity);
    } else {
      edge(row, begin, fullBegin, rgb, opacity);
      inside(row, fullBegin, fullEnd, rgb, opacity);
      edge(row, fullEnd, end, rgb, opacity);
    }
  }

  private void inside(int row, int begin, int end, int rgb, double opacity) {
    int at = row * width;
    if (opacity >= 1) {
      Arrays.fill(pixels, at + begin, at + end, rgb);
    } else {
      int share = (int) Math.round(opacity * 256);
      for (int i = at + begin; i < at + end; i++) {
        pixels[i] = blend(pixels[i], rgb, share);
      }
    }
  }

  private void edge(int row, int begin, int end, int rgb, double opacity) {
    for (int column = begin; column < end; column++) {
      double covered = 0;
      for (int line = 0; line < LINES; line++) {
        double part = Math.min(right[line], column + 1.0) - Math.max(left[line], column);
        covered += Math.max(0, part);
      }
      int share = (int) Math.round(covered / LINES * opacity * 256);
      int at = row * width + column;
      pixels[at] = blend(pixels[at], rgb, share);
    }
  }

  /** {@code share} of the second colour, in 256ths; red and blue in one multiplication. */
  static int blend(int from, int to, int share) {
    int rest = 256 - share;
    int redBlue = ((from & 0xFF00FF) * rest + (to & 0xFF00FF) * share) >>> 8;
    int green = ((from >>> 8) & 0xFF) * rest + ((to >>> 8) & 0xFF) * share;
    return (redBlue & 0xFF00FF) | (green & 0xFF00);
  }
}
