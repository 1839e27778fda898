package io.millrace.dispatcher.ingest.gate;

import java.util.SplittableRandom;

/** What stands still in the terminal: concrete, stacks of containers, cranes and light masts. */
final class YardBackdrop {

  private static final int[] CONTAINERS = {
    0x7E2A24, 0x1D4B78, 0x2B5F49, 0xB4551F, 0x5D6368, 0x23576B, 0xA8873A, 0x8C8F8E
  };

  private final long seed;
  private final Landscape landscape;

  YardBackdrop(long seed) {
    this.seed = seed;
    this.landscape = new Landscape(seed);
  }

  void draw(Canvas canvas) {
    landscape.sky(canvas);
    crane(canvas, -46, 120);
    crane(canvas, 22, 135);
    crane(canvas, 66, 128);
    ground(canvas);
    stacks(canvas, 62, 4);
    stacks(canvas, 44, 3);
    for (double x = -27; x < 40; x += 18) {
      landscape.lamp(canvas, x, 33, x < 0 ? 1.2 : -1.2);
    }
    kerb(canvas);
  }

  private void ground(Canvas canvas) {
    int bands = 12;
    double y = 300;
    for (int i = 0; i < bands; i++) {
      double next = i == bands - 1 ? 1.5 : y * 0.63;
      flat(canvas, Rgb.mix(0xA6A8A6, 0x77797A, (double) i / bands), 1, -500, 500, next, y);
      y = next;
    }
    SplittableRandom random = new SplittableRandom(seed ^ 41);
    for (int i = 0; i < 260; i++) {
      double away = 7 + 22 * random.nextDouble();
      double x = (random.nextDouble() - 0.5) * 40;
      double size = 0.2 + random.nextDouble() * 1.3;
      int rgb = random.nextBoolean() ? 0x55585A : 0x9A9C9A;
      flat(canvas, rgb, 0.10, x, x + size * 3, away, away + size * 0.5);
    }
    for (double line : new double[] {8.6, 16.4, 24.2}) {
      flat(canvas, 0xE2B93B, 0.9, -300, 300, line, line + 0.16);
    }
    for (double dash = -60; dash < 60; dash += 4) {
      flat(canvas, 0xE9E9E4, 0.8, dash, dash + 1.8, 12.25, 12.37);
    }
  }

  private void stacks(Canvas canvas, double y, int highest) {
    SplittableRandom random = new SplittableRandom(seed ^ Math.round(y * 53));
    for (int column = -9; column <= 8; column++) {
      double left = column * 6.6 + random.nextDouble() * 0.2;
      int levels = 1 + random.nextInt(highest);
      for (int level = 0; level < levels; level++) {
        int rgb = CONTAINERS[random.nextInt(CONTAINERS.length)];
        double bottom = level * 2.62;
        canvas.upright(rgb, left, left + 6.06, y, bottom, bottom + 2.55);
        for (double rib = 0.3; rib < 5.9; rib += 0.6) {
          canvas.upright(
              Rgb.times(rgb, 0.84),
              left + rib,
              left + rib + 0.22,
              y - 0.01,
              bottom + 0.15,
              bottom + 2.4);
        }
        canvas.upright(Rgb.times(rgb, 0.6), left, left + 6.06, y - 0.02, bottom, bottom + 0.12);
      }
    }
  }

  /** A ship-to-shore crane with its boom towards the water. */
  private static void crane(Canvas canvas, double x, double y) {
    int rgb = canvas.light().between(0x8FA1B2, 0x35304C);
    for (double leg : new double[] {0, 9}) {
      beam(canvas, rgb, x + leg, y, 0, x + leg + 0.4, 30, 0.9);
    }
    beam(canvas, rgb, x, y, 12, x + 9.4, 12, 0.8);
    beam(canvas, rgb, x - 14, y, 30, x + 24, 30, 1.2);
    beam(canvas, rgb, x + 4.5, y, 30, x + 4.5, 41, 0.8);
    beam(canvas, rgb, x + 4.5, y, 41, x + 22, 30.4, 0.35);
    beam(canvas, rgb, x + 4.5, y, 41, x - 12, 30.4, 0.35);
    beam(canvas, rgb, x, y, 12, x + 9, 30, 0.35);
    double lamps = canvas.light().lamps();
    for (double lamp : new double[] {-13, 4.5, 23}) {
      Vec at = new Vec(x + lamp, y, lamp == 4.5 ? 41.5 : 30.8);
      canvas.glow(canvas.view().pixel(at), canvas.view().scaleAt(at) * 1.5, 0xFF6A50, lamps);
    }
  }

  private static void beam(
      Canvas canvas, int rgb, double x1, double y, double z1, double x2, double z2, double thick) {
    double length = Math.hypot(x2 - x1, z2 - z1);
    double nx = -(z2 - z1) / length * thick / 2;
    double nz = (x2 - x1) / length * thick / 2;
    canvas.fill(
        rgb,
        1,
        new Vec(x1 + nx, y, z1 + nz),
        new Vec(x2 + nx, y, z2 + nz),
        new Vec(x2 - nx, y, z2 - nz),
        new Vec(x1 - nx, y, z1 - nz));
  }

  /** Concrete blocks between the lanes and the stacks. */
  private static void kerb(Canvas canvas) {
    for (int i = -14; i < 14; i++) {
      double left = i * 2.4;
      canvas.upright(i % 2 == 0 ? 0xC9C9C2 : 0xC2A032, left, left + 2.3, 27, 0, 0.75);
    }
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
