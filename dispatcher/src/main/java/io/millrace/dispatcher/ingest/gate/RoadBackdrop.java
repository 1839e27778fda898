package io.millrace.dispatcher.ingest.gate;

import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/**
 * What stands still around the road: the road itself, its verges, trees, lamps and the gate house.
 */
final class RoadBackdrop {

  /** Edges of the road and of the island between its lanes, in metres. */
  private static final double LEFT = -3.2;

  private static final double ISLAND_LEFT = 0.0;
  private static final double ISLAND_RIGHT = 0.7;
  private static final double RIGHT = 4.1;
  private static final double MIDDLE = 0.35;
  private static final double FAR = 400;
  private static final double NEAR = 1.5;

  private final long seed;
  private final Landscape landscape;

  RoadBackdrop(long seed) {
    this.seed = seed;
    this.landscape = new Landscape(seed);
  }

  void draw(Canvas canvas) {
    landscape.sky(canvas);
    landscape.skyline(canvas, 0.42);
    verge(canvas);
    road(canvas);
    woods(canvas);
    rail(canvas);
    new GateHouse(LEFT - 1.25).draw(canvas);
    island(canvas);
  }

  private void verge(Canvas canvas) {
    int far = canvas.light().shade(0x93A473, new Vec(0, 0, 1));
    double horizon = canvas.view().horizonY();
    canvas.fill(
        Rgb.color(far),
        new Rectangle2D.Double(
            0, horizon, canvas.frame().getWidth(), canvas.frame().getHeight() - horizon));
    int bands = 14;
    double y = FAR;
    for (int i = 0; i < bands; i++) {
      double next = i == bands - 1 ? NEAR : y * 0.66;
      int rgb = Rgb.mix(0x93A473, 0x5E7F3D, (double) i / bands);
      flat(canvas, rgb, 1, -600, 600, next, y);
      y = next;
    }
    SplittableRandom random = new SplittableRandom(seed ^ 23);
    for (int i = 0; i < 2200; i++) {
      double away = 5 + 60 * Math.pow(random.nextDouble(), 2.2);
      boolean left = random.nextBoolean();
      double x =
          left ? LEFT - 0.5 - random.nextDouble() * away : RIGHT + 0.6 + random.nextDouble() * away;
      int rgb = random.nextBoolean() ? 0x4A6B2E : 0x86A352;
      double size = 0.04 + 0.07 * random.nextDouble();
      flat(canvas, rgb, 0.5, x, x + size, away, away + size * 3);
    }
  }

  private static void road(Canvas canvas) {
    flat(canvas, 0xA9A79C, 1, LEFT - 0.55, RIGHT + 0.65, NEAR, FAR);
    int bands = 12;
    double y = FAR;
    for (int i = 0; i < bands; i++) {
      double next = i == bands - 1 ? NEAR : y * 0.6;
      flat(canvas, Rgb.mix(0x83878B, 0x55585C, (double) i / bands), 1, LEFT, RIGHT, next, y);
      y = next;
    }
    // Tyres have polished two tracks into each lane.
    for (double track : new double[] {-2.3, -0.9, 1.7, 3.1}) {
      flat(canvas, 0x3E4144, 0.22, track - 0.22, track + 0.22, NEAR, FAR);
    }
    flat(canvas, 0xE4E4DE, 0.95, LEFT + 0.12, LEFT + 0.26, NEAR, FAR);
    flat(canvas, 0xE4E4DE, 0.95, RIGHT - 0.26, RIGHT - 0.12, NEAR, FAR);
    for (double dash = 14; dash < 160; dash += 5) {
      flat(canvas, 0xE8E8E2, 0.95, MIDDLE - 0.08, MIDDLE + 0.08, dash, dash + 2.6);
    }
    // Stop line, and an arrow before it.
    flat(canvas, 0xEDEDE7, 0.95, LEFT + 0.26, ISLAND_LEFT - 0.1, 7.4, 7.8);
    flat(canvas, 0xE4E4DE, 0.85, -1.66, -1.54, 18.5, 22);
    canvas.ground(
        0xE4E4DE, 0.85, new Vec(-1.6, 16.2, 0), new Vec(-1.25, 18.6, 0), new Vec(-1.95, 18.6, 0));
  }

  private void woods(Canvas canvas) {
    SplittableRandom random = new SplittableRandom(seed ^ 31);
    for (int i = 0; i < 34; i++) {
      double x = -64 + i * 5.4 + random.nextDouble() * 3;
      if (x < LEFT - 12 || x > RIGHT + 12) {
        landscape.tree(canvas, x, 95 + random.nextDouble() * 30, 8 + 4 * random.nextDouble(), i);
      }
    }
    for (int i = 9; i >= 0; i--) {
      double y = 21 + i * 9.5;
      double right = RIGHT + 5.2 + random.nextDouble() * 2.5;
      landscape.tree(canvas, right, y, 6.5 + 2 * random.nextDouble(), 50 + i);
      double left = LEFT - 6.5 - random.nextDouble() * 4;
      landscape.tree(canvas, left, y + 9, 6.5 + 2.5 * random.nextDouble(), 70 + i);
      if (i % 2 == 0) {
        landscape.lamp(canvas, RIGHT + 1.2, y + 3, -1.8);
      }
    }
  }

  /** A guard rail on the right. */
  private static void rail(Canvas canvas) {
    for (double y = 60; y > 6; y -= 2) {
      canvas.upright(0x8D9499, RIGHT + 0.85, RIGHT + 0.93, y, 0, 0.62);
    }
    Vec inwards = new Vec(-1, 0, 0);
    for (double z : new double[] {0.36, 0.56}) {
      int rgb = canvas.light().shade(z < 0.5 ? 0xA9B0B5 : 0xC3C9CD, inwards);
      canvas.fill(
          rgb,
          1,
          new Vec(RIGHT + 0.84, NEAR, z),
          new Vec(RIGHT + 0.84, 90, z),
          new Vec(RIGHT + 0.84, 90, z + 0.13),
          new Vec(RIGHT + 0.84, NEAR, z + 0.13));
    }
  }

  /** The raised island that the barrier stands on. */
  private static void island(Canvas canvas) {
    double near = 4.4;
    double far = 12.4;
    double high = 0.14;
    canvas.fill(
        canvas.light().shade(0xBDBAB0, new Vec(0, 0, 1)),
        1,
        new Vec(ISLAND_LEFT, near, high),
        new Vec(ISLAND_RIGHT, near, high),
        new Vec(ISLAND_RIGHT, far, high),
        new Vec(ISLAND_LEFT, far, high));
    canvas.upright(0xD8B43A, ISLAND_LEFT, ISLAND_RIGHT, near, 0, high);
  }

  private static void flat(
      Canvas canvas, int rgb, double opacity, double left, double right, double near, double far) {
    canvas.ground(
        rgb,
        opacity,
        new Vec(left, near, 0),
        new Vec(right, near, 0),
        new Vec(right, far, 0),
        new Vec(left, far, 0));
  }
}
