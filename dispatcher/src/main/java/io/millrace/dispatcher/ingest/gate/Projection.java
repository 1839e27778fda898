package io.millrace.dispatcher.ingest.gate;

import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;

/**
 * A pinhole camera that looks along y with its picture plane upright, so that what stands upright
 * stays upright in the picture.
 *
 * @param focalPixels pixels that one metre covers at a distance of one metre
 * @param horizonX column of the vanishing point
 * @param horizonY row of the horizon
 * @param eyeHeight metres of the camera above the ground
 */
record Projection(double focalPixels, double horizonX, double horizonY, double eyeHeight) {

  /** Nothing nearer than this is drawn (0.4 m). */
  static final double NEAR = 0.4;

  double pixelX(Vec point) {
    return horizonX + focalPixels * point.x() / point.y();
  }

  double pixelY(Vec point) {
    return horizonY - focalPixels * (point.z() - eyeHeight) / point.y();
  }

  /** Where a point in front of the camera is seen. */
  Point2D.Double pixel(Vec point) {
    return new Point2D.Double(pixelX(point), pixelY(point));
  }

  /** Pixels that one metre covers at that point. */
  double scaleAt(Vec point) {
    return focalPixels / point.y();
  }

  /** Whether the plane through the point with that outward normal shows its front. */
  boolean faces(Vec point, Vec normal) {
    return normal.x() * point.x() + normal.y() * point.y() + normal.z() * (point.z() - eyeHeight)
        < 0;
  }

  /** The flat shape as it is seen, cut off where it comes too near. */
  Path2D.Double shape(List<Vec> corners) {
    List<Vec> kept = beforeCamera(corners);
    Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO, kept.size() + 1);
    for (int i = 0; i < kept.size(); i++) {
      Vec corner = kept.get(i);
      if (i == 0) {
        path.moveTo(pixelX(corner), pixelY(corner));
      } else {
        path.lineTo(pixelX(corner), pixelY(corner));
      }
    }
    if (!kept.isEmpty()) {
      path.closePath();
    }
    return path;
  }

  /** The part of a flat shape that lies beyond {@link #NEAR}. */
  static List<Vec> beforeCamera(List<Vec> corners) {
    boolean all = true;
    for (Vec corner : corners) {
      all &= corner.y() >= NEAR;
    }
    if (all) {
      return corners;
    }
    List<Vec> kept = new ArrayList<>(corners.size() + 2);
    for (int i = 0; i < corners.size(); i++) {
      Vec from = corners.get(i);
      Vec to = corners.get((i + 1) % corners.size());
      if (from.y() >= NEAR) {
        kept.add(from);
      }
      if (from.y() >= NEAR != to.y() >= NEAR) {
        Vec cut = from.towards(to, (NEAR - from.y()) / (to.y() - from.y()));
        kept.add(new Vec(cut.x(), NEAR, cut.z()));
      }
    }
    return kept;
  }
}
