package io.millrace.planner.replan;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * Seconds that one frame takes, from the figures that instances report.
 *
 * <p>The median of the last {@value #WINDOW} reports: a pause of the garbage collector, a report of
 * an instance that just began, or a lie of one instance in three moves it hardly, and a change that
 * stays shows within {@value #WINDOW} / 2 reports. Not thread-safe.
 */
final class ServiceEstimate {

  /** Reports that count: five seconds of one instance. */
  static final int WINDOW = 25;

  /** Reports before the estimate is worth anything: two seconds of one instance. */
  static final int LEAST = 10;

  private final Deque<Double> seconds = new ArrayDeque<>(WINDOW);

  /** Takes in a report of an instance that worked. */
  void add(double reportedSeconds) {
    if (seconds.size() == WINDOW) {
      seconds.removeFirst();
    }
    seconds.addLast(reportedSeconds);
  }

  /** The estimate; empty while there are too few reports. */
  OptionalDouble seconds() {
    if (seconds.size() < LEAST) {
      return OptionalDouble.empty();
    }
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1
            ? sorted[middle]
            : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow());
  }
}
