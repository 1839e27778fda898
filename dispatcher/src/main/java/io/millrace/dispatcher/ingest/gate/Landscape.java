package io.millrace.dispatcher.ingest.gate;

import java.awt.Color;
import java.awt.LinearGradientPaint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** What both scenes share: sky, hills, a skyline, trees and street lamps. */
final class Landscape {

  private static final int LEAF_LAYERS = 5;

  private final long seed;

  Landscape(long seed) {
    this.seed = seed;
  }

  /** The sky, with clouds, and hills along the horizon. */
  void sky(Canvas canvas) {
    Light light = canvas.light();
    double horizon = canvas.view().horizonY();
    double width = canvas.frame().getWidth();
    canvas.fill(
        new LinearGradientPaint(
            0,
            0,
            0,
            (float) horizon + 2,
            new float[] {0, 0.55f, 1},
            new Color[] {
              Rgb.color(light.skyTop()), Rgb.color(light.skyMiddle()), Rgb.color(light.skyLow())
            }),
        new Rectangle2D.Double(0, 0, width, horizon + 2));
    clouds(canvas);
    hills(canvas, 0.16, light.between(0x9FB4C4, 0x5E4468), 3);
    hills(canvas, 0.09, light.between(0x7E9A92, 0x3C3350), 4);
  }

  /** A row of houses along the horizon; at dusk some windows are lit. */
  void skyline(Canvas canvas, double highest) {
    SplittableRandom random = new SplittableRandom(seed ^ 11);
    Light light = canvas.light();
    double horizon = canvas.view().horizonY();
    double unit = horizon / 190;
    double x = -20 * unit;
    while (x < canvas.frame().getWidth()) {
      double wide = (22 + random.nextDouble() * 40) * unit;
      double high = (0.25 + 0.75 * random.nextDouble()) * highest * horizon;
      int wall = light.between(0x8C9AA6 + random.nextInt(12) * 0x010101, 0x2A2740);
      canvas.fill(Rgb.color(wall), new Rectangle2D.Double(x, horizon - high, wide, high + 1));
      windows(canvas, random, x, horizon - high, wide, high, unit);
      x += wide + random.nextDouble() * 26 * unit;
    }
  }

  /** A broad-leaved tree. */
  void tree(Canvas canvas, double x, double y, double height, long number) {
    SplittableRandom random = new SplittableRandom(seed ^ (number * 0x9E3779B97F4A7C15L));
    Projection view = canvas.view();
    Light light = canvas.light();
    Vec foot = new Vec(x, y, 0);
    double pixels = view.scaleAt(foot);
    double footX = view.pixelX(foot);
    double footY = view.pixelY(foot);
    double crown = height * 0.36 * pixels;
    canvas.fill(
        Rgb.color(0x0A0C10, 0.20),
        new Ellipse2D.Double(footX - crown * 0.9, footY - crown * 0.08, crown * 2.2, crown * 0.2));
    Path2D.Double trunk = new Path2D.Double();
    double thick = height * 0.028 * pixels;
    trunk.moveTo(footX - thick, footY);
    trunk.lineTo(footX - thick * 0.5, footY - height * 0.6 * pixels);
    trunk.lineTo(footX + thick * 0.5, footY - height * 0.6 * pixels);
    trunk.lineTo(footX + thick, footY);
    trunk.closePath();
    canvas.fill(Rgb.color(light.shade(0x4B3B2E)), trunk);
    int leaf = Rgb.mix(0x3E6B34, 0x62823A, random.nextDouble());
    double centreY = footY - height * 0.64 * pixels;
    for (int layer = 0; layer < LEAF_LAYERS; layer++) {
      for (int i = 0; i < 26; i++) {
        double tone = 0.60 + 0.13 * layer + 0.10 * random.nextDouble();
        int rgb = light.shade(Rgb.times(leaf, tone));
        double angle = random.nextDouble() * 2 * Math.PI;
        double out = Math.sqrt(random.nextDouble()) * crown * (0.86 - 0.10 * layer);
        double size = crown * (0.17 + 0.15 * random.nextDouble()) * (1 - 0.13 * layer);
        double px = footX + Math.cos(angle) * out - crown * 0.06 * layer;
        double py = centreY + Math.sin(angle) * out * 0.95 - crown * 0.08 * layer;
        canvas.fill(Rgb.color(rgb), new Ellipse2D.Double(px - size, py - size, 2 * size, 2 * size));
      }
    }
  }

  /** A street lamp whose arm reaches over the road; {@code arm} is negative to the left. */
  void lamp(Canvas canvas, double x, double y, double arm) {
    double top = 6.2;
    canvas.upright(0x5A6066, x - 0.06, x + 0.06, y, 0, top);
    canvas.upright(0x5A6066, Math.min(x, x + arm), Math.max(x, x + arm), y, top - 0.08, top);
    canvas.upright(
        0x3C4146, x + arm - 0.35 * Math.signum(arm) - 0.3, x + arm + 0.3, y, top - 0.16, top);
    double lamps = canvas.light().lamps();
    Vec light = new Vec(x + arm, y, top - 0.2);
    double pixels = canvas.view().scaleAt(light);
    canvas.glow(canvas.view().pixel(light), pixels * 1.6, 0xFFE2A8, 0.9 * lamps);
    for (int ring = 0; ring < 4 && lamps > 0; ring++) {
      double radius = 0.8 + 0.75 * ring;
      pool(canvas, x + arm, y, radius, 0.05 * lamps);
    }
  }

  /** A round patch of light on the ground. */
  private static void pool(Canvas canvas, double x, double y, double radius, double opacity) {
    Vec[] ring = new Vec[20];
    for (int i = 0; i < ring.length; i++) {
      double angle = 2 * Math.PI * i / ring.length;
      ring[i] = new Vec(x + radius * Math.cos(angle), y + radius * Math.sin(angle), 0);
    }
    canvas.fill(0xFFE2A8, opacity, ring);
  }

  private void clouds(Canvas canvas) {
    SplittableRandom random = new SplittableRandom(seed ^ 7);
    Light light = canvas.light();
    double width = canvas.frame().getWidth();
    double horizon = canvas.view().horizonY();
    int rgb = light.between(0xFFFFFF, 0xE79A86);
    for (int cloud = 0; cloud < 7; cloud++) {
      double x = random.nextDouble() * width;
      double y = (0.08 + 0.55 * random.nextDouble()) * horizon;
      double size = (0.5 + random.nextDouble()) * horizon * 0.22;
      for (int puff = 0; puff < 9; puff++) {
        double wide = size * (0.6 + random.nextDouble());
        double px = x + (random.nextDouble() - 0.5) * size * 4;
        double py = y + (random.nextDouble() - 0.5) * size * 0.35;
        canvas.fill(
            Rgb.color(rgb, 0.085),
            new Ellipse2D.Double(px - wide, py - wide * 0.2, 2 * wide, wide * 0.4));
      }
    }
  }

  private void hills(Canvas canvas, double share, int rgb, int waves) {
    SplittableRandom random = new SplittableRandom(seed ^ (waves * 101L));
    double horizon = canvas.view().horizonY();
    double width = canvas.frame().getWidth();
    double[] phase = new double[waves];
    for (int i = 0; i < waves; i++) {
      phase[i] = random.nextDouble() * 2 * Math.PI;
    }
    Path2D.Double hill = new Path2D.Double();
    hill.moveTo(0, horizon + 2);
    for (int step = 0; step <= 160; step++) {
      double at = step / 160.0;
      double rise = 0;
      for (int i = 0; i < waves; i++) {
        rise += Math.sin(at * (2.2 + 3.1 * i) * Math.PI + phase[i]) / (i + 1.3);
      }
      hill.lineTo(at * width, horizon - share * horizon * (1 + 0.5 * rise));
    }
    hill.lineTo(width, horizon + 2);
    hill.closePath();
    canvas.fill(Rgb.color(rgb), hill);
  }

  private static void windows(
      Canvas canvas,
      SplittableRandom random,
      double x,
      double y,
      double wide,
      double high,
      double unit) {
    double step = 6.5 * unit;
    double lamps = canvas.light().lamps();
    for (double wy = y + 4 * unit; wy < y + high - 5 * unit; wy += step) {
      for (double wx = x + 3.5 * unit; wx < x + wide - 4 * unit; wx += step) {
        boolean lit = random.nextInt(3) == 0;
        int rgb =
            Rgb.mix(canvas.light().between(0x6C7C8A, 0x1F1E33), 0xFFCF7A, lit ? lamps * 0.9 : 0);
        canvas.fill(Rgb.color(rgb), new Rectangle2D.Double(wx, wy, 2.8 * unit, 3.4 * unit));
      }
    }
  }
}
