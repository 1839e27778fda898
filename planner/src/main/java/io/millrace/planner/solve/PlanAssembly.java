package io.millrace.planner.solve;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Processor;
import io.millrace.planner.lanes.LaneRule;
import io.millrace.planner.plan.LaneCount;
import io.millrace.planner.plan.Limit;
import io.millrace.planner.plan.PipelineRate;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.plan.Proof;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.profile.StageProfile;
import io.millrace.planner.score.AssignmentScore;
import io.millrace.planner.score.ChainScore;
import io.millrace.planner.score.StageMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns what a strategy of the published model chose into a plan.
 *
 * <p>Nothing that a solver claims about its own answer gets into a plan: rates, shares and the
 * latency come from {@link AssignmentScore} or {@link ChainScore}.
 */
final class PlanAssembly {

  private final String strategy;
  private final Problem problem;
  private final Goal goal;
  private final StageMatrix matrix;
  private final PlannedPipeline pipeline;

  /**
   * A plan to be of the only pipeline of a problem.
   *
   * @throws PlanningException if the goal is not throughput, or there are several pipelines, or a
   *     stage fits nowhere
   */
  PlanAssembly(String strategy, Problem problem, Goal goal) {
    if (goal.objective().demand()) {
      throw new PlanningException(
          Reason.UNSUPPORTED,
          "The strategy %s plans for throughput only (asked for %s).%nMaybe use the strategy nudif-shared."
              .formatted(strategy, goal.objective().label()));
    }
    this.strategy = strategy;
    this.problem = problem;
    this.goal = goal;
    this.matrix = StageMatrix.of(problem, goal.transfer());
    this.pipeline = problem.pipelines().get(0);
  }

  StageMatrix matrix() {
    return matrix;
  }

  /** Names of the stages in their order. */
  List<String> stageNames() {
    return pipeline.stages().stream().map(stage -> stage.id().value()).toList();
  }

  /** A plan of an assignment, scored by the goal's transfer reading. */
  Plan ofAssignment(Answer answer, double solverSeconds, List<String> why) {
    int[] stageOf = answer.stageOf();
    AssignmentScore score = AssignmentScore.of(matrix, stageOf);
    if (!(score.throughput() > 0)) {
      throw new IllegalStateException(
          "Strategy %s chose an assignment that carries nothing.".formatted(strategy));
    }
    double[] frames = new double[stageOf.length];
    for (int j = 0; j < frames.length; j++) {
      if (stageOf[j] != AssignmentScore.UNUSED) {
        frames[j] = score.throughput() / score.deviceSeconds()[j] / score.stageRates()[stageOf[j]];
      }
    }
    int limiting = score.limitingStage();
    return plan(
        stageOf,
        frames,
        score.deviceSeconds(),
        score.throughput(),
        score.latencySeconds(stageOf),
        limit(limiting, stageOf, score.deviceSeconds(), score.throughput()),
        answer,
        solverSeconds,
        why);
  }

  /** A plan of independent chains, each with the device of every stage. */
  Plan ofChains(
      List<int[]> chains, double bound, String how, double solverSeconds, List<String> why) {
    ChainScore score = ChainScore.of(matrix, chains);
    int[] stageOf = ChainScore.stageOf(matrix, chains);
    double[] frames = new double[stageOf.length];
    int slowest = 0;
    for (int c = 0; c < chains.size(); c++) {
      slowest = score.chainRates()[c] < score.chainRates()[slowest] ? c : slowest;
      for (int device : chains.get(c)) {
        frames[device] = score.chainRates()[c];
      }
    }
    int limiting = 0;
    int[] chain = chains.get(slowest);
    for (int s = 1; s < chain.length; s++) {
      limiting =
          score.deviceSeconds()[chain[s]] > score.deviceSeconds()[chain[limiting]] ? s : limiting;
    }
    int[] only = new int[stageOf.length];
    Arrays.fill(only, AssignmentScore.UNUSED);
    only[chain[limiting]] = limiting;
    return plan(
        stageOf,
        frames,
        score.deviceSeconds(),
        score.throughput(),
        score.latencySeconds(chains),
        limit(limiting, only, score.deviceSeconds(), score.throughput()),
        new Answer(stageOf, bound, how),
        solverSeconds,
        why);
  }

  private Plan plan(
      int[] stageOf,
      double[] frames,
      double[] seconds,
      double throughput,
      double latency,
      Limit limit,
      Answer answer,
      double solverSeconds,
      List<String> why) {
    Cluster cluster = problem.cluster();
    List<Placement> placements = new ArrayList<>();
    List<LaneCount> lanes = new ArrayList<>();
    double watts = 0;
    double carbon = 0;
    for (int s = 0; s < matrix.stages(); s++) {
      PlannedStage stage = pipeline.stages().get(s);
      List<Double> rates = new ArrayList<>();
      for (int j = 0; j < stageOf.length; j++) {
        if (stageOf[j] == s) {
          Device device = cluster.devices().get(j);
          Processor processor = device.processors().get(matrix.processor(s, j));
          double share = Math.min(1, frames[j] * seconds[j]);
          placements.add(
              new Placement(
                  pipeline.id(), stage.id(), device.id(), processor.name(), 1, share, frames[j]));
          rates.add(frames[j]);
          double drawn = watts(stage, device, processor, frames[j]);
          watts += drawn;
          carbon +=
              drawn / 1000 * cluster.carbonGramsPerKilowattHour().getOrDefault(device.zone(), 0.0);
        }
      }
      lanes.add(
          LaneRule.DEFAULT.count(
              pipeline.id(),
              stage.id(),
              rates.stream().mapToDouble(Double::doubleValue).toArray(),
              0));
    }
    return new Plan(
        strategy,
        goal.transfer(),
        placements,
        lanes,
        List.of(new PipelineRate(pipeline.id(), throughput, pipeline.demand(), latency)),
        watts,
        carbon,
        // A plan is its own proof that the bound is not below it.
        new Proof(goal.objective(), throughput, Math.max(throughput, answer.bound()), answer.how()),
        limit,
        missing(throughput, latency),
        solverSeconds,
        why);
  }

  private double watts(PlannedStage stage, Device device, Processor processor, double frames) {
    StageProfile profile = profile(stage, device, processor);
    double busy = Math.min(1, frames * profile.curve().itemSeconds(stage.batch()));
    double added =
        profile.joulesPerItem() > 0
            ? frames * profile.joulesPerItem()
            : busy * device.power().addedWatts();
    return device.power().idleWatts() + added;
  }

  private StageProfile profile(PlannedStage stage, Device device, Processor processor) {
    return problem
        .profile(pipeline, stage, device, processor)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Stage %s was put on %s, where it does not fit."
                        .formatted(stage.id(), device.id())));
  }

  private List<String> missing(double throughput, double latency) {
    List<String> missing = new ArrayList<>();
    if (throughput < pipeline.demand()) {
      missing.add(
          "Pipeline '%s' gets %.4g of the %.4g frames per second asked for; it lacks %.4g."
              .formatted(
                  pipeline.id(), throughput, pipeline.demand(), pipeline.demand() - throughput));
    }
    if (latency > pipeline.latencySeconds()) {
      missing.add(
          "Pipeline '%s' takes %.4g s without queues, above the %.4g s asked for; the strategy %s does not bound latency."
              .formatted(pipeline.id(), latency, pipeline.latencySeconds(), strategy));
    }
    return missing;
  }

  /** The stage that carries least, and its fastest device: improving that one helps most. */
  private Limit limit(int stage, int[] stageOf, double[] seconds, double throughput) {
    String stageName = pipeline.stages().get(stage).id().value();
    String pipelineName = pipeline.id().value();
    int fastest = -1;
    double all = 0;
    double computing = 0;
    for (int j = 0; j < stageOf.length; j++) {
      if (stageOf[j] == stage) {
        fastest = fastest < 0 || seconds[j] < seconds[fastest] ? j : fastest;
        all += seconds[j];
        computing += computeSeconds(stage, j);
      }
    }
    String device = problem.cluster().devices().get(fastest).id().value();
    if (pipeline.demand() > 0 && throughput >= pipeline.demand()) {
      return new Limit(
          Limit.Kind.DEMAND, pipelineName, stageName, device, "All that is asked for is carried.");
    }
    boolean link = computing < 0.5 * all;
    return new Limit(
        link ? Limit.Kind.LINK : Limit.Kind.COMPUTE,
        pipelineName,
        stageName,
        device,
        "Stage %s carries least, %.4g frames per second; %.0f %% of its devices' time is %s, and %s matters most there."
            .formatted(
                stageName,
                throughput,
                100 * (link ? 1 - computing / all : computing / all),
                link ? "transfer" : "compute",
                device));
  }

  private double computeSeconds(int s, int j) {
    PlannedStage stage = pipeline.stages().get(s);
    Device device = problem.cluster().devices().get(j);
    return profile(stage, device, device.processors().get(matrix.processor(s, j)))
        .curve()
        .itemSeconds(stage.batch());
  }
}
