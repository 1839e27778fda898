package io.millrace.dispatcher.ingest.gate;

/**
 * The house beside the lane that leads to the gate.
 *
 * @param right metres of its wall towards the lane
 */
record GateHouse(double right) {

  private static final double FRONT = 14.8;
  private static final double REAR = 19;
  private static final double WIDTH = 3.4;
  private static final Vec EAST = new Vec(1, 0, 0);

  void draw(Canvas canvas) {
    Light light = canvas.light();
    double left = right - WIDTH;
    canvas.ground(
        0xB4B1A6,
        1,
        new Vec(left - 0.4, FRONT - 1.6, 0),
        new Vec(right + 0.75, FRONT - 1.6, 0),
        new Vec(right + 0.75, REAR + 1, 0),
        new Vec(left - 0.4, REAR + 1, 0));
    side(canvas, 0xC9C2B2, 0, FRONT, REAR, 0, 2.75);
    canvas.upright(0xD8D2C2, left, right, FRONT, 0, 2.75);
    side(canvas, 0x77736A, 0.005, FRONT, REAR, 0, 0.5);
    canvas.upright(0x848077, left, right, FRONT - 0.005, 0, 0.5);
    int pane = Rgb.mix(light.between(0x6C8CA2, 0x2A2D42), 0xFFD68A, 0.92 * light.lamps());
    canvas.fill(Rgb.times(pane, 0.92), 1, wall(0.01, FRONT + 0.35, REAR - 1.6, 1.15, 2.25));
    side(canvas, 0x55504A, 0.01, REAR - 1.3, REAR - 0.35, 0.05, 2.2);
    canvas.fill(
        pane,
        1,
        new Vec(left + 0.5, FRONT - 0.01, 1.15),
        new Vec(right - 0.4, FRONT - 0.01, 1.15),
        new Vec(right - 0.4, FRONT - 0.01, 2.25),
        new Vec(left + 0.5, FRONT - 0.01, 2.25));
    for (double bar = left + 1.3; bar < right - 0.5; bar += 0.85) {
      canvas.upright(0x6A655C, bar, bar + 0.06, FRONT - 0.02, 1.15, 2.25);
    }
    // The roof reaches over the walls.
    side(canvas, 0x4A4E53, 0.45, FRONT - 0.4, REAR + 0.4, 2.75, 3.05);
    canvas.upright(0x565B61, left - 0.4, right + 0.45, FRONT - 0.4, 2.75, 3.05);
    if (light.lamps() > 0) {
      windowLight(canvas, 0.06 * light.lamps());
    }
  }

  private void windowLight(Canvas canvas, double opacity) {
    for (int ring = 1; ring <= 3; ring++) {
      canvas.fill(
          0xFFD68A,
          opacity,
          new Vec(right + 0.05, FRONT, 0),
          new Vec(right + 0.7 * ring, FRONT - 0.3 * ring, 0),
          new Vec(right + 0.7 * ring, REAR - 1.6 + 0.3 * ring, 0),
          new Vec(right + 0.05, REAR - 1.6, 0));
    }
  }

  private void side(
      Canvas canvas, int rgb, double out, double front, double rear, double bottom, double top) {
    canvas.fill(canvas.light().shade(rgb, EAST), 1, wall(out, front, rear, bottom, top));
  }

  private Vec[] wall(double out, double front, double rear, double bottom, double top) {
    double x = right + out;
    return new Vec[] {
      new Vec(x, front, bottom),
      new Vec(x, rear, bottom),
      new Vec(x, rear, top),
      new Vec(x, front, top)
    };
  }
}
