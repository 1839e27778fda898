package io.millrace.planner.replan;

import io.millrace.planner.plan.Plan;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The plan in force and what it was made from.
 *
 * @param epoch its number
 * @param since when it was adopted
 * @param plan the plan
 * @param devices devices that were alive
 * @param seconds service times that it counts on
 * @param uplinks bytes per second that devices could send; 0 where no limit was known
 * @param demand frames per second that were asked for
 * @param carbonGramsPerKilowattHour carbon intensity by zone
 */
public record InForce(
    long epoch,
    Instant since,
    Plan plan,
    List<DeviceId> devices,
    Map<ServiceKey, Double> seconds,
    Map<DeviceId, Double> uplinks,
    Map<PipelineId, Double> demand,
    Map<String, Double> carbonGramsPerKilowattHour) {

  public InForce {
    devices = List.copyOf(devices);
    seconds = Map.copyOf(seconds);
    uplinks = Map.copyOf(uplinks);
    demand = Map.copyOf(demand);
    carbonGramsPerKilowattHour = Map.copyOf(carbonGramsPerKilowattHour);
  }

  /** The same plan, judged by what is known now: what drifted is no news any more. */
  public InForce seenAt(Snapshot now, Map<PipelineId, Double> asked) {
    return new InForce(
        epoch,
        since,
        plan,
        now.names(),
        now.allSeconds(),
        now.uplinks(),
        asked,
        now.carbonGramsPerKilowattHour());
  }
}
