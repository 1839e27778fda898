package io.millrace.planner.solve;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.cluster.Network;
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
 * Small random problems as data, so that they can be changed and built again.
 *
 * <p>Transfer times are of the size of compute times, links are not the same both ways and may have
 * latency, a third of the cases go through a broker, and stages do not fit every device.
 */
@SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
record RandomCases(
    double[][] seconds,
    double[] outputBytes,
    double[][] bandwidth,
    double[][] latency,
    double[] uplink,
    boolean broker) {

  static RandomCases draw(SplittableRandom random, int mostDevices, int mostStages) {
    int n = 1 + random.nextInt(mostDevices);
    int m = 1 + random.nextInt(Math.min(n, mostStages));
    double[][] seconds = new double[m][n];
    double[] output = new double[m];
    double[][] bandwidth = new double[n][n];
    double[][] latency = new double[n][n];
    double[] uplink = new double[n];
    boolean late = random.nextInt(3) == 0;
    // Equal devices and stages are where ties and symmetry lie.
    boolean equal = random.nextInt(4) == 0;
    boolean equalLinks = equal && random.nextBoolean();
    double missing = random.nextInt(2) == 0 ? 0 : 0.4 * random.nextDouble();
    for (int s = 0; s < m; s++) {
      output[s] = random.nextDouble(0.01, 5);
      for (int j = 0; j < n; j++) {
        double drawn = equal ? 1 + random.nextInt(2) : random.nextDouble(1, 3);
        seconds[s][j] = random.nextDouble() < missing ? Double.POSITIVE_INFINITY : drawn;
      }
    }
    for (int j = 0; j < n; j++) {
      uplink[j] = equalLinks ? 10 : random.nextDouble(1, 20);
      for (int k = 0; k < n; k++) {
        bandwidth[j][k] = equalLinks ? 5 : random.nextDouble(1, 20);
        latency[j][k] = late && !equalLinks ? random.nextDouble(0, 0.5) : 0;
      }
    }
    return new RandomCases(seconds, output, bandwidth, latency, uplink, random.nextInt(3) == 0);
  }

  int devices() {
    return uplink.length;
  }

  /** The same case with all times and bytes multiplied. */
  RandomCases scaled(double factor) {
    RandomCases copy =
        new RandomCases(
            copy(seconds), outputBytes.clone(), bandwidth, copy(latency), uplink, broker);
    for (double[] row : copy.seconds) {
      multiply(row, factor);
    }
    for (double[] row : copy.latency) {
      multiply(row, factor);
    }
    multiply(copy.outputBytes, factor);
    return copy;
  }

  Problem problem() {
    return problem(devices());
  }

  /** The problem of the first devices. */
  Problem problem(int devices) {
    List<Device> all = new ArrayList<>();
    List<StageProfile> profiles = new ArrayList<>();
    for (int j = 0; j < devices; j++) {
      all.add(
          new Device(
              DeviceId.of("d" + j),
              "",
              1000,
              List.of(Processor.CPU),
              uplink[j],
              Power.UNKNOWN,
              ""));
      for (int s = 0; s < seconds.length; s++) {
        if (Double.isFinite(seconds[s][j])) {
          profiles.add(StageProfile.of("s" + s, "d" + j, seconds[s][j]));
        }
      }
    }
    List<PlannedStage> stages = new ArrayList<>();
    for (int s = 0; s < seconds.length; s++) {
      stages.add(PlannedStage.of("s" + s, 1, outputBytes[s]));
    }
    double[][] bytesPerSecond = new double[devices][devices];
    double[][] hopSeconds = new double[devices][devices];
    for (int j = 0; j < devices; j++) {
      System.arraycopy(bandwidth[j], 0, bytesPerSecond[j], 0, devices);
      System.arraycopy(latency[j], 0, hopSeconds[j], 0, devices);
    }
    Network network = broker ? BrokerHop.UNLIMITED : DirectLinks.of(bytesPerSecond, hopSeconds);
    return new Problem(
        Cluster.of(all, network), List.of(PlannedPipeline.of("p", stages)), new Profiles(profiles));
  }

  private static double[][] copy(double[][] rows) {
    double[][] copy = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
    }
    return copy;
  }

  private static void multiply(double[] row, double factor) {
    for (int i = 0; i < row.length; i++) {
      row[i] *= factor;
    }
  }
}
