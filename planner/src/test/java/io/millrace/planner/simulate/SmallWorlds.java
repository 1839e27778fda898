package io.millrace.planner.simulate;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Network;
import io.millrace.planner.cluster.Power;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.plan.LaneCount;
import io.millrace.planner.plan.Limit;
import io.millrace.planner.plan.PipelineRate;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.Proof;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.profile.BatchCurve;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.ArrayList;
import java.util.List;

/** A pipeline on a few devices with a plan by hand: one stage per device. */
final class SmallWorlds {

  static final String PIPELINE = "p";

  private final List<Device> devices = new ArrayList<>();
  private final List<PlannedStage> stages = new ArrayList<>();
  private final List<StageProfile> profiles = new ArrayList<>();
  private final List<Placement> placements = new ArrayList<>();
  private final List<LaneCount> lanes = new ArrayList<>();
  private Network network = BrokerHop.UNLIMITED;
  private int cameras = 1;
  private int parallel = 1;
  private double framesPerSecond;

  /** A stage that moves a megabyte per frame. */
  SmallWorlds stage(String name, int batch) {
    stages.add(new PlannedStage(StageId.of(name), 0, 1e6, batch));
    return this;
  }

  /** A device of its own that runs the stage in this time. */
  SmallWorlds device(String device, String stage, double seconds, double variation) {
    return device(device, stage, BatchCurve.single(seconds), variation);
  }

  SmallWorlds device(String device, String stage, BatchCurve curve, double variation) {
    if (devices.stream().noneMatch(known -> known.id().value().equals(device))) {
      devices.add(
          new Device(
              DeviceId.of(device),
              "",
              1,
              List.of(new Processor("cpu", 0, parallel)),
              Double.POSITIVE_INFINITY,
              Power.UNKNOWN,
              ""));
    }
    profiles.add(new StageProfile("", stage, device, "", curve, variation, 0));
    placements.add(
        new Placement(
            PipelineId.of(PIPELINE),
            StageId.of(stage),
            DeviceId.of(device),
            "cpu",
            1,
            1,
            1 / curve.callSeconds(1)));
    return this;
  }

  /** Devices from now on run so many calls at once. */
  SmallWorlds parallel(int calls) {
    parallel = calls;
    return this;
  }

  SmallWorlds network(Network other) {
    network = other;
    return this;
  }

  SmallWorlds lanes(String stage, int count) {
    lanes.add(new LaneCount(PipelineId.of(PIPELINE), StageId.of(stage), count, ""));
    return this;
  }

  SmallWorlds cameras(int count, double rate) {
    cameras = count;
    framesPerSecond = rate;
    return this;
  }

  Problem problem() {
    return new Problem(
        Cluster.of(devices, network),
        List.of(
            new PlannedPipeline(
                PipelineId.of(PIPELINE),
                stages,
                1e6,
                cameras,
                framesPerSecond,
                1,
                Double.POSITIVE_INFINITY)),
        new Profiles(profiles));
  }

  Plan plan() {
    double least =
        stages.stream()
            .mapToDouble(
                stage ->
                    placements.stream()
                        .filter(placement -> placement.stage().equals(stage.id()))
                        .mapToDouble(Placement::framesPerSecond)
                        .sum())
            .min()
            .orElseThrow();
    return new Plan(
        "by-hand",
        TransferReading.NONE,
        placements,
        lanes,
        List.of(new PipelineRate(PipelineId.of(PIPELINE), least, 0, 0)),
        0,
        0,
        new Proof(Objective.THROUGHPUT, least, least, "by hand"),
        new Limit(Limit.Kind.COMPUTE, PIPELINE, "", "", ""),
        List.of(),
        0,
        List.of());
  }

  SimulationReport run(SimulationSettings settings) {
    return Simulation.of(problem(), plan(), settings).run();
  }
}
