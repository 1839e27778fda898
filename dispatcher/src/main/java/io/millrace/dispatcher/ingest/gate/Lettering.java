package io.millrace.dispatcher.ingest.gate;

import io.millrace.dispatcher.ingest.gate.Body.Sign;
import io.millrace.dispatcher.ingest.gate.Body.Style;
import java.awt.geom.Path2D;
import java.util.List;

/**
 * A text on an upright wall or plate, in the world.
 *
 * @param centre of the text
 * @param right the direction it is read in, of length 1
 * @param letterHeight metres
 */
record Lettering(Vec centre, Vec normal, Vec right, double letterHeight, String text, Style style) {

  /** Letters lower than this in the picture are not drawn (3 pixels). */
  private static final double LEAST_PIXELS = 3;

  private static final double PLATE_MARGIN = 0.26;
  private static final double PLATE_BAND = 0.30;
  private static final int PLATE_WHITE = 0xF4F3EA;
  private static final int PLATE_INK = 0x101012;
  private static final int PLATE_BLUE = 0x1B4FA0;
  private static final int WALL_INK = 0xF2F2EE;

  /** A vehicle's sign where the vehicle stands. */
  static Lettering of(Sign sign, Pose pose) {
    Vec normal = pose.direction(sign.normal());
    return new Lettering(
        pose.world(sign.centre()),
        normal,
        new Vec(0, 0, 1).cross(normal),
        sign.letterHeight(),
        sign.text(),
        sign.style());
  }

  /** Whether its front is to be seen, and nowhere too near. */
  boolean visible(Projection view) {
    return view.faces(centre, normal)
        && quad().stream().allMatch(corner -> corner.y() >= 2 * Projection.NEAR);
  }

  /** The corners of the text, clockwise from its top left. */
  List<Vec> quad() {
    double half = Glyphs.width(text) / 2;
    return List.of(at(-half, 0.5), at(half, 0.5), at(half, -0.5), at(-half, -0.5));
  }

  void draw(Canvas canvas) {
    double pixels = canvas.view().scaleAt(centre) * letterHeight;
    if (style == Style.PLATE) {
      plate(canvas);
    }
    if (pixels < LEAST_PIXELS) {
      return;
    }
    canvas.fill(Rgb.color(ink(canvas.light())), shape(canvas.view()));
  }

  private int ink(Light light) {
    return style == Style.PLATE ? PLATE_INK : light.shade(WALL_INK, normal);
  }

  private void plate(Canvas canvas) {
    double half = Glyphs.width(text) / 2 + PLATE_MARGIN;
    double rise = 0.5 + PLATE_MARGIN * 0.85;
    // Plates throw light back to where it comes from: at dusk they stay lighter than paint.
    Light light = canvas.light();
    Light lifted = new Light(light.dusk() * 0.55);
    int white = lifted.shade(PLATE_WHITE, normal);
    rectangle(canvas, Rgb.times(white, 0.42), -half - PLATE_BAND - 0.05, half + 0.05, rise + 0.05);
    rectangle(canvas, white, -half - PLATE_BAND, half, rise);
    rectangle(canvas, lifted.shade(PLATE_BLUE, normal), -half - PLATE_BAND, -half, rise);
  }

  private void rectangle(Canvas canvas, int rgb, double left, double right, double rise) {
    canvas.fill(rgb, 1, at(left, rise), at(right, rise), at(right, -rise), at(left, -rise));
  }

  /** A point of the text's plane, in letter heights from its centre. */
  private Vec at(double rightwards, double upwards) {
    Vec along = right.times(rightwards * letterHeight);
    return new Vec(
        centre.x() + along.x(), centre.y() + along.y(), centre.z() + upwards * letterHeight);
  }

  private Path2D shape(Projection view) {
    Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    double pen = -Glyphs.width(text) / 2;
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == ' ') {
        pen += Glyphs.SPACE + Glyphs.GAP;
        continue;
      }
      Glyphs.Glyph glyph = Glyphs.of(character);
      for (double[] ring : glyph.rings()) {
        for (int p = 0; p < ring.length; p += 2) {
          Vec point = at(pen + ring[p], 0.5 - ring[p + 1]);
          if (p == 0) {
            path.moveTo(view.pixelX(point), view.pixelY(point));
          } else {
            path.lineTo(view.pixelX(point), view.pixelY(point));
          }
        }
        path.closePath();
      }
      pen += glyph.width() + Glyphs.GAP;
    }
    return path;
  }
}
