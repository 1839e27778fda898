package io.millrace.planner.plan;

import java.util.ArrayList;
import java.util.List;

/** Says in sentences what a plan carries, what limits it, how good it is and how it came about. */
public final class Explain {

  private Explain() {}

  /** One line each, most important first. */
  public static List<String> lines(Plan plan) {
    List<String> lines = new ArrayList<>();
    for (PipelineRate rate : plan.rates()) {
      lines.add(
          "Pipeline %s carries %.4g frames per second%s; a frame takes %.3g s without queues."
              .formatted(
                  rate.pipeline(),
                  rate.framesPerSecond(),
                  rate.demand() > 0 ? " of %.4g asked for".formatted(rate.demand()) : "",
                  rate.latencySeconds()));
    }
    lines.addAll(plan.missing());
    lines.add(plan.limit().why());
    lines.add(proof(plan.proof()));
    if (plan.watts() > 0) {
      lines.add(
          plan.carbonGramsPerHour() > 0
              ? "The devices in use draw %.4g W and emit %.4g g CO2e per hour."
                  .formatted(plan.watts(), plan.carbonGramsPerHour())
              : "The devices in use draw %.4g W.".formatted(plan.watts()));
    }
    lines.addAll(plan.why());
    for (LaneCount lanes : plan.lanes()) {
      lines.add(
          "Topic of %s/%s has %d %s: %s."
              .formatted(
                  lanes.pipeline(),
                  lanes.stage(),
                  lanes.lanes(),
                  lanes.lanes() == 1 ? "lane" : "lanes",
                  lanes.why()));
    }
    return lines;
  }

  private static String proof(Proof proof) {
    if (proof.optimal()) {
      return "No plan has a better %s than %.6g (%s)."
          .formatted(proof.objective().label(), proof.value(), proof.how());
    }
    return "The %s of %.6g is within %.3g %% of the best there can be, %.6g (%s)."
        .formatted(
            proof.objective().label(),
            proof.value(),
            100 * proof.gap(),
            proof.bound(),
            proof.how());
  }
}
