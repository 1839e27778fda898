package io.millrace.models.task;

import io.millrace.models.image.Point;
import java.util.List;

/**
 * A rectangle at any angle.
 *
 * @param centreX of its middle
 * @param centreY of its middle
 * @param ux x of the unit vector along its width, > 0
 * @param uy y of the unit vector along its width, within -ux..ux: the width is the side nearer to
 *     the horizontal
 * @param width along the unit vector, >= 0
 * @param height across it, >= 0
 */
record OrientedRectangle(
    double centreX, double centreY, double ux, double uy, double width, double height) {

  /**
   * The rectangle of least area around a blob's values, each value being a square of side 1. One of
   * its sides lies on a side of the convex hull (H. Freeman and R. Shapira, 1975), so each hull
   * side is tried; of equal areas the upright one wins.
   */
  static OrientedRectangle around(Blobs.Blob blob) {
    double[][] hull = hull(blob);
    OrientedRectangle best = along(hull, 1, 0);
    for (int i = 0; i < hull.length; i++) {
      double[] from = hull[i];
      double[] to = hull[(i + 1) % hull.length];
      double dx = to[0] - from[0];
      double dy = to[1] - from[1];
      if (dx != 0 && dy != 0) {
        double length = Math.hypot(dx, dy);
        OrientedRectangle candidate = along(hull, dx / length, dy / length);
        if (candidate.area() < best.area() * (1 - 1e-9)) {
          best = candidate;
        }
      }
    }
    return best;
  }

  private static OrientedRectangle along(double[][] hull, double dx, double dy) {
    double ux = dx;
    double uy = dy;
    if (Math.abs(uy) > Math.abs(ux)) {
      ux = dy;
      uy = -dx;
    }
    if (ux < 0) {
      ux = -ux;
      uy = -uy;
    }
    double minU = Double.POSITIVE_INFINITY;
    double maxU = Double.NEGATIVE_INFINITY;
    double minV = Double.POSITIVE_INFINITY;
    double maxV = Double.NEGATIVE_INFINITY;
    for (double[] point : hull) {
      double u = point[0] * ux + point[1] * uy;
      double v = point[1] * ux - point[0] * uy;
      minU = Math.min(minU, u);
      maxU = Math.max(maxU, u);
      minV = Math.min(minV, v);
      maxV = Math.max(maxV, v);
    }
    double u = (minU + maxU) / 2;
    double v = (minV + maxV) / 2;
    return new OrientedRectangle(
        u * ux - v * uy, u * uy + v * ux, ux, uy, maxU - minU, maxV - minV);
  }

  /**
   * The convex hull of the blob's squares, clockwise. The lines come in order, so the two sides of
   * A. Andrew's monotone chain (1979) need no sorting.
   */
  private static double[][] hull(Blobs.Blob blob) {
    int lines = blob.first.length;
    double[][] chain = new double[2 * (lines + 1)][];
    int size = 0;
    for (int edge = 0; edge <= lines; edge++) {
      int above = blob.past[Math.max(0, edge - 1)];
      int below = blob.past[Math.min(edge, lines - 1)];
      size = extend(chain, 0, size, Math.max(above, below), blob.top + edge);
    }
    int turn = size;
    for (int edge = lines; edge >= 0; edge--) {
      int above = blob.first[Math.max(0, edge - 1)];
      int below = blob.first[Math.min(edge, lines - 1)];
      size = extend(chain, turn, size, Math.min(above, below), blob.top + edge);
    }
    double[][] hull = new double[size][];
    System.arraycopy(chain, 0, hull, 0, size);
    return hull;
  }

  private static int extend(double[][] chain, int from, int size, double x, double y) {
    int end = size;
    while (end >= from + 2) {
      double[] a = chain[end - 2];
      double[] b = chain[end - 1];
      if ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0) {
        break;
      }
      end--;
    }
    chain[end] = new double[] {x, y};
    return end + 1;
  }

  double area() {
    return width * height;
  }

  /** The rectangle moved outwards by {@code distance} on each side. */
  OrientedRectangle grown(double distance) {
    return new OrientedRectangle(
        centreX, centreY, ux, uy, width + 2 * distance, height + 2 * distance);
  }

  /** The four corners, clockwise from the top-left one. */
  List<Point> corners() {
    double wx = ux * width / 2;
    double wy = uy * width / 2;
    double hx = -uy * height / 2;
    double hy = ux * height / 2;
    return List.of(
        new Point(centreX - wx - hx, centreY - wy - hy),
        new Point(centreX + wx - hx, centreY + wy - hy),
        new Point(centreX + wx + hx, centreY + wy + hy),
        new Point(centreX - wx + hx, centreY - wy + hy));
  }

  /**
   * Mean of the map's values whose centres lie within the rectangle; 0 when there are none.
   *
   * @param map row after row, {@code mapWidth * mapHeight} values
   */
  double mean(float[] map, int mapWidth, int mapHeight) {
    List<Point> corners = corners();
    double top = corners.stream().mapToDouble(Point::y).min().orElseThrow();
    double bottom = corners.stream().mapToDouble(Point::y).max().orElseThrow();
    double sum = 0;
    int count = 0;
    int lastLine = Math.min(mapHeight - 1, (int) Math.floor(bottom - 0.5));
    for (int y = Math.max(0, (int) Math.ceil(top - 0.5)); y <= lastLine; y++) {
      double line = y + 0.5;
      double left = Double.POSITIVE_INFINITY;
      double right = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < 4; i++) {
        Point a = corners.get(i);
        Point b = corners.get((i + 1) % 4);
        if (a.y() != b.y() && line >= Math.min(a.y(), b.y()) && line <= Math.max(a.y(), b.y())) {
          double x = a.x() + (b.x() - a.x()) * (line - a.y()) / (b.y() - a.y());
          left = Math.min(left, x);
          right = Math.max(right, x);
        }
      }
      int from = Math.max(0, (int) Math.ceil(left - 0.5));
      int to = Math.min(mapWidth - 1, (int) Math.floor(right - 0.5));
      for (int x = from; x <= to; x++) {
        sum += map[y * mapWidth + x];
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }
}
