package io.millrace.dispatcher.ingest.gate;

import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The smallest convex shape around points; Andrew's monotone chain, O(n log n). */
final class ConvexHull {

  private ConvexHull() {}

  static Path2D.Double of(List<Point2D.Double> points) {
    List<Point2D.Double> sorted = new ArrayList<>(points);
    sorted.sort(
        Comparator.comparingDouble(Point2D.Double::getX).thenComparingDouble(Point2D.Double::getY));
    List<Point2D.Double> hull = new ArrayList<>();
    for (int pass = 0; pass < 2; pass++) {
      int base = hull.size();
      for (int i = 0; i < sorted.size(); i++) {
        Point2D.Double next = sorted.get(pass == 0 ? i : sorted.size() - 1 - i);
        while (hull.size() >= base + 2
            && turn(hull.get(hull.size() - 2), hull.get(hull.size() - 1), next) <= 0) {
          hull.remove(hull.size() - 1);
        }
        hull.add(next);
      }
      if (!hull.isEmpty()) {
        hull.remove(hull.size() - 1);
      }
    }
    Path2D.Double path = new Path2D.Double();
    for (int i = 0; i < hull.size(); i++) {
      if (i == 0) {
        path.moveTo(hull.get(i).x, hull.get(i).y);
      } else {
        path.lineTo(hull.get(i).x, hull.get(i).y);
      }
    }
    if (!hull.isEmpty()) {
      path.closePath();
    }
    return path;
  }

  private static double turn(Point2D.Double a, Point2D.Double b, Point2D.Double c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  }
}
