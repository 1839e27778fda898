package io.millrace.bench.planning;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Power;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Objective;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.profile.Profiles;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.reproduce.RandomInstances;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.Nudif;
import io.millrace.planner.solve.NudifShared;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.PipelineId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Measures what sharing devices gains over one stage per device, and how long planning it takes.
 */
public final class SharingRun {

  private static final long AMPLE = 64_000_000_000L;
  private static final Duration BUDGET = Duration.ofSeconds(30);
  private static final int PIPELINES = 3;
  private static final int STAGES = 4;

  /**
   * Gain over one stage per device, both without transfer time and headroom.
   *
   * @param devices how many, by the published distributions
   * @param ample mean gain where memory holds every stage everywhere, as a share
   * @param published mean gain with the published memory of 8 to 10 GB
   * @param proven plans of the latter that were proven optimal
   * @param seconds longest time that one of the latter took
   */
  public record Gain(
      int devices, int cases, double ample, double published, int proven, double seconds) {}

  /**
   * A plan for three pipelines of four stages on devices of which no two are equal and most hold
   * two or three of the twelve stages.
   */
  public record Solved(int devices, Objective objective, Plan plan) {}

  private final LongSupplier nanoClock;

  public SharingRun(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The gain on random clusters of this size. */
  public Gain gain(int devices, int cases) {
    Goal goal = Goal.DEFAULT.withHeadroom(0).withTransfer(TransferReading.NONE).withBudget(BUDGET);
    double ample = 0;
    double published = 0;
    double seconds = 0;
    int proven = 0;
    for (int seed = 0; seed < cases; seed++) {
      Problem problem = RandomInstances.problem(devices, seed);
      double apart = new Nudif().plan(problem, goal, budget()).framesPerSecond();
      Plan tight = new NudifShared().plan(problem, goal, budget());
      Plan wide = new NudifShared().plan(ample(problem), goal, budget());
      ample += (wide.framesPerSecond() / apart - 1) / cases;
      published += (tight.framesPerSecond() / apart - 1) / cases;
      seconds = Math.max(seconds, tight.solverSeconds());
      proven += tight.proof().optimal() ? 1 : 0;
    }
    return new Gain(devices, cases, ample, published, proven, seconds);
  }

  /** A plan for three pipelines. */
  public Solved solve(int devices, Objective objective) {
    Goal goal = Goal.DEFAULT.withObjective(objective).withBudget(BUDGET);
    Plan plan = new NudifShared().plan(unequal(devices), goal, budget());
    return new Solved(devices, objective, plan);
  }

  private Budget budget() {
    return Budget.of(BUDGET, nanoClock);
  }

  private static Problem ample(Problem problem) {
    List<Device> devices =
        problem.cluster().devices().stream()
            .map(
                d ->
                    new Device(
                        d.id(),
                        d.kind(),
                        AMPLE,
                        d.processors(),
                        d.uplinkBytesPerSecond(),
                        d.power(),
                        d.zone()))
            .toList();
    return new Problem(
        Cluster.of(devices, problem.cluster().network()), problem.pipelines(), problem.profiles());
  }

  private static Problem unequal(int n) {
    SplittableRandom random = new SplittableRandom(1);
    List<Device> devices = new ArrayList<>();
    for (int j = 0; j < n; j++) {
      double idle = random.nextInt(3, 8);
      devices.add(
          new Device(
              DeviceId.of("device-" + j),
              "",
              random.nextInt(4000, 9000) * 1_000_000L,
              List.of(Processor.CPU),
              125e6,
              new Power(idle, idle + random.nextInt(5, 20)),
              ""));
    }
    List<PlannedPipeline> pipelines = new ArrayList<>();
    List<StageProfile> profiles = new ArrayList<>();
    for (int p = 0; p < PIPELINES; p++) {
      List<PlannedStage> stages = new ArrayList<>();
      for (int s = 0; s < STAGES; s++) {
        String name = "stage-" + p + "-" + s;
        stages.add(PlannedStage.of(name, random.nextInt(1500, 3500) * 1_000_000L, 100e3));
        for (Device device : devices) {
          profiles.add(StageProfile.of(name, device.id().value(), random.nextDouble(1, 3)));
        }
      }
      // About a third of what the devices carry.
      double asked = 0.25 * n / (PIPELINES * STAGES);
      pipelines.add(
          new PlannedPipeline(
              PipelineId.of("pipeline-" + p), stages, 0, 1, asked, 1, Double.POSITIVE_INFINITY));
    }
    return new Problem(
        Cluster.of(devices, new BrokerHop(100e9, 0)), pipelines, new Profiles(profiles));
  }
}
