package io.millrace.planner.replan;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.cluster.Network;
import io.millrace.planner.cluster.Power;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.BatchCurve;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.ProfileSpec;
import io.millrace.topics.record.StageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns what is known of a running cluster into a question for the planner. Pure.
 *
 * <p>Service times are those that instances report. Where none runs, the device's own profile
 * counts, which its worker measured on a made-up picture: real ones may hold more to work on. So
 * profiles are scaled by how much the stage's reports differ from the profiles of the devices that
 * do run it.
 */
public final class LiveProblem {

  private LiveProblem() {}

  /**
   * The question of the moment.
   *
   * @throws PlanningException if no planned device is alive, or a stage has not been profiled
   */
  public static Problem of(Snapshot now, List<LivePipeline> pipelines) {
    if (now.devices().isEmpty()) {
      throw new PlanningException(
          Reason.INFEASIBLE,
          "No device that takes plans is alive.%nMaybe start a worker with --planned.".formatted());
    }
    double hop = now.devices().stream().mapToDouble(DeviceSpec::hopSeconds).average().orElse(0);
    Cluster cluster =
        new Cluster(
            now.devices().stream().map(LiveProblem::device).toList(),
            network(now.devices(), hop),
            now.carbon().gramsPerKilowattHour(now.devices()));
    List<StageProfile> profiles = new ArrayList<>();
    List<PlannedPipeline> planned = new ArrayList<>();
    for (LivePipeline pipeline : pipelines) {
      List<PlannedStage> stages = new ArrayList<>();
      for (StageSpec stage : pipeline.spec().stages()) {
        List<ProfileSpec> measured = measured(now, pipeline, stage);
        profiles.addAll(profiles(now, measured));
        stages.add(
            new PlannedStage(
                stage.name(),
                measured.stream().mapToLong(ProfileSpec::memoryBytes).max().orElse(0),
                measured.stream().mapToDouble(ProfileSpec::outputBytes).max().orElse(0),
                stage.batch()));
      }
      planned.add(
          new PlannedPipeline(
              pipeline.spec().name(),
              stages,
              pipeline.inputBytes(),
              pipeline.demand() > 0 ? 1 : 0,
              pipeline.demand(),
              pipeline.weight(),
              Double.POSITIVE_INFINITY));
    }
    return new Problem(cluster, planned, new Profiles(profiles));
  }

  /** The same question where nothing may run but where these placements are. */
  public static Problem restricted(Problem problem, List<Placement> placements) {
    List<StageProfile> kept =
        problem.profiles().all().stream()
            .filter(profile -> placements.stream().anyMatch(place -> of(profile, place)))
            .toList();
    return new Problem(problem.cluster(), problem.pipelines(), new Profiles(kept));
  }

  private static boolean of(StageProfile profile, Placement place) {
    return profile.pipeline().equals(place.pipeline().value())
        && profile.stage().equals(place.stage().value())
        && profile.device().equals(place.device().value())
        && profile.processor().equals(place.processor());
  }

  /** Through the broker, unless devices say that they reach each other at different rates. */
  private static Network network(List<DeviceSpec> devices, double hopSeconds) {
    if (devices.stream().allMatch(device -> device.linkBytesPerSecond().isEmpty())) {
      return new BrokerHop(Double.POSITIVE_INFINITY, hopSeconds);
    }
    int n = devices.size();
    double[][] rates = new double[n][n];
    double[][] latencies = new double[n][n];
    for (int from = 0; from < n; from++) {
      for (int to = 0; to < n; to++) {
        rates[from][to] =
            devices
                .get(from)
                .linkBytesPerSecond()
                .getOrDefault(devices.get(to).name(), Double.POSITIVE_INFINITY);
        latencies[from][to] = hopSeconds;
      }
    }
    return DirectLinks.of(rates, latencies);
  }

  private static Device device(DeviceSpec device) {
    return new Device(
        device.name(),
        device.kind(),
        device.memoryBytes(),
        device.processors().stream()
            .map(
                processor ->
                    new Processor(processor.name(), processor.memoryBytes(), processor.parallel()))
            .toList(),
        device.bytesPerSecond() > 0 ? device.bytesPerSecond() : Double.POSITIVE_INFINITY,
        new Power(
            device.power().idleWatts(),
            Math.max(device.power().idleWatts(), device.power().busyWatts())),
        device.zone());
  }

  private static List<ProfileSpec> measured(Snapshot now, LivePipeline pipeline, StageSpec stage) {
    List<ProfileSpec> measured =
        now.profiles().stream()
            .filter(
                profile ->
                    profile.pipeline().equals(pipeline.spec().name())
                        && profile.stage().equals(stage.name())
                        && now.names().contains(profile.device()))
            .toList();
    if (measured.isEmpty()) {
      throw new PlanningException(
          Reason.INFEASIBLE,
          "No living device has measured the stage '%s' of the pipeline '%s' yet.%nMaybe wait for its profile, or look why its model does not load."
              .formatted(stage.name(), pipeline.spec().name()));
    }
    return measured;
  }

  private static List<StageProfile> profiles(Snapshot now, List<ProfileSpec> measured) {
    double typical = typicalScale(now, measured);
    List<StageProfile> profiles = new ArrayList<>();
    for (ProfileSpec profile : measured) {
      double scale = scale(now, profile).orElse(typical);
      profiles.add(
          new StageProfile(
              profile.pipeline().value(),
              profile.stage().value(),
              profile.device().value(),
              profile.processor(),
              curve(profile.secondsByBatch(), scale),
              profile.variation(),
              profile.joules()));
    }
    return profiles;
  }

  /** Reported over profiled time, median over the devices that run the stage; 1 when none does. */
  private static double typicalScale(Snapshot now, List<ProfileSpec> measured) {
    double[] scales =
        measured.stream()
            .map(profile -> scale(now, profile))
            .flatMapToDouble(OptionalDouble::stream)
            .sorted()
            .toArray();
    return scales.length == 0 ? 1 : scales[scales.length / 2];
  }

  private static OptionalDouble scale(Snapshot now, ProfileSpec profile) {
    Double reported =
        now.seconds().get(new ServiceKey(profile.pipeline(), profile.stage(), profile.device()));
    return reported == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(reported / Snapshot.itemSeconds(profile));
  }

  private static BatchCurve curve(SortedMap<Integer, Double> secondsByBatch, double scale) {
    SortedMap<Integer, Double> scaled = new TreeMap<>();
    double before = 0;
    for (Map.Entry<Integer, Double> entry : secondsByBatch.entrySet()) {
      // A bigger batch that was measured faster is noise.
      before = Math.max(before, entry.getValue() * scale);
      scaled.put(entry.getKey(), before);
    }
    return new BatchCurve(scaled);
  }
}
