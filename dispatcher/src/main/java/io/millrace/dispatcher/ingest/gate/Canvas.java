package io.millrace.dispatcher.ingest.gate;

import io.millrace.dispatcher.ingest.gate.Facet.Finish;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Draws flat shapes of the world as a camera sees them in some light. */
final class Canvas {

  /** Pixels by which facets overlap, so that no background shines through their edges. */
  private static final double OVERLAP = 0.35;

  /** Facets smaller than this in both directions are left out (2 pixels). */
  private static final double LEAST_PIXELS = 2;

  private final Graphics2D graphics;
  private final Projection view;
  private final Light light;
  private final Rectangle frame;

  Canvas(BufferedImage image, Projection view, Light light) {
    this.graphics = image.createGraphics();
    this.view = view;
    this.light = light;
    this.frame = new Rectangle(image.getWidth(), image.getHeight());
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  Graphics2D graphics() {
    return graphics;
  }

  Projection view() {
    return view;
  }

  Light light() {
    return light;
  }

  /** The whole picture. */
  Rectangle frame() {
    return frame;
  }

  void dispose() {
    graphics.dispose();
  }

  /** Fills a shape of the picture. */
  void fill(Paint paint, Shape shape) {
    graphics.setPaint(paint);
    graphics.fill(shape);
  }

  /** Fills a flat shape of the world with a colour as it is, unlit. */
  void fill(int rgb, double opacity, Vec... corners) {
    fill(Rgb.color(rgb, opacity), view.shape(List.of(corners)));
  }

  /** Fills a flat shape that lies on the ground. */
  void ground(int rgb, double opacity, Vec... corners) {
    fill(light.shade(rgb, new Vec(0, 0, 1)), opacity, corners);
  }

  /** Fills an upright rectangle that faces the camera. */
  void upright(int rgb, double left, double right, double y, double bottom, double top) {
    fill(
        light.shade(rgb, new Vec(0, -1, 0)),
        1,
        new Vec(left, y, bottom),
        new Vec(right, y, bottom),
        new Vec(right, y, top),
        new Vec(left, y, top));
  }

  /** Draws a vehicle's facet if the camera sees its front. */
  void facet(Facet facet, Pose pose) {
    Vec normal = pose.direction(facet.normal());
    if (!view.faces(pose.world(facet.corners().get(0)), normal)) {
      return;
    }
    List<Vec> corners = new ArrayList<>(facet.corners().size());
    for (Vec corner : facet.corners()) {
      corners.add(pose.world(corner));
    }
    Path2D.Double shape = view.shape(corners);
    Rectangle2D bounds = shape.getBounds2D();
    if (Math.max(bounds.getWidth(), bounds.getHeight()) < LEAST_PIXELS
        || !bounds.intersects(frame)) {
      return;
    }
    graphics.setPaint(paint(facet, normal, bounds));
    graphics.fill(facet.finish() == Finish.PAINT ? grown(shape, bounds) : shape);
  }

  /** A soft light around a lamp; adds to what is there. */
  void glow(Point2D centre, double radius, int rgb, double opacity) {
    if (radius < 0.5 || opacity <= 0) {
      return;
    }
    graphics.setPaint(
        new RadialGradientPaint(
            centre,
            (float) radius,
            new float[] {0, 0.25f, 1},
            new Color[] {
              Rgb.color(rgb, opacity), Rgb.color(rgb, opacity * 0.35), Rgb.color(rgb, 0)
            }));
    graphics.fill(
        new Ellipse2D.Double(
            centre.getX() - radius, centre.getY() - radius, 2 * radius, 2 * radius));
  }

  private Paint paint(Facet facet, Vec normal, Rectangle2D bounds) {
    int rgb = facet.rgb();
    return switch (facet.finish()) {
      case MATT -> Rgb.color(light.shade(rgb, normal));
      case LAMP -> Rgb.color(Rgb.mix(light.shade(rgb, normal), bright(rgb), light.lamps()));
      case PAINT -> {
        int lit = light.shade(rgb, normal);
        double sky = 0.10 + 0.22 * Math.max(0, normal.z());
        yield Rgb.color(Rgb.mix(lit, light.skyMiddle(), sky * (1 - 0.5 * light.dusk())));
      }
      case GLASS -> glass(rgb, normal, bounds);
    };
  }

  /** Glass is dark inside and mirrors the sky the more the higher it stands. */
  private Paint glass(int rgb, Vec normal, Rectangle2D bounds) {
    int inside = light.shade(rgb, normal);
    double mirrored = 0.30 + 0.35 * Math.max(0, normal.z());
    int high = Rgb.mix(inside, light.skyMiddle(), mirrored + 0.15);
    int low = Rgb.mix(inside, light.skyMiddle(), mirrored * 0.2);
    if (bounds.getHeight() < 6) {
      return Rgb.color(Rgb.mix(high, low, 0.5));
    }
    return new LinearGradientPaint(
        (float) bounds.getX(),
        (float) bounds.getY(),
        (float) (bounds.getX() + bounds.getWidth() * 0.25),
        (float) bounds.getMaxY(),
        new float[] {0, 0.45f, 1},
        new Color[] {Rgb.color(high), Rgb.color(Rgb.mix(high, low, 0.6)), Rgb.color(low)});
  }

  private static int bright(int rgb) {
    return Rgb.red(rgb) > 2 * Rgb.blue(rgb) ? 0xFF3B2E : 0xFFF6DC;
  }

  private static Shape grown(Path2D shape, Rectangle2D bounds) {
    double width = Math.max(1, bounds.getWidth());
    double height = Math.max(1, bounds.getHeight());
    AffineTransform grow = new AffineTransform();
    grow.translate(bounds.getCenterX(), bounds.getCenterY());
    grow.scale(1 + 2 * OVERLAP / width, 1 + 2 * OVERLAP / height);
    grow.translate(-bounds.getCenterX(), -bounds.getCenterY());
    shape.transform(grow);
    return shape;
  }
}
