package io.millrace.planner.solve;

import io.millrace.planner.cluster.Device;
import io.millrace.planner.lanes.LaneRule;
import io.millrace.planner.plan.LaneCount;
import io.millrace.planner.plan.Limit;
import io.millrace.planner.plan.PipelineRate;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.problem.PlannedPipeline;
import io.millrace.planner.problem.PlannedStage;
import io.millrace.planner.score.Digits;
import io.millrace.planner.score.SharedScore;
import io.millrace.planner.solve.SharedModel.Block;
import io.millrace.planner.solve.SharedModel.Form;
import io.millrace.planner.solve.SharedModel.Row;
import io.millrace.planner.solve.SharedSearch.Worth;
import io.millrace.topics.record.DeviceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** From a solution in blocks of equal devices to placements on devices by name. */
final class SharedPlan {

  /** Share of the pipeline's rate below which a flow is the solver's rounding. */
  private static final double DUST = 1e-7;

  private final SharedFacts facts;
  private final SharedSolution solution;
  private final List<Block> blocks;

  /**
   * The parts of a plan that follow from its placements.
   *
   * @param score of the placements, by the evaluator
   */
  record Parts(
      List<Placement> placements,
      List<LaneCount> lanes,
      List<PipelineRate> rates,
      SharedScore score) {}

  SharedPlan(SharedFacts facts, SharedSolution solution, boolean allOn) {
    this.facts = facts;
    this.solution = solution;
    // The blocks follow from the facts alone; their variables are not touched any more.
    try (SharedModel model = new SharedModel(facts, new Form(false, false, allOn))) {
      blocks = List.copyOf(model.blocks);
    }
  }

  /** Placements, rates and score; fails when the evaluator does not agree with the solver. */
  Parts parts(double headroom) {
    List<Placement> placements = placements();
    List<SharedScore.Route> routes = routes();
    SharedScore score =
        facts.direct()
            ? SharedScore.of(facts.problem, placements, routes, headroom)
            : SharedScore.of(facts.problem, placements, headroom);
    if (!score.feasible()) {
      throw new IllegalStateException(
          "The solver's plan breaks its own constraints: " + score.violations());
    }
    List<PipelineRate> rates = new ArrayList<>();
    for (int p = 0; p < facts.pipelines().size(); p++) {
      PlannedPipeline pipeline = facts.pipelines().get(p);
      rates.add(
          new PipelineRate(
              pipeline.id(),
              score.rates().get(p),
              pipeline.demand(),
              score.latencySeconds().get(p)));
    }
    return new Parts(placements, lanes(placements), rates, score);
  }

  private List<Placement> placements() {
    Map<Integer, Integer> taken = new TreeMap<>();
    record At(int pipeline, int stage, int device, Placement placement) {}
    List<At> all = new ArrayList<>();
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      EqualDevices kind = facts.kinds.get(block.kind());
      int count = (int) Math.rint(solution.devices()[b]);
      int from = taken.merge(block.kind(), count, Integer::sum) - count;
      for (int a = 0; a < block.flows().length && count > 0; a++) {
        Activity activity = kind.activities().get(a);
        double each = solution.flows()[b][a] / count;
        if (each * count <= DUST * solution.rates()[activity.pipeline()]) {
          continue;
        }
        for (int i = from; i < from + count; i++) {
          int device = kind.devices().get(i);
          all.add(
              new At(
                  activity.pipeline(),
                  activity.stage(),
                  device,
                  placement(activity, facts.problem.cluster().devices().get(device), each)));
        }
      }
    }
    all.sort(
        Comparator.comparingInt(At::pipeline)
            .thenComparingInt(At::stage)
            .thenComparingInt(At::device));
    return all.stream().map(At::placement).toList();
  }

  private Placement placement(Activity activity, Device device, double flow) {
    PlannedPipeline pipeline = facts.pipelines().get(activity.pipeline());
    double perSecond = flow / facts.unitSeconds;
    double busy = perSecond * activity.itemSeconds();
    int parallel = device.processors().get(activity.processor()).parallel();
    int instances = (int) Math.max(1, Math.ceil(busy / facts.usable - SharedScore.TOLERANCE));
    return new Placement(
        pipeline.id(),
        pipeline.stages().get(activity.stage()).id(),
        device.id(),
        device.processors().get(activity.processor()).name(),
        Math.min(instances, activity.most()),
        busy / parallel,
        perSecond);
  }

  private List<LaneCount> lanes(List<Placement> placements) {
    List<LaneCount> lanes = new ArrayList<>();
    for (PlannedPipeline pipeline : facts.pipelines()) {
      for (PlannedStage stage : pipeline.stages()) {
        double[] rates =
            placements.stream()
                .filter(p -> p.pipeline().equals(pipeline.id()) && p.stage().equals(stage.id()))
                .flatMapToDouble(
                    p ->
                        DoubleStream.generate(() -> p.framesPerSecond() / p.instances())
                            .limit(p.instances()))
                .toArray();
        lanes.add(LaneRule.DEFAULT.count(pipeline.id(), stage.id(), rates, 0));
      }
    }
    return lanes;
  }

  private List<SharedScore.Route> routes() {
    List<SharedScore.Route> routes = new ArrayList<>();
    for (SharedSolution.Route route : solution.routes()) {
      PlannedPipeline pipeline = facts.pipelines().get(route.pipeline());
      routes.add(
          new SharedScore.Route(
              pipeline.id(),
              pipeline.stages().get(route.stage()).id(),
              id(route.from()),
              id(route.to()),
              route.flow() / facts.unitSeconds));
    }
    return routes;
  }

  private DeviceId id(int device) {
    return facts.problem.cluster().devices().get(device).id();
  }

  /** What keeps the plan from carrying more: the resource of which one per cent more gains most. */
  Limit limit(List<Worth> worths, int leastServed) {
    PlannedPipeline least = facts.pipelines().get(leastServed);
    String pipeline = least.id().value();
    for (Worth worth : worths) {
      Row row = worth.row();
      switch (row.resource()) {
        case BROKER -> {
          return new Limit(
              Limit.Kind.BROKER,
              pipeline,
              least.stages().get(0).id().value(),
              "",
              "The broker carries its %s bytes/s in all."
                  .formatted(Digits.of(facts.brokerBytesPerSecond())));
        }
        case LINK -> {
          return new Limit(
              Limit.Kind.LINK,
              pipeline,
              least.stages().get(0).id().value(),
              id(row.block()).value(),
              row.block() == row.unit()
                  ? "The uplink of '%s' is full.".formatted(id(row.block()))
                  : "The link from '%s' to '%s' is full."
                      .formatted(id(row.block()), id(row.unit())));
        }
        case UPLINK, PROCESSOR -> {
          return onDevice(row, pipeline);
        }
        case LATENCY -> {
          return new Limit(
              Limit.Kind.COMPUTE,
              pipeline,
              least.stages().get(0).id().value(),
              "",
              "Pipeline '%s' keeps its latency of %s s only on its fastest devices."
                  .formatted(
                      facts.pipelines().get(row.unit()).id(),
                      Digits.of(facts.pipelines().get(row.unit()).latencySeconds())));
        }
      }
    }
    return new Limit(
        Limit.Kind.DEMAND, pipeline, least.stages().get(0).id().value(), "", "Nothing is full.");
  }

  private Limit onDevice(Row row, String leastServed) {
    Block block = blocks.get(row.block());
    EqualDevices kind = facts.kinds.get(block.kind());
    Activity busiest = kind.activities().get(0);
    double most = -1;
    for (int a = 0; a < block.flows().length; a++) {
      Activity activity = kind.activities().get(a);
      boolean counts =
          row.resource() == SharedModel.Resource.UPLINK || activity.processor() == row.unit();
      double use =
          solution.flows()[row.block()][a]
              * (row.resource() == SharedModel.Resource.UPLINK
                  ? activity.bytesThrough()
                  : activity.itemSeconds());
      // The least served pipeline's own stage goes before others on the same resource.
      boolean own = facts.pipelines().get(activity.pipeline()).id().value().equals(leastServed);
      double rank = use > 0 && own ? 1 + use : use / (1 + use);
      if (counts && rank > most) {
        most = rank;
        busiest = activity;
      }
    }
    PlannedPipeline pipeline = facts.pipelines().get(busiest.pipeline());
    String stage = pipeline.stages().get(busiest.stage()).id().value();
    Device device = kind.device();
    String who =
        kind.count() > 1
            ? "%d devices like '%s'".formatted(kind.count(), device.id())
            : "'%s'".formatted(device.id());
    return row.resource() == SharedModel.Resource.UPLINK
        ? new Limit(
            Limit.Kind.LINK,
            pipeline.id().value(),
            stage,
            device.id().value(),
            "The uplink of %s is full, mostly with stage '%s'.".formatted(who, stage))
        : new Limit(
            Limit.Kind.COMPUTE,
            pipeline.id().value(),
            stage,
            device.id().value(),
            "The %s of %s has no time left; most of it goes to stage '%s' of '%s'."
                .formatted(device.processors().get(row.unit()).name(), who, stage, pipeline.id()));
  }
}
