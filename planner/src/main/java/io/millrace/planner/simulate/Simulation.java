package io.millrace.planner.simulate;

import io.millrace.planner.plan.PipelineRate;
import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.simulate.SimulationReport.LatencySeconds;
import io.millrace.planner.simulate.SimulationReport.PipelineFlow;
import io.millrace.planner.simulate.SimulationReport.ProcessorUse;
import io.millrace.planner.simulate.SimulationReport.StageFlow;
import io.millrace.topics.record.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A plan tried on simulated time: does it come true?
 *
 * <p>The router with its strategies, the room of an instance and the pauses of its lanes, when a
 * batch is due, and the mean service time of a report are the live system's own classes. What the
 * live system decides next to Kafka and Vert.x is expressed here again, by the same rules:
 * contiguous commits five times a second ({@code LaneProgress}), freshness judged at the last
 * moment ({@code MicroBatcher}), windows and the replaced picture of a live camera ({@code
 * FrameEntrance}, {@code HandOver}), and the handing out of lanes by the broker. What is modelled
 * and what is not stands in docs/simulator.md.
 *
 * <p>Reads no clock: the same problem, plan, settings and seed give the same report.
 */
public final class Simulation {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Problem problem;
  private final Plan plan;
  private final SimulationSettings settings;

  private Simulation(Problem problem, Plan plan, SimulationSettings settings) {
    this.problem = problem;
    this.plan = plan;
    this.settings = settings;
  }

  /**
   * A run that has not begun.
   *
   * @param plan a plan for this problem; the router's weights are its placements' rates
   */
  public static Simulation of(Problem problem, Plan plan, SimulationSettings settings) {
    return new Simulation(problem, plan, settings);
  }

  /**
   * Runs from an empty system to the end of the time.
   *
   * @throws IllegalArgumentException if the plan or the trace names what the problem does not have
   */
  public SimulationReport run() {
    Engine.Outcome outcome = new Engine(new World(problem, plan), plan, settings).run();
    double seconds = settings.duration().toNanos() / NANOS_PER_SECOND;
    double warmUp = settings.warmUp().toNanos() / NANOS_PER_SECOND;
    double measured = seconds - warmUp;
    List<PipelineFlow> pipelines = pipelines(outcome, measured);
    long inFlight = pipelines.stream().mapToLong(PipelineFlow::inFlight).sum();
    return new SimulationReport(
        plan.strategy(),
        settings.routing(),
        settings.load().toString(),
        settings.seed(),
        seconds,
        warmUp,
        pipelines,
        outcome.world().stages.stream().map(stage -> flow(stage, measured)).toList(),
        outcome.world().processors.stream()
            .map(processor -> use(processor, outcome.world(), measured))
            .toList(),
        outcome.framesUnderWay(),
        inFlight == outcome.framesUnderWay(),
        outcome.events());
  }

  private List<PipelineFlow> pipelines(Engine.Outcome outcome, double measured) {
    List<PipelineFlow> flows = new ArrayList<>();
    for (int p = 0; p < problem.pipelines().size(); p++) {
      String name = problem.pipelines().get(p).id().value();
      Tally tally = outcome.tallies().get(p);
      Map<String, Long> drops = new TreeMap<>();
      count(drops, Reason.FULL, tally.full);
      count(drops, Reason.STALE, tally.stale);
      flows.add(
          new PipelineFlow(
              name,
              plan.rates().stream()
                  .filter(rate -> rate.pipeline().value().equals(name))
                  .mapToDouble(PipelineRate::framesPerSecond)
                  .sum(),
              tally.framesInMeasured / measured,
              tally.resultsMeasured / measured,
              latency(tally),
              tally.framesIn,
              tally.results,
              drops,
              tally.framesIn - tally.results - tally.full - tally.stale,
              tally.duplicates));
    }
    return flows;
  }

  private static void count(Map<String, Long> drops, Reason reason, long frames) {
    if (frames > 0) {
      drops.put(reason.label(), frames);
    }
  }

  private static LatencySeconds latency(Tally tally) {
    return new LatencySeconds(
        tally.meanLatencySeconds(),
        tally.latencySeconds(50),
        tally.latencySeconds(95),
        tally.latencySeconds(99),
        tally.latencySeconds(100));
  }

  private static StageFlow flow(StageNode stage, double measured) {
    long backlog = 0;
    for (LaneLog lane : stage.lanes) {
      backlog += lane.waiting();
    }
    return new StageFlow(
        stage.pipeline.value(),
        stage.name.value(),
        stage.instances.size(),
        stage.lanes.length,
        stage.doneMeasured / measured,
        stage.calls == 0 ? 0 : (double) stage.worked / stage.calls,
        stage.stale,
        stage.redelivered,
        backlog);
  }

  private ProcessorUse use(ProcessorNode processor, World world, double measured) {
    List<String> stages =
        world.instancesOfDevice.get(processor.device).stream()
            .filter(instance -> instance.processor == processor)
            .map(instance -> instance.stage.name.value())
            .distinct()
            .toList();
    return new ProcessorUse(
        problem.cluster().devices().get(processor.device).id().value(),
        processor.name,
        stages,
        processor.busyNanos / NANOS_PER_SECOND / measured / processor.parallel,
        processor.sendingNanos / NANOS_PER_SECOND / measured / processor.parallel);
  }
}
