package io.millrace.bench.simulate;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
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
import io.millrace.planner.simulate.Load;
import io.millrace.planner.simulate.Simulation;
import io.millrace.planner.simulate.SimulationReport;
import io.millrace.planner.simulate.SimulationSettings;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A large cluster, to see how fast the simulator is: unequal devices behind one broker, dealt to
 * the stages of one pipeline by turns, and cameras that bring so much that the devices are as busy
 * as asked.
 */
public final class ScaleRun {

  private static final double VARIATION = 0.3;

  /** Devices are up to so much faster or slower than the mean. */
  private static final double SPREAD = 0.5;

  private final Problem problem;
  private final Plan plan;

  /**
   * Sets the cluster up.
   *
   * @param framesPerSecond of each camera
   * @param load mean utilisation that all cameras together make, 0 to 1
   */
  public ScaleRun(
      int devices, int stages, int cameras, double framesPerSecond, double load, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double demand = cameras * framesPerSecond;
    double meanSeconds = load * devices / stages / demand;
    PipelineId pipeline = PipelineId.of("scale");
    List<PlannedStage> planned = new ArrayList<>();
    for (int s = 0; s < stages; s++) {
      planned.add(PlannedStage.of("stage-" + (s + 1), 0, 0));
    }
    List<Device> cluster = new ArrayList<>();
    List<StageProfile> profiles = new ArrayList<>();
    List<Placement> placements = new ArrayList<>();
    for (int j = 0; j < devices; j++) {
      String name = "device-%04d".formatted(j + 1);
      StageId stage = planned.get(j % stages).id();
      // Mean rate 1 / mean time, so that the stage carries the demand at this load.
      double rate = random.nextDouble(1 - SPREAD, 1 + SPREAD) / meanSeconds;
      cluster.add(Device.of(name, 1));
      profiles.add(
          new StageProfile("", stage.value(), name, "", BatchCurve.single(1 / rate), VARIATION, 0));
      placements.add(new Placement(pipeline, stage, DeviceId.of(name), "cpu", 1, load, rate));
    }
    problem =
        new Problem(
            Cluster.of(cluster, BrokerHop.UNLIMITED),
            List.of(
                new PlannedPipeline(
                    pipeline, planned, 0, cameras, framesPerSecond, 1, Double.POSITIVE_INFINITY)),
            new Profiles(profiles));
    double most = demand / load;
    plan =
        new Plan(
            "by-turns",
            TransferReading.NONE,
            placements,
            List.of(),
            List.of(new PipelineRate(pipeline, most, demand, stages * meanSeconds)),
            0,
            0,
            new Proof(Objective.THROUGHPUT, most, most, "not sought"),
            new Limit(Limit.Kind.COMPUTE, "scale", "", "", ""),
            List.of(),
            0,
            List.of());
  }

  /** Simulates it for so long under the asked rates. */
  public SimulationReport run(String routing, Duration time, long seed) {
    return Simulation.of(
            problem,
            plan,
            SimulationSettings.DEFAULT
                .withRouting(routing)
                .withLoad(new Load.Asked())
                .withDuration(time)
                .withSeed(seed))
        .run();
  }
}
