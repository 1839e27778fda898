package io.millrace.models.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which a person reads: lines from top to bottom, in a line from left to right.
 *
 * <p>A line is opened by the topmost find not yet in one, and takes all finds whose middle lies
 * less than half that find's height away from its middle.
 */
final class ReadingOrder {
  private static final Comparator<Find> BY_MIDDLE =
      Comparator.comparingDouble(ReadingOrder::middle).thenComparingDouble(Find::left);
  private static final Comparator<Find> BY_LEFT =
      Comparator.comparingDouble(Find::left).thenComparingDouble(ReadingOrder::middle);

  private ReadingOrder() {}

  /** The finds in reading order. */
  static List<Find> of(List<Find> finds) {
    List<Find> sorted = new ArrayList<>(finds);
    sorted.sort(BY_MIDDLE);
    int lineStart = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      if (i == sorted.size() || !sameLine(sorted.get(lineStart), sorted.get(i))) {
        sorted.subList(lineStart, i).sort(BY_LEFT);
        lineStart = i;
      }
    }
    return sorted;
  }

  private static boolean sameLine(Find first, Find other) {
    return middle(other) - middle(first) < (first.bottom() - first.top()) / 2;
  }

  private static double middle(Find find) {
    return (find.top() + find.bottom()) / 2;
  }
}
