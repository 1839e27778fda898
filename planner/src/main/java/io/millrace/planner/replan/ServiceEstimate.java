package io.millrace.planner.replan;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * Seconds that one frame takes, from the figures that instances report.
 *
 * <p>The median of the last {@value #WINDOW} reports: a pause of the garbage collector, a report of
 * an instance that just began, or a lie of one instance in three moves it hardly.
 *
 * <p>It moves only when the reports have come to rest, which is when the newer half of them says
 * what the older half says. Instances report a running mean, so a device that has become five times
 * slower says so little by little; who plans by what is said half way plans again soon after.
 * Reports that never come to rest are taken as they are after {@value #RESTLESS} of them. Not
 * thread-safe.
 */
final class ServiceEstimate {

  /** Reports that count: five seconds of one instance. */
  static final int WINDOW = 25;

  /** Reports before the estimate is worth anything: two seconds of one instance. */
  static final int LEAST = 10;

  /** Reports without rest after which the estimate moves all the same: fifteen seconds. */
  static final int RESTLESS = 75;

  /** Share by which the halves may differ at rest. */
  private static final double REST = 0.07;

  private final Deque<Double> seconds = new ArrayDeque<>(WINDOW);
  private double estimate;
  private int unrest;

  /** Takes in a report of an instance that worked. */
  void add(double reportedSeconds) {
    if (seconds.size() == WINDOW) {
      seconds.removeFirst();
    }
    seconds.addLast(reportedSeconds);
    if (seconds.size() < LEAST) {
      return;
    }
    double[] reports = seconds.stream().mapToDouble(Double::doubleValue).toArray();
    int half = reports.length / 2;
    double older = median(Arrays.copyOfRange(reports, 0, half));
    double newer = median(Arrays.copyOfRange(reports, half, reports.length));
    unrest = Math.abs(newer - older) <= REST * older ? 0 : unrest + 1;
    if (estimate == 0 || unrest == 0 || unrest > RESTLESS) {
      estimate = median(reports);
    }
  }

  /** The estimate; empty while there are too few reports. */
  OptionalDouble seconds() {
    return estimate == 0 ? OptionalDouble.empty() : OptionalDouble.of(estimate);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
