package io.millrace.dispatcher.ingest.gate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One flat piece of a vehicle's surface, in the vehicle's frame.
 *
 * @param corners of a convex polygon
 * @param normal outwards, of length 1
 */
record Facet(List<Vec> corners, Vec normal, int rgb, Finish finish) {

  /** How a surface takes the light. */
  enum Finish {
    MATT,
    /** Car paint: shows some sky. */
    PAINT,
    GLASS,
    /** Dark by day and bright at dusk. */
    LAMP
  }

  /** A piece whose outside is where {@code outwards} points. */
  static Facet of(int rgb, Finish finish, Vec outwards, Vec... corners) {
    // Three corners that span the piece best; the others lie in their plane or nearly so.
    Vec a = corners[0];
    Vec b = corners[corners.length / 3];
    Vec c = corners[2 * corners.length / 3];
    Vec normal = b.minus(a).cross(c.minus(a)).unit();
    return new Facet(
        List.of(corners), normal.dot(outwards) < 0 ? normal.times(-1) : normal, rgb, finish);
  }

  /** The same piece on the vehicle's other side. */
  Facet mirrored() {
    List<Vec> mirrored = new ArrayList<>(corners.size());
    for (Vec corner : corners) {
      mirrored.add(mirror(corner));
    }
    Collections.reverse(mirrored);
    return new Facet(mirrored, mirror(normal), rgb, finish);
  }

  private static Vec mirror(Vec point) {
    return new Vec(-point.x(), point.y(), point.z());
  }
}
