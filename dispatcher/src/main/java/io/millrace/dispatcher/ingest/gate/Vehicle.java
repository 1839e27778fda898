package io.millrace.dispatcher.ingest.gate;

import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A vehicle at one moment.
 *
 * @param speed metres per second along its heading
 * @param braking whether its brake lights burn
 */
record Vehicle(Body body, Pose pose, double speed, boolean braking) implements Thing {

  private static final int HEAD_GLOW = 0xFFF2CF;
  private static final int TAIL_GLOW = 0xFF2A1C;

  @Override
  public double depth() {
    return anchor().y();
  }

  @Override
  public Vec anchor() {
    return pose.world(new Vec(0, body.length() / 2, body.height() / 3));
  }

  @Override
  public Vec velocity() {
    return pose.heading().times(speed);
  }

  @Override
  public List<Lettering> letterings() {
    return body.signs().stream().map(sign -> Lettering.of(sign, pose)).toList();
  }

  @Override
  public void draw(Canvas canvas) {
    shadow(canvas);
    double lamps = canvas.light().lamps();
    if (lamps > 0) {
      beam(canvas, lamps);
    }
    body.sections().stream()
        .sorted(Comparator.comparingDouble((Body.Section s) -> distance(s.centre())).reversed())
        .forEach(section -> section.facets().forEach(facet -> canvas.facet(facet, pose)));
    for (Lettering lettering : letterings()) {
      if (lettering.visible(canvas.view())) {
        lettering.draw(canvas);
      }
    }
    glow(canvas, lamps);
  }

  @Override
  public Shape outline(Projection view) {
    double w = body.halfWidth();
    double l = body.length();
    double h = body.height();
    List<Point2D.Double> points = new ArrayList<>();
    for (double x : new double[] {-w, w}) {
      collect(points, view, v(x, 0, 0), v(x, l, 0), v(x, l, h), v(x, 0, h));
    }
    collect(points, view, v(-w, 0, 0), v(w, 0, 0), v(w, 0, h), v(-w, 0, h));
    collect(points, view, v(-w, l, 0), v(w, l, 0), v(w, l, h), v(-w, l, h));
    return ConvexHull.of(points);
  }

  private void collect(List<Point2D.Double> points, Projection view, Vec... corners) {
    double[] at = new double[6];
    for (PathIterator path = view.shape(List.of(corners)).getPathIterator(null);
        !path.isDone();
        path.next()) {
      if (path.currentSegment(at) != PathIterator.SEG_CLOSE) {
        points.add(new Point2D.Double(at[0], at[1]));
      }
    }
  }

  private Vec v(double x, double y, double z) {
    return pose.world(new Vec(x, y, z));
  }

  private double distance(Vec local) {
    return pose.world(local).length();
  }

  /** Darkest under the vehicle, softer outwards. */
  private void shadow(Canvas canvas) {
    double depth = 0.30 * (1 - 0.45 * canvas.light().dusk());
    for (int ring = 0; ring < 4; ring++) {
      double out = 0.32 - 0.14 * ring;
      double side = body.halfWidth() + out;
      canvas.fill(
          0x0A0C10,
          depth,
          v(-side, -out * 0.8, 0.005),
          v(side + 0.25 * out, -out * 0.8, 0.005),
          v(side + 0.25 * out, body.length() + out, 0.005),
          v(-side, body.length() + out, 0.005));
    }
  }

  private void glow(Canvas canvas, double lamps) {
    for (Body.Lamp lamp : body.lamps()) {
      Vec centre = pose.world(lamp.centre());
      boolean seen = centre.y() > 1 && canvas.view().faces(centre, pose.direction(lamp.normal()));
      double power = lamp.front() ? lamps : Math.max(lamps * 0.6, braking ? 0.9 : 0);
      if (!seen || power <= 0) {
        continue;
      }
      double pixels = canvas.view().scaleAt(centre);
      Point2D.Double at = canvas.view().pixel(centre);
      if (lamp.front()) {
        canvas.glow(at, pixels * 0.62 + 4, HEAD_GLOW, 0.9 * power);
      } else {
        canvas.glow(at, pixels * 0.30 + 2, TAIL_GLOW, 0.75 * power);
      }
    }
  }

  /** Where the head lamps light the road. */
  private void beam(Canvas canvas, double lamps) {
    for (int ring = 0; ring < 6; ring++) {
      double reach = 1.4 + 0.9 * ring;
      double wide = body.halfWidth() * (0.75 + 0.12 * ring);
      canvas.fill(
          HEAD_GLOW,
          0.042 * lamps,
          v(-wide * 0.85, -0.2, 0.01),
          v(wide * 0.85, -0.2, 0.01),
          v(wide * 1.15, -reach * 0.7, 0.01),
          v(wide * 0.9, -reach, 0.01),
          v(-wide * 0.9, -reach, 0.01),
          v(-wide * 1.15, -reach * 0.7, 0.01));
    }
  }
}
