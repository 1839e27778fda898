package io.millrace.planner.solve;

import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Processor;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists the ways to fill a device's memory to which nothing can be added.
 *
 * <p>Smaller ways need no listing: an instance that gets no work costs nothing but its memory. The
 * search is depth first over the activities, most instances first, and gives up beyond {@link
 * #MOST} ways or {@link #MOST_STEPS} steps.
 */
final class Hostings {

  static final int MOST = 300;
  private static final int MOST_STEPS = 100_000;

  private final Device device;
  private final List<Activity> activities;
  private final List<int[]> found = new ArrayList<>();
  private final int[] count;
  private final long[] left;
  private int steps;

  private Hostings(Device device, List<Activity> activities) {
    this.device = device;
    this.activities = activities;
    count = new int[activities.size()];
    left = new long[device.processors().size() + 1];
    left[0] = device.memoryBytes();
    for (int u = 0; u < device.processors().size(); u++) {
      left[u + 1] = device.processors().get(u).memoryBytes();
    }
  }

  /** The ways; empty when they are too many. */
  static List<int[]> of(Device device, List<Activity> activities) {
    Hostings search = new Hostings(device, activities);
    return search.fill(0) ? List.copyOf(search.found) : List.of();
  }

  /** Place of the memory that instances on this processor draw from: 0 is the device's own. */
  static int pool(Device device, int processor) {
    Processor unit = device.processors().get(processor);
    return unit.memoryBytes() > 0 ? processor + 1 : 0;
  }

  private boolean fill(int a) {
    if (++steps > MOST_STEPS) {
      return false;
    }
    if (a == activities.size()) {
      if (full()) {
        found.add(count.clone());
      }
      return found.size() <= MOST;
    }
    Activity activity = activities.get(a);
    int pool = pool(device, activity.processor());
    long memory = activity.memoryBytes();
    long fit = memory == 0 ? activity.most() : left[pool] / memory;
    int most = (int) Math.min(activity.most(), fit);
    for (int n = most; n >= 0; n--) {
      count[a] = n;
      left[pool] -= n * memory;
      boolean go = fill(a + 1);
      left[pool] += n * memory;
      count[a] = 0;
      if (!go) {
        return false;
      }
    }
    return true;
  }

  private boolean full() {
    for (int a = 0; a < activities.size(); a++) {
      Activity activity = activities.get(a);
      if (count[a] < activity.most()
          && activity.memoryBytes() <= left[pool(device, activity.processor())]) {
        return false;
      }
    }
    return true;
  }
}
