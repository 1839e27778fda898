package io.millrace.dispatcher.ingest.gate;

import io.millrace.dispatcher.ingest.gate.Facet.Finish;
import java.util.ArrayList;
import java.util.List;

/** Puts a vehicle's shape together. */
final class BodyBuilder {

  static final int TYRE = 0x17181A;
  static final int RIM = 0x9DA3A8;
  static final int DARK = 0x1E2023;
  static final int GLASS = 0x1B2733;
  static final int HEAD_LAMP = 0xDDE6EC;
  static final int TAIL_LAMP = 0x9E1712;

  private static final Vec FRONT = new Vec(0, -1, 0);
  private static final Vec REAR = new Vec(0, 1, 0);
  private static final Vec RIGHT = new Vec(1, 0, 0);
  private static final Vec LEFT = new Vec(-1, 0, 0);
  private static final Vec UP = new Vec(0, 0, 1);
  private static final int ROUND = 18;

  private final List<Body.Section> sections = new ArrayList<>();
  private final List<Body.Sign> signs = new ArrayList<>();
  private final List<Body.Lamp> lamps = new ArrayList<>();
  private List<Facet> facets = new ArrayList<>();

  /** Begins the next piece: what was added since is one section around that centre. */
  BodyBuilder section(double y, double z) {
    sections.add(new Body.Section(new Vec(0, y, z), List.copyOf(facets)));
    facets = new ArrayList<>();
    return this;
  }

  Body build(double length, double halfWidth, double height) {
    return new Body(length, halfWidth, height, sections, signs, lamps);
  }

  /**
   * The lower body of a car: a skin over ribs.
   *
   * @param ribs {@code {y, bottom, waist, top, half width}} from nose to rear
   */
  BodyBuilder hull(double[][] ribs, int rgb) {
    double[] first = ribs[0];
    double[] last = ribs[ribs.length - 1];
    add(rgb, Finish.PAINT, REAR, ring(last));
    for (int i = 0; i + 1 < ribs.length; i++) {
      double[] a = ribs[i];
      double[] b = ribs[i + 1];
      both(rgb, RIGHT, sill(a), sill(b), waist(b), waist(a));
      both(rgb, RIGHT, waist(a), waist(b), belt(b), belt(a));
      add(rgb, Finish.PAINT, UP, belt(a), belt(b), mirror(belt(b)), mirror(belt(a)));
    }
    add(rgb, Finish.PAINT, FRONT, ring(first));
    return this;
  }

  /**
   * The part of a car above its belt.
   *
   * @param ribs {@code {y, bottom, top, half width at the bottom, half width at the top}}
   * @param top what lies between two ribs seen from above: {@code g} glass, {@code p} paint
   * @param side the same seen from the side
   */
  BodyBuilder cabin(double[][] ribs, String top, String side, int rgb) {
    for (int i = ribs.length - 2; i >= 0; i--) {
      double[] a = ribs[i];
      double[] b = ribs[i + 1];
      boolean glassSide = side.charAt(i) == 'g';
      boolean glassTop = top.charAt(i) == 'g';
      // The frame is painted; the pane is set into it.
      Vec[] wall = {at(a, 3, 1), at(b, 3, 1), at(b, 4, 2), at(a, 4, 2)};
      Vec[] roof = {at(a, 4, 2), at(b, 4, 2), mirror(at(b, 4, 2)), mirror(at(a, 4, 2))};
      both(rgb, RIGHT, wall);
      add(rgb, Finish.PAINT, UP, roof);
      if (glassSide) {
        Facet pane = Facet.of(GLASS, Finish.GLASS, RIGHT, inset(wall, 0.05, 0.1));
        facets.add(pane);
        facets.add(pane.mirrored());
      }
      if (glassTop) {
        add(GLASS, Finish.GLASS, UP, inset(roof, 0.06, 0.06));
      }
    }
    return this;
  }

  /** A block with upright walls. */
  BodyBuilder block(
      double halfWidth,
      double front,
      double rear,
      double bottom,
      double top,
      int rgb,
      Finish finish) {
    Vec a = new Vec(halfWidth, front, bottom);
    Vec b = new Vec(halfWidth, rear, bottom);
    Vec c = new Vec(halfWidth, rear, top);
    Vec d = new Vec(halfWidth, front, top);
    add(rgb, finish, REAR, b, c, mirror(c), mirror(b));
    add(rgb, finish, UP, c, d, mirror(d), mirror(c));
    Facet side = Facet.of(rgb, finish, RIGHT, a, b, c, d);
    facets.add(side);
    facets.add(side.mirrored());
    add(rgb, finish, FRONT, a, d, mirror(d), mirror(a));
    return this;
  }

  /** What is seen of an axle's wheels from the vehicle's ends; the hull hides the upper part. */
  BodyBuilder axle(double y, double halfWidth, double radius) {
    for (int side = -1; side <= 1; side += 2) {
      double inner = side * (halfWidth - 0.21);
      double outer = side * (halfWidth - 0.03);
      Vec[] tread = {
        new Vec(inner, y, 0.03),
        new Vec(inner + (outer - inner) * 0.12, y, 0),
        new Vec(inner + (outer - inner) * 0.88, y, 0),
        new Vec(outer, y, 0.03),
        new Vec(outer, y, radius * 1.7),
        new Vec(inner, y, radius * 1.7)
      };
      add(TYRE, Finish.MATT, FRONT, tread);
      add(TYRE, Finish.MATT, REAR, tread);
    }
    return this;
  }

  /** The outer faces of an axle's wheels, to be added after the body they stand out from. */
  BodyBuilder wheels(double y, double halfWidth, double radius, boolean arch) {
    for (int side = -1; side <= 1; side += 2) {
      Vec outwards = side > 0 ? RIGHT : LEFT;
      double x = side * halfWidth;
      if (arch) {
        add(DARK, Finish.MATT, outwards, disc(x, y, radius, radius * 1.17));
      }
      add(TYRE, Finish.MATT, outwards, disc(x * 1.004, y, radius, radius));
      add(RIM, Finish.MATT, outwards, disc(x * 1.008, y, radius, radius * 0.62));
      add(0x50555A, Finish.MATT, outwards, disc(x * 1.012, y, radius, radius * 0.22));
    }
    return this;
  }

  /** A painted shape on the right side and its mirror image on the left. */
  BodyBuilder sides(int rgb, Finish finish, Vec... corners) {
    Facet facet = Facet.of(rgb, finish, RIGHT, corners);
    facets.add(facet);
    facets.add(facet.mirrored());
    return this;
  }

  /** A shape that is seen from above, added together with its mirror image. */
  BodyBuilder tops(int rgb, Vec... corners) {
    Facet facet = Facet.of(rgb, Finish.MATT, UP, corners);
    facets.add(facet);
    facets.add(facet.mirrored());
    return this;
  }

  /** A shape on the front, added together with its mirror image. */
  BodyBuilder fronts(int rgb, Finish finish, Vec... corners) {
    Facet facet = Facet.of(rgb, finish, FRONT, corners);
    facets.add(facet);
    facets.add(facet.mirrored());
    return this;
  }

  /** A shape on the rear, added together with its mirror image. */
  BodyBuilder rears(int rgb, Finish finish, Vec... corners) {
    Facet facet = Facet.of(rgb, finish, REAR, corners);
    facets.add(facet);
    facets.add(facet.mirrored());
    return this;
  }

  /** An upright rectangle across the front. */
  BodyBuilder frontBand(
      int rgb, Finish finish, double y, double halfWidth, double bottom, double top) {
    add(rgb, finish, FRONT, band(y, halfWidth, bottom, top));
    return this;
  }

  /** An upright rectangle across the rear. */
  BodyBuilder rearBand(
      int rgb, Finish finish, double y, double halfWidth, double bottom, double top) {
    add(rgb, finish, REAR, band(y, halfWidth, bottom, top));
    return this;
  }

  BodyBuilder sign(Body.Sign sign) {
    signs.add(sign);
    return this;
  }

  /** A number plate in front and one behind. */
  BodyBuilder plates(
      String text, double letterHeight, double frontY, double frontZ, double rearY, double rearZ) {
    sign(new Body.Sign(new Vec(0, frontY, frontZ), FRONT, letterHeight, text, Body.Style.PLATE));
    return sign(
        new Body.Sign(new Vec(0, rearY, rearZ), REAR, letterHeight, text, Body.Style.PLATE));
  }

  /** A pair of lamps. */
  BodyBuilder lamps(double x, double y, double z, double radius, boolean front) {
    for (int side = -1; side <= 1; side += 2) {
      lamps.add(new Body.Lamp(new Vec(side * x, y, z), front ? FRONT : REAR, radius, front));
    }
    return this;
  }

  private void add(int rgb, Finish finish, Vec outwards, Vec... corners) {
    facets.add(Facet.of(rgb, finish, outwards, corners));
  }

  private void both(int rgb, Vec outwards, Vec... corners) {
    Facet facet = Facet.of(rgb, Finish.PAINT, outwards, corners);
    facets.add(facet);
    facets.add(facet.mirrored());
  }

  private static Vec[] ring(double[] rib) {
    return new Vec[] {
      sill(rib), waist(rib), belt(rib), mirror(belt(rib)), mirror(waist(rib)), mirror(sill(rib))
    };
  }

  private static Vec[] band(double y, double halfWidth, double bottom, double top) {
    return new Vec[] {
      new Vec(-halfWidth, y, bottom),
      new Vec(halfWidth, y, bottom),
      new Vec(halfWidth, y, top),
      new Vec(-halfWidth, y, top)
    };
  }

  private static Vec[] disc(double x, double y, double z, double radius) {
    Vec[] corners = new Vec[ROUND];
    for (int i = 0; i < ROUND; i++) {
      double angle = 2 * Math.PI * i / ROUND;
      corners[i] = new Vec(x, y + radius * Math.cos(angle), z + radius * Math.sin(angle));
    }
    return corners;
  }

  /** A quadrilateral's inner part, by shares of its two extents. */
  private static Vec[] inset(Vec[] q, double along, double across) {
    return new Vec[] {
      inside(q, along, across),
      inside(q, 1 - along, across),
      inside(q, 1 - along, 1 - across),
      inside(q, along, 1 - across)
    };
  }

  private static Vec inside(Vec[] q, double along, double across) {
    return q[0].towards(q[1], along).towards(q[3].towards(q[2], along), across);
  }

  private static Vec sill(double[] rib) {
    return new Vec(rib[4] * 0.95, rib[0], rib[1]);
  }

  private static Vec waist(double[] rib) {
    return new Vec(rib[4], rib[0], rib[2]);
  }

  private static Vec belt(double[] rib) {
    return new Vec(rib[4] * 0.94, rib[0], rib[3]);
  }

  private static Vec at(double[] rib, int halfWidth, int z) {
    return new Vec(rib[halfWidth], rib[0], rib[z]);
  }

  private static Vec mirror(Vec point) {
    return new Vec(-point.x(), point.y(), point.z());
  }
}
