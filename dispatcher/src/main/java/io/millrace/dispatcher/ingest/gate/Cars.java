package io.millrace.dispatcher.ingest.gate;

import io.millrace.dispatcher.ingest.gate.Facet.Finish;
import java.util.SplittableRandom;

/** Cars and vans: four shapes, many colours. */
final class Cars {

  /** Metres; somewhat larger than real ones (0.075) so that a small picture can still be read. */
  static final double PLATE_LETTERS = 0.10;

  private static final int[] PAINTS = {
    0xB3202A, 0x1F4E8C, 0xD8DADB, 0x2C2F33, 0x8C9499, 0x2E6B4F, 0xE0A526, 0x6B2D5C, 0xC9552C,
    0xEFEFEA, 0x3F6F9E, 0x7A1F24
  };

  /** Nose to rear: {y, bottom, waist, top, half width}. */
  private static final double[][] SEDAN = {
    {0.00, 0.24, 0.50, 0.64, 0.66},
    {0.06, 0.20, 0.50, 0.68, 0.77},
    {0.20, 0.18, 0.54, 0.73, 0.86},
    {0.55, 0.17, 0.58, 0.82, 0.90},
    {1.25, 0.17, 0.62, 0.92, 0.91},
    {3.55, 0.17, 0.64, 0.97, 0.91},
    {4.12, 0.21, 0.64, 0.97, 0.88},
    {4.36, 0.28, 0.62, 0.94, 0.80},
    {4.44, 0.36, 0.60, 0.86, 0.70},
  };

  private static final double[][] SEDAN_CABIN = {
    {1.18, 0.91, 0.92, 0.82, 0.80},
    {1.98, 0.94, 1.38, 0.84, 0.63},
    {2.35, 0.95, 1.44, 0.84, 0.62},
    {3.10, 0.96, 1.43, 0.84, 0.62},
    {3.45, 0.96, 1.36, 0.83, 0.61},
    {4.02, 0.96, 0.98, 0.76, 0.72},
  };

  private static final double[][] WAGON = {
    {0.00, 0.27, 0.56, 0.74, 0.68},
    {0.06, 0.23, 0.56, 0.79, 0.79},
    {0.20, 0.21, 0.60, 0.84, 0.88},
    {0.55, 0.20, 0.64, 0.93, 0.92},
    {1.20, 0.20, 0.68, 1.02, 0.93},
    {3.75, 0.20, 0.72, 1.07, 0.93},
    {4.20, 0.26, 0.72, 1.07, 0.88},
    {4.32, 0.36, 0.70, 1.02, 0.80},
  };

  private static final double[][] WAGON_CABIN = {
    {1.12, 1.01, 1.02, 0.84, 0.82},
    {1.85, 1.04, 1.58, 0.86, 0.68},
    {2.20, 1.05, 1.66, 0.86, 0.67},
    {3.00, 1.06, 1.67, 0.86, 0.67},
    {3.85, 1.06, 1.61, 0.85, 0.66},
    {4.26, 1.05, 1.10, 0.80, 0.76},
  };

  private static final double[][] VAN = {
    {0.00, 0.28, 0.64, 0.88, 0.74},
    {0.06, 0.24, 0.64, 0.93, 0.86},
    {0.20, 0.24, 0.68, 1.00, 0.94},
    {0.60, 0.22, 0.72, 1.12, 0.98},
    {1.00, 0.22, 0.76, 1.20, 0.99},
    {5.00, 0.22, 0.80, 1.24, 0.99},
    {5.16, 0.30, 0.80, 1.24, 0.96},
  };

  private static final double[][] VAN_CABIN = {
    {0.92, 1.18, 1.20, 0.92, 0.90},
    {1.62, 1.21, 2.02, 0.93, 0.80},
    {1.95, 1.22, 2.18, 0.93, 0.82},
    {2.75, 1.23, 2.22, 0.93, 0.83},
    {5.06, 1.24, 2.20, 0.93, 0.83},
    {5.15, 1.24, 2.12, 0.92, 0.81},
  };

  private Cars() {}

  /** A random car with that number plate. */
  static Body random(SplittableRandom random, String plate) {
    int paint = PAINTS[random.nextInt(PAINTS.length)];
    return switch (random.nextInt(4)) {
      case 0, 1 -> sedan(paint, plate);
      case 2 -> wagon(paint, plate);
      default -> van(paint, plate);
    };
  }

  static Body sedan(int paint, String plate) {
    BodyBuilder car = new BodyBuilder();
    car.axle(0.84, 0.90, 0.31).axle(3.55, 0.90, 0.31).hull(SEDAN, paint);
    face(car, 0.02, 0.56, 0.70, 0.90);
    hood(car, SEDAN);
    car.cabin(SEDAN_CABIN, "gppgg", "pgggp", paint);
    trim(car, 0.92, 0.84, 3.55, 0.31, 2.30, 0.60);
    mirrors(car, 1.62, 0.98, paint);
    tail(car, 4.44, 0.70, 0.82, 0.92, 0.08);
    return car.plates(plate, PLATE_LETTERS, -0.02, 0.425, 4.47, 0.62)
        .section(2.2, 0.7)
        .build(4.44, 0.91, 1.45);
  }

  static Body wagon(int paint, String plate) {
    BodyBuilder car = new BodyBuilder();
    car.axle(0.86, 0.92, 0.35).axle(3.40, 0.92, 0.35).hull(WAGON, paint);
    face(car, 0.02, 0.64, 0.80, 0.95);
    hood(car, WAGON);
    car.cabin(WAGON_CABIN, "gpppg", "pgggp", paint);
    trim(car, 0.94, 0.86, 3.40, 0.35, 2.25, 0.66);
    mirrors(car, 1.52, 1.08, paint);
    tail(car, 4.32, 0.80, 1.0, 1.0, 0.20);
    return car.plates(plate, PLATE_LETTERS, -0.02, 0.465, 4.35, 0.70)
        .section(2.2, 0.8)
        .build(4.32, 0.93, 1.67);
  }

  static Body van(int paint, String plate) {
    BodyBuilder car = new BodyBuilder();
    car.axle(0.92, 0.98, 0.34).axle(4.10, 0.98, 0.34).hull(VAN, paint);
    face(car, 0.02, 0.74, 0.94, 1.02);
    hood(car, VAN);
    car.cabin(VAN_CABIN, "gpppp", "pgppp", paint);
    car.rearBand(BodyBuilder.GLASS, Finish.GLASS, 5.17, 0.66, 1.36, 1.96);
    trim(car, 1.0, 0.92, 4.10, 0.34, 2.75, 0.75);
    mirrors(car, 1.45, 1.28, BodyBuilder.DARK);
    tail(car, 5.16, 0.96, 1.12, 1.0, 0.34);
    return car.plates(plate, PLATE_LETTERS, -0.02, 0.50, 5.19, 0.66)
        .section(2.6, 1.0)
        .build(5.16, 0.99, 2.22);
  }

  /** Grille, air intake and head lamps; {@code low} and {@code high} bound the lamps. */
  private static void face(BodyBuilder car, double y, double low, double high, double wide) {
    car.frontBand(BodyBuilder.DARK, Finish.MATT, -0.005, 0.40 * wide, low - 0.03, low + 0.06);
    car.frontBand(0x8E959B, Finish.MATT, -0.008, 0.40 * wide, low + 0.055, low + 0.075);
    car.frontBand(BodyBuilder.DARK, Finish.MATT, -0.005, 0.56 * wide, low - 0.29, low - 0.22);
    Vec[] lamp = {
      new Vec(0.44 * wide, y - 0.03, low - 0.01),
      new Vec(0.66 * wide, y + 0.01, low - 0.01),
      new Vec(0.86 * wide, y + 0.16, low + 0.05),
      new Vec(0.82 * wide, y + 0.17, high - 0.02),
      new Vec(0.60 * wide, y + 0.05, high - 0.06),
      new Vec(0.46 * wide, y + 0.02, low + 0.05),
    };
    car.fronts(BodyBuilder.HEAD_LAMP, Finish.LAMP, lamp);
    car.lamps(0.66 * wide, y - 0.02, low + 0.03, 0.085, true);
  }

  /** The gaps beside the bonnet and the strip below the windscreen. */
  private static void hood(BodyBuilder car, double[][] ribs) {
    for (int i = 2; i < 4; i++) {
      double[] a = ribs[i];
      double[] b = ribs[i + 1];
      car.tops(
          0x101214,
          new Vec(a[4] * 0.78, a[0], a[3] + 0.004),
          new Vec(a[4] * 0.78 + 0.018, a[0], a[3] + 0.004),
          new Vec(b[4] * 0.78 + 0.018, b[0], b[3] + 0.004),
          new Vec(b[4] * 0.78, b[0], b[3] + 0.004));
    }
    double[] cowl = ribs[4];
    car.tops(
        0x15171A,
        new Vec(0, cowl[0] - 0.10, cowl[3] + 0.005),
        new Vec(cowl[4] * 0.84, cowl[0] - 0.06, cowl[3] + 0.005),
        new Vec(cowl[4] * 0.84, cowl[0], cowl[3] + 0.012),
        new Vec(0, cowl[0], cowl[3] + 0.012));
  }

  /** Tail lamps, bumper and rear window frame. */
  private static void tail(
      BodyBuilder car, double y, double low, double high, double wide, double extraTop) {
    car.rearBand(BodyBuilder.DARK, Finish.MATT, y + 0.006, 0.60 * wide, 0.36, 0.46);
    Vec[] lamp = {
      new Vec(0.46 * wide, y + 0.012, low + 0.02),
      new Vec(0.68 * wide, y + 0.012, low + 0.02),
      new Vec(0.68 * wide, y + 0.012, high + extraTop),
      new Vec(0.56 * wide, y + 0.012, high + extraTop),
    };
    car.rears(BodyBuilder.TAIL_LAMP, Finish.LAMP, lamp);
    car.lamps(0.60 * wide, y + 0.03, (low + high + extraTop) / 2, 0.075, false);
  }

  /** Wheels, the line between the doors, handles and the sill. */
  private static void trim(
      BodyBuilder car,
      double x,
      double front,
      double rear,
      double radius,
      double door,
      double low) {
    car.wheels(front, x - 0.005, radius, true).wheels(rear, x - 0.005, radius, true);
    car.sides(
        0x101214,
        Finish.MATT,
        new Vec(x - 0.004, door, 0.28),
        new Vec(x - 0.004, door + 0.02, 0.28),
        new Vec(x - 0.03, door + 0.02, low + 0.30),
        new Vec(x - 0.03, door, low + 0.30));
    car.sides(
        0x15171A,
        Finish.MATT,
        new Vec(x + 0.004, door + 0.10, low + 0.14),
        new Vec(x + 0.004, door + 0.28, low + 0.14),
        new Vec(x + 0.004, door + 0.28, low + 0.18),
        new Vec(x + 0.004, door + 0.10, low + 0.18));
  }

  private static void mirrors(BodyBuilder car, double y, double z, int paint) {
    Vec inner = new Vec(0.86, y, z);
    Vec outer = new Vec(1.06, y + 0.02, z + 0.02);
    car.fronts(
        paint,
        Finish.PAINT,
        inner,
        outer,
        outer.plus(new Vec(0, 0.02, 0.12)),
        inner.plus(new Vec(0, 0.02, 0.13)));
    car.rears(
        BodyBuilder.GLASS,
        Finish.GLASS,
        inner.plus(new Vec(0, 0.06, 0)),
        outer.plus(new Vec(0, 0.06, 0)),
        outer.plus(new Vec(0, 0.08, 0.12)),
        inner.plus(new Vec(0, 0.08, 0.13)));
  }
}
