package io.millrace.planner.app;

import io.millrace.planner.problem.Goal;
import io.millrace.planner.replan.LivePipeline;
import io.millrace.planner.replan.ReplanSettings;
import io.millrace.planner.solve.Strategy;
import java.util.List;

/**
 * What a running planner is told.
 *
 * @param pipelines what it plans for; at least one
 * @param strategy what makes its plans
 * @param goal what plans shall be good at; its budget is the time of one plan
 * @param replan how eager it is
 * @param metrics where service times and rates come from
 * @param carbon where carbon intensities come from
 * @param maxRecordBytes greatest record of the pipelines' topics
 */
public record PlannerSettings(
    List<LivePipeline> pipelines,
    Strategy strategy,
    Goal goal,
    ReplanSettings replan,
    MetricsSource metrics,
    CarbonSource carbon,
    int maxRecordBytes) {

  public PlannerSettings {
    pipelines = List.copyOf(pipelines);
    if (pipelines.isEmpty()) {
      throw new IllegalArgumentException("pipelines must name at least one pipeline");
    }
  }
}
