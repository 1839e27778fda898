package io.millrace.planner.reproduce;

import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An instance in the paper's units, and the problem it stands for.
 *
 * @param memoryGigabytes memory of each stage
 * @param deviceMemoryGigabytes memory of each device
 * @param computeSeconds {@code [stage][device]}
 * @param outputMegabytes what each stage sends on per item
 * @param bandwidthMegabytesPerSecond {@code [from][to]}; megabytes, not megabits: only so does the
 *     published 0.5192 come out
 */
@SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
record NudifInstance(
    double[] memoryGigabytes,
    double[] deviceMemoryGigabytes,
    double[][] computeSeconds,
    double[] outputMegabytes,
    double[][] bandwidthMegabytesPerSecond) {

  private static final double GIGA = 1e9;
  private static final double MEGA = 1e6;

  /** The problem of the first {@code n} devices. */
  Problem problem(int n) {
    List<Device> devices = new ArrayList<>();
    List<StageProfile> profiles = new ArrayList<>();
    for (int j = 0; j < n; j++) {
      devices.add(Device.of("device-" + j, Math.round(deviceMemoryGigabytes[j] * GIGA)));
      for (int s = 0; s < computeSeconds.length; s++) {
        profiles.add(StageProfile.of("stage-" + s, "device-" + j, computeSeconds[s][j]));
      }
    }
    List<PlannedStage> stages = new ArrayList<>();
    for (int s = 0; s < computeSeconds.length; s++) {
      stages.add(
          PlannedStage.of(
              "stage-" + s, Math.round(memoryGigabytes[s] * GIGA), outputMegabytes[s] * MEGA));
    }
    double[][] bytesPerSecond = new double[n][];
    for (int j = 0; j < n; j++) {
      bytesPerSecond[j] =
          Arrays.stream(bandwidthMegabytesPerSecond[j], 0, n).map(b -> b * MEGA).toArray();
    }
    return new Problem(
        Cluster.of(devices, DirectLinks.of(bytesPerSecond)),
        List.of(PlannedPipeline.of("nudif", stages)),
        new Profiles(profiles));
  }
}
