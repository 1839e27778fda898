package io.millrace.dispatcher.ingest.gate;

import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.List;

/**
 * The gate's boom and the post it turns on; closed, the boom points to the left.
 *
 * @param pivot the post's foot
 * @param length metres of the boom
 * @param open 0 when it lies across the lane to 1 when it stands upright
 */
record Barrier(Vec pivot, double length, double open) implements Thing {

  private static final double HEIGHT = 1.02;
  private static final double HALF_THICKNESS = 0.05;
  private static final int BANDS = 9;
  private static final int RED = 0xC8232A;
  private static final int WHITE = 0xF2F2EE;

  @Override
  public double depth() {
    return pivot.y();
  }

  @Override
  public Vec anchor() {
    return pivot;
  }

  @Override
  public Vec velocity() {
    return new Vec(0, 0, 0);
  }

  @Override
  public List<Lettering> letterings() {
    return List.of();
  }

  @Override
  public Shape outline(Projection view) {
    Path2D.Double outline = view.shape(band(0, length));
    return outline;
  }

  @Override
  public void draw(Canvas canvas) {
    double x = pivot.x();
    double y = pivot.y();
    canvas.upright(0x2B2E31, x - 0.19, x + 0.19, y + 0.02, 0.12, 0.19);
    canvas.upright(0xD9A21B, x - 0.13, x + 0.13, y + 0.01, 0.14, 1.18);
    canvas.upright(0x9C7412, x + 0.07, x + 0.13, y + 0.005, 0.14, 1.18);
    canvas.upright(0x33373B, x - 0.15, x + 0.15, y, 1.16, 1.22);
    Vec facing = new Vec(0, -1, 0);
    for (int i = 0; i < BANDS; i++) {
      List<Vec> band = band(length * i / BANDS, length * (i + 1) / BANDS);
      int rgb = canvas.light().shade(i % 2 == 0 ? RED : WHITE, facing);
      canvas.fill(rgb, 1, band);
    }
    signal(canvas);
  }

  /** A red or green light on the post, and small red ones along a closed boom at dusk. */
  private void signal(Canvas canvas) {
    boolean free = open > 0.85;
    double pixels = canvas.view().scaleAt(pivot);
    Vec lamp = new Vec(pivot.x(), pivot.y() - 0.01, 1.35);
    canvas.upright(0x1C1E20, pivot.x() - 0.08, pivot.x() + 0.08, pivot.y(), 1.22, 1.48);
    Point2D.Double at = canvas.view().pixel(lamp);
    int rgb = free ? 0x35E07A : 0xFF4034;
    canvas.glow(at, pixels * 0.07, rgb, 1);
    canvas.glow(at, pixels * 0.065, rgb, 1);
    canvas.glow(at, pixels * (0.22 + 0.25 * canvas.light().dusk()), rgb, 0.5);
    double lamps = canvas.light().lamps();
    for (int i = 1; i <= 3 && lamps > 0; i++) {
      Vec on = along(length * i / 3 - 0.1, 0);
      canvas.glow(canvas.view().pixel(on), pixels * 0.12, 0xFF5040, 0.9 * lamps);
    }
  }

  private List<Vec> band(double from, double to) {
    return List.of(
        along(from, HALF_THICKNESS),
        along(to, HALF_THICKNESS * 0.8),
        along(to, -HALF_THICKNESS * 0.8),
        along(from, -HALF_THICKNESS));
  }

  private Vec along(double metres, double across) {
    double angle = open * Math.toRadians(84);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new Vec(
        pivot.x() - metres * cos + across * sin,
        pivot.y() - 0.06,
        HEIGHT + metres * sin + across * cos);
  }
}
