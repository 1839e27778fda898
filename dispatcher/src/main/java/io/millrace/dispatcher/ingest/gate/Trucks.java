package io.millrace.dispatcher.ingest.gate;

import io.millrace.dispatcher.ingest.gate.Facet.Finish;
import java.util.SplittableRandom;

/** Box trucks and container trucks. */
final class Trucks {

  /** Metres; real codes are at least 0.10 high. */
  static final double CODE_LETTERS = 0.22;

  /** Half of a container's width (2.438 m). */
  private static final double CONTAINER_HALF_WIDTH = 1.219;

  private static final double CONTAINER_BOTTOM = 1.22;
  private static final double CONTAINER_TOP = CONTAINER_BOTTOM + 2.591;
  private static final double SHORT_CONTAINER = 6.058;
  private static final double LONG_CONTAINER = 12.192;

  private static final int[] CABS = {
    0xB3202A, 0x1F4E8C, 0xE8E8E4, 0x2E6B4F, 0xD98B1F, 0x3A3F45, 0x5B8DB8
  };
  private static final int[] BOXES = {0xE9EAE6, 0xD4DADC, 0xF0EAD8, 0x2F6FA8, 0xC8CDCF};
  private static final int[] CONTAINERS = {
    0x7E2A24, 0x1D4B78, 0x2B5F49, 0xB4551F, 0x5D6368, 0x8A2B3C, 0x23576B, 0x3E3A6B
  };

  private Trucks() {}

  /** A box truck with that number plate. */
  static Body box(SplittableRandom random, String plate) {
    int paint = CABS[random.nextInt(CABS.length)];
    int cargo = BOXES[random.nextInt(BOXES.length)];
    int stripe = CABS[random.nextInt(CABS.length)];
    BodyBuilder truck = new BodyBuilder();
    truck.axle(5.2, 1.12, 0.42).block(0.9, 1.9, 7.0, 0.5, 0.85, BodyBuilder.DARK, Finish.MATT);
    truck.block(1.16, 1.95, 7.1, 0.85, 3.1, cargo, Finish.MATT);
    truck.sides(
        stripe,
        Finish.MATT,
        new Vec(1.164, 1.98, 1.25),
        new Vec(1.164, 7.08, 1.25),
        new Vec(1.164, 7.08, 1.6),
        new Vec(1.164, 1.98, 1.6));
    truck.rearBand(0xB9BEC0, Finish.MATT, 7.104, 1.08, 0.95, 3.0);
    truck.rearBand(0x6E7376, Finish.MATT, 7.106, 0.012, 0.95, 3.0);
    truck.rearBand(BodyBuilder.DARK, Finish.MATT, 7.108, 1.1, 0.5, 0.85);
    truck.wheels(5.2, 1.14, 0.42, false);
    tailLamps(truck, 7.11, 0.62);
    truck.section(4.5, 2.0);
    cab(truck, paint, 2.6, 1.06);
    return truck
        .plates(plate, Cars.PLATE_LETTERS, -0.03, 0.56, 7.13, 0.67)
        .section(0.9, 1.4)
        .build(7.1, 1.16, 3.1);
  }

  /** A truck with one container that shows its code. */
  static Body container(SplittableRandom random, String code) {
    boolean isLong = random.nextInt(3) == 0;
    double length = isLong ? LONG_CONTAINER : SHORT_CONTAINER;
    double front = 2.35;
    double rear = front + length;
    int paint = CONTAINERS[random.nextInt(CONTAINERS.length)];
    BodyBuilder truck = new BodyBuilder();
    double wheels = rear - 2.6;
    truck.block(0.45, 1.9, rear, 0.85, 1.15, BodyBuilder.DARK, Finish.MATT);
    truck.block(1.2, rear - 0.25, rear, 0.9, 1.2, BodyBuilder.DARK, Finish.MATT);
    for (int axle = 0; axle < 2; axle++) {
      truck.axle(wheels + 1.3 * axle, 1.2, 0.5).wheels(wheels + 1.3 * axle, 1.2, 0.5, false);
    }
    truck.axle(2.9, 1.2, 0.5).wheels(2.9, 1.2, 0.5, false);
    walls(truck, front, rear, paint);
    tailLamps(truck, rear + 0.01, 0.95);
    double half = Glyphs.width(code) * CODE_LETTERS / 2;
    double z = CONTAINER_TOP - 0.62;
    truck.sign(
        new Body.Sign(
            new Vec(CONTAINER_HALF_WIDTH + 0.02, front + 0.45 + half, z),
            new Vec(1, 0, 0),
            CODE_LETTERS,
            code,
            Body.Style.WALL));
    truck.sign(
        new Body.Sign(
            new Vec(-CONTAINER_HALF_WIDTH - 0.02, rear - 0.45 - half, z),
            new Vec(-1, 0, 0),
            CODE_LETTERS,
            code,
            Body.Style.WALL));
    truck.section((front + rear) / 2, 2.4);
    cab(truck, CABS[random.nextInt(CABS.length)], 3.3, 1.2);
    return truck.section(0.9, 1.6).build(rear, CONTAINER_HALF_WIDTH, CONTAINER_TOP);
  }

  /** A container's walls: corrugated steel in a frame with corner castings. */
  private static void walls(BodyBuilder truck, double front, double rear, int paint) {
    double x = CONTAINER_HALF_WIDTH;
    truck.block(x, front, rear, CONTAINER_BOTTOM, CONTAINER_TOP, paint, Finish.MATT);
    int ribs = (int) Math.round((rear - front - 0.4) / 0.29);
    double step = (rear - front - 0.4) / ribs;
    int shade = Rgb.times(paint, 0.80);
    int shine = Rgb.times(paint, 1.14);
    for (int i = 0; i < ribs; i++) {
      double y = front + 0.2 + i * step;
      sidePanel(
          truck,
          shade,
          x + 0.004,
          y,
          y + step * 0.22,
          CONTAINER_BOTTOM + 0.2,
          CONTAINER_TOP - 0.16);
      sidePanel(
          truck,
          shine,
          x + 0.004,
          y + step * 0.5,
          y + step * 0.66,
          CONTAINER_BOTTOM + 0.2,
          CONTAINER_TOP - 0.16);
    }
    int frame = Rgb.times(paint, 0.68);
    sidePanel(truck, frame, x + 0.008, front, rear, CONTAINER_BOTTOM, CONTAINER_BOTTOM + 0.16);
    sidePanel(
        truck, Rgb.times(paint, 1.06), x + 0.008, front, rear, CONTAINER_TOP - 0.12, CONTAINER_TOP);
    for (double y : new double[] {front, rear - 0.17}) {
      sidePanel(truck, frame, x + 0.01, y, y + 0.17, CONTAINER_BOTTOM, CONTAINER_TOP);
      sidePanel(truck, 0x3A3C3E, x + 0.012, y, y + 0.17, CONTAINER_TOP - 0.12, CONTAINER_TOP);
      sidePanel(truck, 0x3A3C3E, x + 0.012, y, y + 0.17, CONTAINER_BOTTOM, CONTAINER_BOTTOM + 0.12);
    }
  }

  private static void sidePanel(
      BodyBuilder truck, int rgb, double x, double front, double rear, double bottom, double top) {
    truck.sides(
        rgb,
        Finish.MATT,
        new Vec(x, front, bottom),
        new Vec(x, rear, bottom),
        new Vec(x, rear, top),
        new Vec(x, front, top));
  }

  private static void tailLamps(BodyBuilder truck, double y, double z) {
    truck.rears(
        BodyBuilder.TAIL_LAMP,
        Finish.LAMP,
        new Vec(0.78, y, z),
        new Vec(1.06, y, z),
        new Vec(1.06, y, z + 0.14),
        new Vec(0.78, y, z + 0.14));
    truck.lamps(0.92, y + 0.02, z + 0.07, 0.08, false);
  }

  /** A cab over the engine; {@code top} metres high. */
  private static void cab(BodyBuilder truck, int paint, double top, double halfWidth) {
    double belt = 0.52 * top;
    truck.axle(1.0, halfWidth, 0.44);
    double[][] lower = {
      {0.00, 0.40, 0.62, belt, halfWidth * 0.90},
      {0.10, 0.34, 0.62, belt, halfWidth * 0.99},
      {1.85, 0.40, 0.70, belt, halfWidth},
    };
    truck.hull(lower, paint);
    double[][] upper = {
      {0.03, belt, belt + 0.03, halfWidth * 0.92, halfWidth * 0.91},
      {0.22, belt, top - 0.30, halfWidth * 0.94, halfWidth * 0.90},
      {0.40, belt, top, halfWidth * 0.94, halfWidth * 0.88},
      {1.05, belt, top + 0.02, halfWidth * 0.94, halfWidth * 0.88},
      {1.85, belt, top + 0.02, halfWidth * 0.94, halfWidth * 0.88},
    };
    truck.cabin(upper, "gppp", "pggp", paint);
    truck.frontBand(0x14161A, Finish.MATT, -0.006, halfWidth * 0.62, 0.80, belt - 0.16);
    for (int bar = 0; bar < 3; bar++) {
      double z = 0.86 + bar * (belt - 1.08) / 3;
      truck.frontBand(0x7F878C, Finish.MATT, -0.008, halfWidth * 0.62, z, z + 0.03);
    }
    truck.frontBand(BodyBuilder.DARK, Finish.MATT, -0.007, halfWidth * 0.86, 0.42, 0.72);
    truck.fronts(
        BodyBuilder.HEAD_LAMP,
        Finish.LAMP,
        new Vec(halfWidth * 0.60, -0.01, 0.50),
        new Vec(halfWidth * 0.88, -0.01, 0.50),
        new Vec(halfWidth * 0.88, -0.01, 0.66),
        new Vec(halfWidth * 0.60, -0.01, 0.66));
    truck.lamps(halfWidth * 0.74, -0.03, 0.58, 0.1, true);
    truck.wheels(1.0, halfWidth * 1.01, 0.44, true);
    truck.sides(
        BodyBuilder.DARK,
        Finish.MATT,
        new Vec(halfWidth + 0.16, 0.20, belt + 0.05),
        new Vec(halfWidth + 0.16, 0.30, belt + 0.05),
        new Vec(halfWidth + 0.16, 0.30, belt + 0.55),
        new Vec(halfWidth + 0.16, 0.20, belt + 0.55));
    truck.fronts(
        BodyBuilder.DARK,
        Finish.MATT,
        new Vec(halfWidth * 0.98, 0.20, belt + 0.05),
        new Vec(halfWidth * 0.98 + 0.2, 0.20, belt + 0.05),
        new Vec(halfWidth * 0.98 + 0.2, 0.20, belt + 0.55),
        new Vec(halfWidth * 0.98, 0.20, belt + 0.55));
  }
}
