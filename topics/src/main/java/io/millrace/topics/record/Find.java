package io.millrace.topics.record;

import java.util.List;

/**
 * One thing found in a frame.
 *
 * @param quad four corners {@code [x, y]} in frame pixels, clockwise from the top left of the thing
 *     itself (a sign that leans, leans here too)
 * @param label what it is, such as {@code text} or {@code person}
 * @param score how sure the finder is, 0 to 1
 * @param text what it says; empty when nothing was read
 * @param textScore how sure the reader is, 0 to 1; 0 when nothing was read
 */
public record Find(
    List<List<Double>> quad, String label, double score, String text, double textScore) {

  public Find {
    if (quad.size() != 4 || quad.stream().anyMatch(corner -> corner.size() != 2)) {
      throw new IllegalArgumentException(
          "A find's quad must be four [x, y] corners (was " + quad + ").");
    }
    quad = quad.stream().map(List::copyOf).toList();
    if (!Double.isFinite(score)
        || !Double.isFinite(textScore)
        || !quad.stream().flatMap(List::stream).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "The corners %s and scores (%s, %s) of a find must be numbers; JSON has no others."
              .formatted(quad, score, textScore));
    }
  }
}
