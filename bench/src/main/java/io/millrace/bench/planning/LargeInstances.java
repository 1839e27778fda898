package io.millrace.bench.planning;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Power;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import io.millrace.topics.record.DeviceId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random clusters of any size through one broker: times of 1 to 3 s, uplinks of 100 to 1 000 MB/s
 * and outputs of 5 to 10 MB.
 */
final class LargeInstances {

  private static final double MEGA = 1e6;

  private LargeInstances() {}

  static Problem problem(int devices, int stages, long seed) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + 31L * devices + stages);
    List<PlannedStage> chain = new ArrayList<>();
    for (int s = 0; s < stages; s++) {
      chain.add(PlannedStage.of("stage-" + s, 1, random.nextDouble(5, 10) * MEGA));
    }
    List<Device> all = new ArrayList<>();
    List<StageProfile> profiles = new ArrayList<>();
    for (int j = 0; j < devices; j++) {
      String name = "device-" + j;
      all.add(
          new Device(
              DeviceId.of(name),
              "",
              1,
              List.of(Processor.CPU),
              random.nextDouble(100, 1000) * MEGA,
              Power.UNKNOWN,
              ""));
      for (int s = 0; s < stages; s++) {
        profiles.add(StageProfile.of("stage-" + s, name, random.nextDouble(1, 3)));
      }
    }
    return new Problem(
        Cluster.of(all, BrokerHop.UNLIMITED),
        List.of(PlannedPipeline.of("pipeline", chain)),
        new Profiles(profiles));
  }
}
