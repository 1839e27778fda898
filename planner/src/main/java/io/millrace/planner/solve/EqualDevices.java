package io.millrace.planner.solve;

import io.millrace.planner.cluster.Device;
import java.util.List;

/**
 * Devices that no plan can tell apart: the same processors, memory, uplink, power, zone and times,
 * and all of them reached through the same broker.
 *
 * @param devices places in the cluster; one alone where links differ by device
 * @param device any of them
 * @param activities what it can run
 * @param hostings instances by activity that fit the memory together, and to which nothing can be
 *     added; empty when they are too many to list
 */
record EqualDevices(
    List<Integer> devices, Device device, List<Activity> activities, List<int[]> hostings) {

  int count() {
    return devices.size();
  }

  /** Whether all instances that may be useful fit together, so that memory never matters. */
  boolean roomy() {
    return hostings.size() == 1;
  }
}
