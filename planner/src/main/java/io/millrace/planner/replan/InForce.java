package io.millrace.planner.replan;

import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.plan.Plan;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
 * @param carbon carbon intensity that it counts on, of zones that were known
 */
public record InForce(
    long epoch,
    Instant since,
    Plan plan,
    List<DeviceId> devices,
    Map<ServiceKey, Double> seconds,
    Map<DeviceId, Double> uplinks,
    Map<PipelineId, Double> demand,
    Map<CarbonZone, CarbonIntensity> carbon) {

  public InForce {
    devices = List.copyOf(devices);
    seconds = Map.copyOf(seconds);
    uplinks = Map.copyOf(uplinks);
    demand = Map.copyOf(demand);
    carbon = Map.copyOf(carbon);
  }

  /** The same plan, judged by what is known now: what drifted is no news any more. */
  public InForce seenAt(Snapshot now, Map<PipelineId, Double> asked) {
    // A zone whose feed fell silent keeps its value, so that a step is seen when it is back.
    Map<CarbonZone, CarbonIntensity> last = new TreeMap<>(carbon);
    last.putAll(now.carbon().known());
    return new InForce(
        epoch, since, plan, now.names(), now.allSeconds(), now.uplinks(), asked, last);
  }
}
