package io.millrace.dispatcher.ingest.gate;

import io.millrace.dispatcher.ingest.gate.Facet.Finish;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.Paint;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.List;

/** Draws flat shapes of the world as a camera sees them in some light. */
final class Canvas {

  /** Pixels by which facets overlap, so that no background shines through their edges. */
  private static final double OVERLAP = 0.35;

  /** Facets smaller than this in both directions are left out (2 pixels). */
  private static final double LEAST_PIXELS = 2;

  /** Glass lower than this in the picture gets one colour (6 pixels). */
  private static final double LEAST_GLASS_PIXELS = 6;

  private final Graphics2D graphics;
  private final int[] pixels;
  private final ConvexFill filler;
  private final Projection view;
  private final Light light;
  private final Rectangle frame;
  private double[] x = new double[32];
  private double[] y = new double[32];

  /** A canvas on an image of type {@link BufferedImage#TYPE_INT_RGB}. */
  Canvas(BufferedImage image, Projection view, Light light) {
    this.graphics = image.createGraphics();
    this.pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    this.filler = new ConvexFill(pixels, image.getWidth(), image.getHeight());
    this.view = view;
    this.light = light;
    this.frame = new Rectangle(image.getWidth(), image.getHeight());
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
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

  /** Fills any shape of the picture. */
  void fill(Paint paint, Shape shape) {
    graphics.setPaint(paint);
    graphics.fill(shape);
  }

  /** Fills a flat convex shape of the world with a colour as it is, unlit. */
  void fill(int rgb, double opacity, Vec... corners) {
    fill(rgb, opacity, List.of(corners));
  }

  /** Fills a flat convex shape of the world with a colour as it is, unlit. */
  void fill(int rgb, double opacity, List<Vec> corners) {
    filler.fill(x, y, project(corners), rgb, opacity);
  }

  /** Fills a flat convex shape that lies on the ground. */
  void ground(int rgb, double opacity, Vec... corners) {
    fill(light.shade(rgb, new Vec(0, 0, 1)), opacity, corners);
  }

  /** Fills an upright rectangle that faces the camera. */
  void upright(int rgb, double left, double right, double depth, double bottom, double top) {
    fill(
        light.shade(rgb, new Vec(0, -1, 0)),
        1,
        new Vec(left, depth, bottom),
        new Vec(right, depth, bottom),
        new Vec(right, depth, top),
        new Vec(left, depth, top));
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
    int count = project(corners);
    Bounds bounds = Bounds.of(x, y, count);
    if (Math.max(bounds.width(), bounds.height()) < LEAST_PIXELS || bounds.misses(frame)) {
      return;
    }
    if (facet.finish() == Finish.GLASS && bounds.height() >= LEAST_GLASS_PIXELS) {
      fill(glass(facet.rgb(), normal, bounds), path(count));
      return;
    }
    if (facet.finish() == Finish.PAINT) {
      grow(count, bounds);
    }
    filler.fill(x, y, count, colour(facet, normal), 1);
  }

  /** A soft light around a lamp. */
  void glow(Point2D centre, double radius, int rgb, double opacity) {
    int left = (int) Math.max(0, Math.floor(centre.getX() - radius));
    int right = (int) Math.min(frame.getWidth(), Math.ceil(centre.getX() + radius));
    int top = (int) Math.max(0, Math.floor(centre.getY() - radius));
    int bottom = (int) Math.min(frame.getHeight(), Math.ceil(centre.getY() + radius));
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        double out = Math.hypot(column + 0.5 - centre.getX(), row + 0.5 - centre.getY()) / radius;
        if (out < 1) {
          // Bright in the inner quarter, a faint halo outside it.
          double falloff = out < 0.25 ? 1 - 2.6 * out : 0.35 * (1 - out) / 0.75;
          int at = row * frame.width + column;
          pixels[at] = ConvexFill.blend(pixels[at], rgb, (int) Math.round(falloff * opacity * 256));
        }
      }
    }
  }

  /** The rectangle around a polygon. */
  private record Bounds(double left, double top, double right, double bottom) {

    static Bounds of(double[] x, double[] y, int count) {
      double left = Double.POSITIVE_INFINITY;
      double top = Double.POSITIVE_INFINITY;
      double right = Double.NEGATIVE_INFINITY;
      double bottom = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        left = Math.min(left, x[i]);
        right = Math.max(right, x[i]);
        top = Math.min(top, y[i]);
        bottom = Math.max(bottom, y[i]);
      }
      return new Bounds(left, top, right, bottom);
    }

    double width() {
      return right - left;
    }

    double height() {
      return bottom - top;
    }

    boolean misses(Rectangle frame) {
      return right < 0 || bottom < 0 || left > frame.width || top > frame.height;
    }
  }

  /** Puts what is before the camera of a shape into {@link #x} and {@link #y}; how many corners. */
  private int project(List<Vec> corners) {
    List<Vec> kept = Projection.beforeCamera(corners);
    if (kept.size() > x.length) {
      x = new double[kept.size() * 2];
      y = new double[kept.size() * 2];
    }
    for (int i = 0; i < kept.size(); i++) {
      x[i] = view.pixelX(kept.get(i));
      y[i] = view.pixelY(kept.get(i));
    }
    return kept.size();
  }

  private Path2D path(int count) {
    Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO, count + 1);
    path.moveTo(x[0], y[0]);
    for (int i = 1; i < count; i++) {
      path.lineTo(x[i], y[i]);
    }
    path.closePath();
    return path;
  }

  private void grow(int count, Bounds bounds) {
    double centreX = (bounds.left() + bounds.right()) / 2;
    double centreY = (bounds.top() + bounds.bottom()) / 2;
    double wider = 1 + 2 * OVERLAP / Math.max(1, bounds.width());
    double higher = 1 + 2 * OVERLAP / Math.max(1, bounds.height());
    for (int i = 0; i < count; i++) {
      x[i] = centreX + (x[i] - centreX) * wider;
      y[i] = centreY + (y[i] - centreY) * higher;
    }
  }

  private int colour(Facet facet, Vec normal) {
    int lit = light.shade(facet.rgb(), normal);
    return switch (facet.finish()) {
      case MATT -> lit;
      case LAMP -> Rgb.mix(lit, bright(facet.rgb()), light.lamps());
      case PAINT -> {
        double sky = 0.10 + 0.22 * Math.max(0, normal.z());
        yield Rgb.mix(lit, light.skyMiddle(), sky * (1 - 0.5 * light.dusk()));
      }
      case GLASS -> Rgb.mix(glassHigh(lit, normal), glassLow(lit, normal), 0.5);
    };
  }

  /** Glass is dark inside and mirrors the sky the more the higher it stands. */
  private Paint glass(int rgb, Vec normal, Bounds bounds) {
    int inside = light.shade(rgb, normal);
    int high = glassHigh(inside, normal);
    int low = glassLow(inside, normal);
    return new LinearGradientPaint(
        (float) bounds.left(),
        (float) bounds.top(),
        (float) (bounds.left() + bounds.width() * 0.25),
        (float) bounds.bottom(),
        new float[] {0, 0.45f, 1},
        new Color[] {Rgb.color(high), Rgb.color(Rgb.mix(high, low, 0.6)), Rgb.color(low)});
  }

  private int glassHigh(int inside, Vec normal) {
    return Rgb.mix(inside, light.skyMiddle(), 0.45 + 0.35 * Math.max(0, normal.z()));
  }

  private int glassLow(int inside, Vec normal) {
    return Rgb.mix(inside, light.skyMiddle(), 0.06 + 0.07 * Math.max(0, normal.z()));
  }

  private static int bright(int rgb) {
    return Rgb.red(rgb) > 2 * Rgb.blue(rgb) ? 0xFF3B2E : 0xFFF6DC;
  }
}
