package io.millrace.topics.route;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PlanSpec.PlacementSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns the rates that a plan gives to devices into weights of instances. A plan does not know what
 * instances will be called, so what a device is planned to carry is shared equally among those that
 * report from it, whoever started them.
 */
public final class PlanShares {

  private PlanShares() {}

  /**
   * Records per second by instance name.
   *
   * @param placements the plan's placements of one stage
   * @param instances devices of the stage's instances by instance name
   * @return one entry for each instance whose device the plan names
   */
  public static Map<String, Double> of(
      Collection<PlacementSpec> placements, Map<String, DeviceId> instances) {
    Map<DeviceId, Double> planned = new HashMap<>();
    placements.forEach(
        placement -> planned.merge(placement.device(), placement.framesPerSecond(), Double::sum));
    Map<DeviceId, Integer> sharers = new HashMap<>();
    instances.values().forEach(device -> sharers.merge(device, 1, Integer::sum));
    Map<String, Double> shares = new TreeMap<>();
    instances.forEach(
        (name, device) -> {
          Double rate = planned.get(device);
          if (rate != null) {
            shares.put(name, rate / sharers.getOrDefault(device, 1));
          }
        });
    return shares;
  }
}
