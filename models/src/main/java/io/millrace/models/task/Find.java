package io.millrace.models.task;

import io.millrace.models.image.Point;
import java.util.List;
import java.util.Objects;

/**
 * One thing found in a frame: where, what, how sure, and what it says.
 *
 * @param quad four corners in frame pixels, clockwise, from the top-left one of the thing as it is
 *     read: a text that stands on its head begins at its own top-left corner
 * @param label what it is, for example {@code text} or {@code person}; "" for a whole frame that no
 *     model has looked at
 * @param score how sure the last model that named it was, 0..1
 * @param text what is written there, "" when it was not read
 * @param textScore how sure the reader was, 0..1; 0 when it was not read
 */
public record Find(List<Point> quad, String label, double score, String text, double textScore) {
  /** Checks the number of corners and the ranges of the scores. */
  public Find {
    quad = List.copyOf(quad);
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(text, "text");
    if (quad.size() != 4) {
      throw new IllegalArgumentException("a find has four corners (had %d)".formatted(quad.size()));
    }
    requireShare("score", score);
    requireShare("textScore", textScore);
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("%s must be within 0..1 (was %s)".formatted(name, value));
    }
  }

  /** A find that was not read. */
  public static Find of(List<Point> quad, String label, double score) {
    return new Find(quad, label, score, "", 0);
  }

  /** An upright find that was not read: its left, top, right and bottom edge in frame pixels. */
  public static Find box(
      double left, double top, double right, double bottom, String label, double score) {
    return of(
        List.of(
            new Point(left, top),
            new Point(right, top),
            new Point(right, bottom),
            new Point(left, bottom)),
        label,
        score);
  }

  /** The same place under another name. */
  public Find withLabel(String newLabel, double newScore) {
    return new Find(quad, newLabel, newScore, text, textScore);
  }

  /** The same find, read. */
  public Find withText(String newText, double newTextScore) {
    return new Find(quad, label, score, newText, newTextScore);
  }

  /** The same find, its thing turned by 180 degrees: the corners begin at the opposite one. */
  public Find turned180() {
    return new Find(
        List.of(quad.get(2), quad.get(3), quad.get(0), quad.get(1)), label, score, text, textScore);
  }

  /** The smallest x of the corners. */
  public double left() {
    return quad.stream().mapToDouble(Point::x).min().orElseThrow();
  }

  /** The smallest y of the corners. */
  public double top() {
    return quad.stream().mapToDouble(Point::y).min().orElseThrow();
  }

  /** The largest x of the corners. */
  public double right() {
    return quad.stream().mapToDouble(Point::x).max().orElseThrow();
  }

  /** The largest y of the corners. */
  public double bottom() {
    return quad.stream().mapToDouble(Point::y).max().orElseThrow();
  }
}
