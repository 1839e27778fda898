package io.millrace.dispatcher.ingest.gate;

import java.awt.BasicStroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * An alphabet of its own, A to Z and 0 to 9, so that the scene needs no fonts: a Java without
 * fontconfig and freetype, as in small containers, draws it too.
 *
 * <p>Each character is a path for a round pen. Unit: the height of a capital letter.
 */
final class Glyphs {

  /** Width of the pen. */
  static final double PEN = 0.145;

  /** Space between two characters. */
  static final double GAP = 0.14;

  /** Width of the space between two groups, beyond the gaps beside it. */
  static final double SPACE = 0.24;

  private static final double WIDTH = 0.58;

  /** How far the polygon may leave the curve. */
  private static final double FLATNESS = 0.008;

  /**
   * Pen paths on a grid of 100 by 100 that is fitted into the character's box: M moves, L draws a
   * line, C a cubic curve, Z closes. A number in front widens or narrows the character.
   */
  private static final Map<Character, String> PEN_PATHS =
      Map.ofEntries(
          Map.entry('A', "1.08 M 0 100 L 50 0 L 100 100 M 17 66 L 83 66"),
          Map.entry(
              'B',
              "1 M 0 48 L 0 0 L 52 0 C 104 0 104 48 52 48 L 0 48 L 0 100 L 56 100 C 114 100 114 48 56 48"),
          Map.entry('C', "1 M 100 24 C 88 -12 0 -16 0 50 C 0 116 88 112 100 76"),
          Map.entry('D', "1 M 0 0 L 0 100 L 40 100 C 120 100 120 0 40 0 Z"),
          Map.entry('E', "0.9 M 100 0 L 0 0 L 0 100 L 100 100 M 0 48 L 86 48"),
          Map.entry('F', "0.88 M 100 0 L 0 0 L 0 100 M 0 48 L 84 48"),
          Map.entry(
              'G', "1.04 M 98 22 C 84 -12 0 -16 0 50 C 0 116 100 116 100 68 L 100 55 L 60 55"),
          Map.entry('H', "1 M 0 0 L 0 100 M 100 0 L 100 100 M 0 48 L 100 48"),
          Map.entry('I', "0.3 M 50 0 L 50 100"),
          Map.entry('J', "0.85 M 100 0 L 100 66 C 100 112 12 112 0 76"),
          Map.entry('K', "1.02 M 0 0 L 0 100 M 96 0 L 0 62 M 34 42 L 100 100"),
          Map.entry('L', "0.86 M 0 0 L 0 100 L 100 100"),
          Map.entry('M', "1.24 M 0 100 L 0 0 L 50 64 L 100 0 L 100 100"),
          Map.entry('N', "1.04 M 0 100 L 0 0 L 100 100 L 100 0"),
          Map.entry('O', "1.12 M 50 0 C 117 0 117 100 50 100 C -17 100 -17 0 50 0 Z"),
          Map.entry('P', "0.98 M 0 100 L 0 0 L 52 0 C 116 0 116 55 52 55 L 0 55"),
          Map.entry(
              'Q', "1.12 M 50 0 C 117 0 117 100 50 100 C -17 100 -17 0 50 0 Z M 62 72 L 100 104"),
          Map.entry('R', "1 M 0 100 L 0 0 L 52 0 C 114 0 114 54 52 54 L 0 54 M 50 54 L 100 100"),
          Map.entry('S', "1 M 96 22 C 84 -10 4 -12 4 25 C 4 66 98 34 98 74 C 98 112 10 112 0 77"),
          Map.entry('T', "1 M 0 0 L 100 0 M 50 0 L 50 100"),
          Map.entry('U', "1 M 0 0 L 0 60 C 0 114 100 114 100 60 L 100 0"),
          Map.entry('V', "1.06 M 0 0 L 50 100 L 100 0"),
          Map.entry('W', "1.42 M 0 0 L 25 100 L 50 18 L 75 100 L 100 0"),
          Map.entry('X', "1.04 M 0 0 L 100 100 M 100 0 L 0 100"),
          Map.entry('Y', "1.04 M 0 0 L 50 52 L 100 0 M 50 52 L 50 100"),
          Map.entry('Z', "1 M 0 0 L 100 0 L 0 100 L 100 100"),
          Map.entry('0', "0.94 M 50 0 C 116 0 116 100 50 100 C -16 100 -16 0 50 0 Z"),
          Map.entry('1', "0.72 M 6 30 L 66 0 L 66 100"),
          Map.entry('2', "0.96 M 3 27 C 6 -12 97 -10 97 29 C 97 56 40 74 0 100 L 100 100"),
          Map.entry(
              '3',
              "0.96 M 3 20 C 16 -12 94 -10 94 25 C 94 46 70 48 40 48 C 74 48 100 54 100 74 C 100 114 12 112 0 79"),
          Map.entry('4', "1 M 74 100 L 74 0 L 0 72 L 100 72"),
          Map.entry('5', "0.96 M 92 0 L 14 0 L 8 47 C 28 30 100 30 100 67 C 100 114 12 112 0 81"),
          Map.entry('6', "0.96 M 84 4 C 40 6 0 36 0 68 C 0 112 100 112 100 68 C 100 26 12 28 0 66"),
          Map.entry('7', "0.94 M 0 0 L 100 0 L 36 100"),
          Map.entry(
              '8',
              "0.98 M 50 0 C 106 0 106 47 50 47 C -6 47 -6 0 50 0 Z M 50 47 C 116 47 116 100 50 100 C -16 100 -16 47 50 47 Z"),
          Map.entry(
              '9', "0.96 M 16 96 C 60 94 100 64 100 32 C 100 -12 0 -12 0 32 C 0 74 88 72 100 34"));

  private static final Map<Character, Glyph> GLYPHS = build();

  /**
   * One character.
   *
   * @param width how far it reaches to the right
   * @param rings its outlines, each {@code x, y, x, y, …}, y downwards from 0 to 1; filled by the
   *     even-odd rule
   */
  record Glyph(double width, List<double[]> rings) {}

  private Glyphs() {}

  /** The character's shape; only A to Z and 0 to 9 have one. */
  static Glyph of(char character) {
    Glyph glyph = GLYPHS.get(character);
    if (glyph == null) {
      throw new IllegalArgumentException("There is no glyph for '" + character + "'.");
    }
    return glyph;
  }

  /** How wide a text of glyphs and single spaces is. */
  static double width(String text) {
    double width = -GAP;
    for (int i = 0; i < text.length(); i++) {
      width += GAP + (text.charAt(i) == ' ' ? SPACE : of(text.charAt(i)).width());
    }
    return width;
  }

  private static Map<Character, Glyph> build() {
    Map<Character, Glyph> glyphs = new HashMap<>();
    PEN_PATHS.forEach((character, path) -> glyphs.put(character, outline(path)));
    return glyphs;
  }

  private static Glyph outline(String text) {
    StringTokenizer tokens = new StringTokenizer(text);
    double width = WIDTH * Double.parseDouble(tokens.nextToken());
    AffineTransform fit =
        new AffineTransform((width - PEN) / 100, 0, 0, (1 - PEN) / 100, PEN / 2, PEN / 2);
    Path2D.Double path = new Path2D.Double();
    while (tokens.hasMoreTokens()) {
      switch (tokens.nextToken()) {
        case "M" -> path.moveTo(number(tokens), number(tokens));
        case "L" -> path.lineTo(number(tokens), number(tokens));
        case "C" ->
            path.curveTo(
                number(tokens),
                number(tokens),
                number(tokens),
                number(tokens),
                number(tokens),
                number(tokens));
        default -> path.closePath();
      }
    }
    BasicStroke pen = new BasicStroke((float) PEN, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    Area ink = new Area(pen.createStrokedShape(path.createTransformedShape(fit)));
    return new Glyph(width, rings(ink));
  }

  private static double number(StringTokenizer tokens) {
    return Double.parseDouble(tokens.nextToken());
  }

  private static List<double[]> rings(Area ink) {
    List<double[]> rings = new ArrayList<>();
    double[] ring = new double[256];
    int used = 0;
    double[] point = new double[6];
    for (PathIterator at = ink.getPathIterator(null, FLATNESS); !at.isDone(); at.next()) {
      if (at.currentSegment(point) == PathIterator.SEG_CLOSE) {
        rings.add(Arrays.copyOf(ring, used));
        used = 0;
      } else {
        if (used == ring.length) {
          ring = Arrays.copyOf(ring, used * 2);
        }
        ring[used++] = point[0];
        ring[used++] = point[1];
      }
    }
    return List.copyOf(rings);
  }
}
