package io.millrace.planner.solve;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.score.Digits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A problem as numbers for a shared plan: who can run what, and which devices are equal. */
final class SharedFacts {

  /** Most variables for link flows; beyond, no solver answers in useful time. */
  private static final long MOST_FLOWS = 300_000;

  final Problem problem;
  final List<EqualDevices> kinds;

  /** Share of a processor's time that may be planned, 0 (exclusive) to 1. */
  final double usable;

  /** Links, of no device at all when records go through a broker. */
  final DirectLinks links;

  /** Unit of time in which the solver counts, so that its numbers are near 1. */
  final double unitSeconds;

  SharedFacts(Problem problem, double headroom) {
    this.problem = problem;
    usable = 1 - headroom;
    links =
        problem.cluster().network() instanceof DirectLinks direct
            ? direct
            : DirectLinks.of(new double[0][0]);
    kinds = group();
    unitSeconds = unit();
    requireFit();
    requireLatency();
    long n = links.devices();
    long hops = problem.pipelines().stream().mapToLong(p -> p.stages().size() - 1L).sum();
    if (direct() && n * n * hops > MOST_FLOWS) {
      throw new PlanningException(
          Reason.UNSUPPORTED,
          "%d devices joined by direct links and %d hops between stages are %d flows to plan; nudif-shared takes %d.%nMaybe describe the network as a broker, or use the strategy nudif."
              .formatted(n, hops, n * n * hops, MOST_FLOWS));
    }
  }

  boolean direct() {
    return links.devices() > 0;
  }

  List<PlannedPipeline> pipelines() {
    return problem.pipelines();
  }

  /** What the broker carries in all; infinity without limit or without a broker. */
  double brokerBytesPerSecond() {
    return problem.cluster().network() instanceof BrokerHop hop
        ? hop.bytesPerSecond()
        : Double.POSITIVE_INFINITY;
  }

  /** Frames per second by weight that no plan exceeds: every stage alone on all devices. */
  double ceiling(double[] weights) {
    double least = Double.POSITIVE_INFINITY;
    for (int p = 0; p < weights.length; p++) {
      double[] most = new double[pipelines().get(p).stages().size()];
      for (EqualDevices kind : kinds) {
        for (Activity a : kind.activities()) {
          if (a.pipeline() == p) {
            most[a.stage()] += kind.count() * usable * a.most() / a.itemSeconds();
          }
        }
      }
      least = Math.min(least, Arrays.stream(most).min().orElse(0) / weights[p]);
    }
    return least;
  }

  private List<EqualDevices> group() {
    record Shape(
        long memory, Object processors, double uplink, Object power, String zone, Object runs) {}
    Set<String> particular = new HashSet<>();
    problem.profiles().all().forEach(p -> particular.add(p.device()));
    Map<Object, List<Activity>> known = new HashMap<>();
    Map<Object, List<Integer>> groups = new LinkedHashMap<>();
    List<Device> devices = problem.cluster().devices();
    for (int j = 0; j < devices.size(); j++) {
      Device d = devices.get(j);
      String id = d.id().value();
      // Without a profile of its own, a device runs what its kind runs.
      String runner = particular.contains(id) ? "device " + id : "kind " + d.kind();
      List<Activity> runs =
          known.computeIfAbsent(
              List.of(runner, d.memoryBytes(), d.processors(), d.uplinkBytesPerSecond(), d.power()),
              any -> activities(d));
      Object key =
          direct()
              ? (Object) j
              : new Shape(
                  d.memoryBytes(),
                  d.processors(),
                  d.uplinkBytesPerSecond(),
                  d.power(),
                  d.zone(),
                  runs);
      groups.computeIfAbsent(key, any -> new ArrayList<>()).add(j);
    }
    Map<List<Activity>, Map<Object, List<int[]>>> listed = new HashMap<>();
    List<EqualDevices> all = new ArrayList<>();
    for (List<Integer> places : groups.values()) {
      Device d = devices.get(places.get(0));
      List<Activity> runs = activities(d);
      if (runs.isEmpty()) {
        continue;
      }
      List<int[]> ways =
          listed
              .computeIfAbsent(runs, any -> new HashMap<>())
              .computeIfAbsent(
                  List.of(d.memoryBytes(), d.processors()), any -> Hostings.of(d, runs));
      if (ways.isEmpty()) {
        // Too many ways to fill them: each is planned on its own.
        places.forEach(j -> all.add(new EqualDevices(List.of(j), devices.get(j), runs, ways)));
      } else {
        all.add(new EqualDevices(List.copyOf(places), d, runs, ways));
      }
    }
    return all;
  }

  private List<Activity> activities(Device device) {
    List<Activity> all = new ArrayList<>();
    for (int p = 0; p < pipelines().size(); p++) {
      PlannedPipeline pipeline = pipelines().get(p);
      for (int s = 0; s < pipeline.stages().size(); s++) {
        for (int u = 0; u < device.processors().size(); u++) {
          activity(pipeline, p, s, device, u).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  private Optional<Activity> activity(
      PlannedPipeline pipeline, int p, int s, Device device, int u) {
    PlannedStage stage = pipeline.stages().get(s);
    Optional<StageProfile> found =
        problem.profile(pipeline, stage, device, device.processors().get(u));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    StageProfile profile = found.get();
    double item = profile.curve().itemSeconds(stage.batch());
    double bytes = pipeline.bytesThrough(s);
    double hop =
        problem.cluster().network() instanceof BrokerHop broker
            ? broker.latencySeconds() + bytes / device.uplinkBytesPerSecond()
            : 0;
    return Optional.of(
        new Activity(
            p,
            s,
            u,
            item,
            profile.curve().callSeconds(bestBatch(profile, stage.batch(), item)),
            stage.memoryBytes(),
            profile.joulesPerItem() > 0
                ? profile.joulesPerItem()
                : device.power().addedWatts() * item / device.processors().get(u).parallel(),
            bytes,
            hop,
            device.processors().get(u).parallel()));
  }

  /** The smallest batch that reaches the least time per frame. */
  private static int bestBatch(StageProfile profile, int most, double itemSeconds) {
    for (int batch : profile.curve().secondsByBatch().keySet()) {
      if (batch <= most
          && profile.curve().callSeconds(batch) / batch <= itemSeconds * (1 + 1e-12)) {
        return batch;
      }
    }
    return profile.curve().callSeconds(1) <= itemSeconds * (1 + 1e-12) ? 1 : most;
  }

  private double unit() {
    return Math.exp(
        kinds.stream()
            .flatMap(k -> k.activities().stream())
            .mapToDouble(a -> Math.log(a.itemSeconds()))
            .average()
            .orElse(0));
  }

  private void requireFit() {
    for (int p = 0; p < pipelines().size(); p++) {
      PlannedPipeline pipeline = pipelines().get(p);
      for (int s = 0; s < pipeline.stages().size(); s++) {
        int pipe = p;
        int place = s;
        boolean fits =
            kinds.stream()
                .flatMap(k -> k.activities().stream())
                .anyMatch(a -> a.pipeline() == pipe && a.stage() == place);
        if (!fits) {
          PlannedStage stage = pipeline.stages().get(s);
          long most =
              problem.cluster().devices().stream().mapToLong(Device::memoryBytes).max().orElse(0);
          throw new PlanningException(
              Reason.INFEASIBLE,
              "Pipeline '%s': no device can run stage '%s' (%d bytes); the largest device has %d bytes.%nMaybe a profile is missing, or the stage needs a device with more memory."
                  .formatted(pipeline.id(), stage.id(), stage.memoryBytes(), most));
        }
      }
    }
  }

  /** A bound that not even the fastest way keeps would leave a pipeline without any frame. */
  private void requireLatency() {
    for (int p = 0; p < pipelines().size(); p++) {
      PlannedPipeline pipeline = pipelines().get(p);
      if (Double.isFinite(pipeline.latencySeconds())) {
        double least = direct() ? leastDirect(p) : leastThroughBroker(p);
        if (least > pipeline.latencySeconds()) {
          throw new PlanningException(
              Reason.INFEASIBLE,
              "Pipeline '%s' cannot keep its latency of %s s: the fastest way through its stages takes %s s.%nMaybe allow more, take smaller batches, or add a faster device."
                  .formatted(
                      pipeline.id(), Digits.of(pipeline.latencySeconds()), Digits.of(least)));
        }
      }
    }
  }

  private double leastThroughBroker(int p) {
    double[] least = new double[pipelines().get(p).stages().size()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    for (EqualDevices kind : kinds) {
      for (Activity a : kind.activities()) {
        if (a.pipeline() == p) {
          least[a.stage()] = Math.min(least[a.stage()], a.callSeconds() + a.hopSeconds());
        }
      }
    }
    return Arrays.stream(least).sum();
  }

  private double leastDirect(int p) {
    PlannedPipeline pipeline = pipelines().get(p);
    int n = links.devices();
    double[] arrive = new double[n];
    for (int s = 0; s < pipeline.stages().size(); s++) {
      double[] done = new double[n];
      Arrays.fill(done, Double.POSITIVE_INFINITY);
      for (EqualDevices kind : kinds) {
        int j = kind.devices().get(0);
        for (Activity a : kind.activities()) {
          if (a.pipeline() == p && a.stage() == s) {
            done[j] = Math.min(done[j], arrive[j] + a.callSeconds());
          }
        }
      }
      double[] next = new double[n];
      for (int k = 0; k < n; k++) {
        next[k] = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
          double hop =
              s == pipeline.stages().size() - 1
                  ? 0
                  : links.seconds(j, k, pipeline.stages().get(s).outputBytes());
          next[k] = Math.min(next[k], done[j] + hop);
        }
      }
      arrive = next;
    }
    return Arrays.stream(arrive).min().orElse(Double.POSITIVE_INFINITY);
  }
}
