package io.millrace.planner.solve;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The best shared plan by trying every way to host, for devices of one processor: the judge of
 * {@code nudif-shared} on tiny problems. Where frames go is one variable per path of devices, not
 * per link, so that it has nothing in common with the model it judges.
 */
final class SharedOracle {

  private record Slot(int pipeline, int stage) {}

  private final Problem problem;
  private final int devices;
  private final List<Slot> slots = new ArrayList<>();

  SharedOracle(Problem problem) {
    this.problem = problem;
    devices = problem.cluster().devices().size();
    for (int p = 0; p < problem.pipelines().size(); p++) {
      for (int s = 0; s < problem.pipelines().get(p).stages().size(); s++) {
        slots.add(new Slot(p, s));
      }
    }
  }

  /** The largest least rate by weight of any way to host. */
  double best() {
    return host(new int[devices], 0);
  }

  private double host(int[] hosted, int device) {
    if (device == devices) {
      return flow(hosted);
    }
    double best = 0;
    for (int set = 0; set < 1 << slots.size(); set++) {
      if (fits(set, device) && full(set, device)) {
        hosted[device] = set;
        best = Math.max(best, host(hosted, device + 1));
      }
    }
    return best;
  }

  private boolean full(int set, int device) {
    for (int i = 0; i < slots.size(); i++) {
      if ((set & 1 << i) == 0 && fits(set | 1 << i, device)) {
        return false;
      }
    }
    return true;
  }

  private boolean fits(int set, int device) {
    long memory = 0;
    for (int i = 0; i < slots.size(); i++) {
      memory += (set & 1 << i) == 0 ? 0 : stage(slots.get(i)).memoryBytes();
    }
    return memory <= problem.cluster().devices().get(device).memoryBytes();
  }

  private PlannedStage stage(Slot slot) {
    return problem.pipelines().get(slot.pipeline()).stages().get(slot.stage());
  }

  private double flow(int[] hosted) {
    List<int[]> paths = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int p = 0; p < problem.pipelines().size(); p++) {
      int[] path = new int[problem.pipelines().get(p).stages().size()];
      extend(hosted, p, path, 0, paths, owners);
    }
    int columns = paths.size() + 1;
    List<double[]> rows = new ArrayList<>();
    List<Double> limits = new ArrayList<>();
    for (int p = 0; p < problem.pipelines().size(); p++) {
      double[] row = new double[columns];
      row[0] = problem.pipelines().get(p).weight();
      for (int x = 0; x < paths.size(); x++) {
        row[x + 1] = owners.get(x) == p ? -1 : 0;
      }
      rows.add(row);
      limits.add(0.0);
    }
    for (int j = 0; j < devices; j++) {
      device(j, paths, owners, rows, limits);
    }
    network(paths, owners, rows, limits);
    double[] c = new double[columns];
    c[0] = 1;
    return TinySimplex.most(
        c, rows.toArray(double[][]::new), limits.stream().mapToDouble(v -> v).toArray());
  }

  private void extend(
      int[] hosted, int p, int[] path, int s, List<int[]> paths, List<Integer> owners) {
    if (s == path.length) {
      paths.add(path.clone());
      owners.add(p);
      return;
    }
    for (int j = 0; j < devices; j++) {
      if ((hosted[j] & 1 << slots.indexOf(new Slot(p, s))) != 0) {
        path[s] = j;
        extend(hosted, p, path, s + 1, paths, owners);
      }
    }
  }

  private void device(
      int j, List<int[]> paths, List<Integer> owners, List<double[]> rows, List<Double> limits) {
    Device device = problem.cluster().devices().get(j);
    double[] time = new double[paths.size() + 1];
    double[] uplink = new double[paths.size() + 1];
    for (int x = 0; x < paths.size(); x++) {
      PlannedPipeline pipeline = problem.pipelines().get(owners.get(x));
      for (int s = 0; s < paths.get(x).length; s++) {
        if (paths.get(x)[s] == j) {
          PlannedStage stage = pipeline.stages().get(s);
          time[x + 1] +=
              problem
                  .profile(pipeline, stage, device, device.processors().get(0))
                  .orElseThrow()
                  .curve()
                  .itemSeconds(stage.batch());
          uplink[x + 1] += pipeline.bytesThrough(s);
        }
      }
    }
    rows.add(time);
    limits.add(1.0);
    if (problem.cluster().network() instanceof BrokerHop
        && Double.isFinite(device.uplinkBytesPerSecond())) {
      rows.add(uplink);
      limits.add(device.uplinkBytesPerSecond());
    }
  }

  private void network(
      List<int[]> paths, List<Integer> owners, List<double[]> rows, List<Double> limits) {
    if (problem.cluster().network() instanceof BrokerHop hop
        && Double.isFinite(hop.bytesPerSecond())) {
      double[] row = new double[paths.size() + 1];
      for (int x = 0; x < paths.size(); x++) {
        for (int s = 0; s < paths.get(x).length; s++) {
          row[x + 1] += problem.pipelines().get(owners.get(x)).bytesThrough(s);
        }
      }
      rows.add(row);
      limits.add(hop.bytesPerSecond());
    }
    if (problem.cluster().network() instanceof DirectLinks links) {
      for (int j = 0; j < devices; j++) {
        for (int k = 0; k < devices; k++) {
          if (j != k) {
            double[] row = new double[paths.size() + 1];
            for (int x = 0; x < paths.size(); x++) {
              for (int s = 0; s + 1 < paths.get(x).length; s++) {
                if (paths.get(x)[s] == j && paths.get(x)[s + 1] == k) {
                  row[x + 1] +=
                      problem.pipelines().get(owners.get(x)).stages().get(s).outputBytes();
                }
              }
            }
            rows.add(row);
            limits.add(links.bytesPerSecond(j, k));
          }
        }
      }
    }
  }
}
