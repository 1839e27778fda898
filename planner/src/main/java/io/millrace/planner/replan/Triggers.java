package io.millrace.planner.replan;

import io.millrace.planner.carbon.CarbonStep;
import io.millrace.planner.plan.PipelineRate;
import io.millrace.planner.plan.Placement;
import io.millrace.planner.problem.Objective;
import io.millrace.topics.record.PipelineId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds what has changed since the plan in force was made. Pure. */
public final class Triggers {

  /** Share of the planned throughput below which a pipeline with a queue is behind. */
  private static final double BEHIND = 0.85;

  /** Least change of a zone's carbon intensity that is a reason, in g/kWh. */
  static final double CARBON_STEP_GRAMS = 20;

  private Triggers() {}

  /**
   * What speaks for planning again, the most important first.
   *
   * @param lastLook when plans were last compared
   */
  public static List<Trigger> of(
      InForce inForce,
      Snapshot now,
      Map<PipelineId, Double> demand,
      Instant lastLook,
      ReplanSettings settings) {
    List<Trigger> found = new ArrayList<>();
    inForce.devices().stream()
        .filter(device -> !now.names().contains(device))
        .forEach(device -> found.add(new Trigger.Lost(device)));
    now.names().stream()
        .filter(device -> !inForce.devices().contains(device))
        .forEach(device -> found.add(new Trigger.Joined(device)));
    now.devices()
        .forEach(
            device -> {
              double before =
                  inForce.uplinks().getOrDefault(device.name(), device.bytesPerSecond());
              if (stepped(before, device.bytesPerSecond(), settings.drift())) {
                found.add(
                    new Trigger.NetworkChanged(device.name(), before, device.bytesPerSecond()));
              }
            });
    // What a look has just judged is no news, and a new plan needs time to show what it does.
    if (passed(inForce.since(), now.at(), settings.coolDown())
        && passed(lastLook, now.at(), settings.coolDown())) {
      drifted(inForce, now, settings, found);
      behind(inForce, now, found);
    }
    demand.forEach(
        (pipeline, asked) -> {
          double before = inForce.demand().getOrDefault(pipeline, 0.0);
          if (stepped(before, asked, settings.step())) {
            found.add(new Trigger.DemandChanged(pipeline, before, asked));
          }
        });
    // Other plans would be the same whatever the grid does.
    if (inForce.plan().proof().objective() == Objective.CARBON) {
      carbon(inForce, now, settings, found);
    }
    if (passed(lastLook, now.at(), settings.period())) {
      found.add(new Trigger.Due());
    }
    return List.copyOf(found);
  }

  private static void drifted(
      InForce inForce, Snapshot now, ReplanSettings settings, List<Trigger> found) {
    for (Placement placement : inForce.plan().placements()) {
      ServiceKey key = new ServiceKey(placement.pipeline(), placement.stage(), placement.device());
      Double planned = inForce.seconds().get(key);
      Double reported = now.seconds().get(key);
      if (planned != null && reported != null && stepped(planned, reported, settings.drift())) {
        found.add(new Trigger.Drifted(key, planned, reported));
      }
    }
  }

  private static void carbon(
      InForce inForce, Snapshot now, ReplanSettings settings, List<Trigger> found) {
    CarbonStep.since(
            inForce.carbon(),
            now.carbon().known(),
            new CarbonStep.Thresholds(settings.step(), CARBON_STEP_GRAMS))
        .forEach(
            step ->
                found.add(
                    new Trigger.CarbonStep(
                        step.zone().value(),
                        step.before().gramsPerKwh(),
                        step.now().gramsPerKwh())));
  }

  private static void behind(InForce inForce, Snapshot now, List<Trigger> found) {
    for (PipelineRate rate : inForce.plan().rates()) {
      double measured = now.framesPerSecond().getOrDefault(rate.pipeline(), 0.0);
      long waiting = now.waiting().getOrDefault(rate.pipeline(), 0L);
      // A queue of a second of work: without one, the cameras and not the plan set the rate.
      if (waiting > rate.framesPerSecond() && measured < BEHIND * rate.framesPerSecond()) {
        found.add(new Trigger.Behind(rate.pipeline(), rate.framesPerSecond(), measured));
      }
    }
  }

  private static boolean passed(Instant from, Instant to, Duration time) {
    return Duration.between(from, to).compareTo(time) >= 0;
  }

  private static boolean stepped(double before, double now, double share) {
    return Math.abs(now - before) > share * Math.max(Math.abs(before), Double.MIN_NORMAL);
  }
}
