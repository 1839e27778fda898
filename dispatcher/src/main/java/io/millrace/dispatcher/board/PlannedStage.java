package io.millrace.dispatcher.board;

import io.millrace.topics.record.StageId;
import java.util.List;

/**
 * A stage on all devices.
 *
 * @param stage the stage
 * @param model the model that it runs
 * @param lanes partitions of its topic: the plan's where there is one
 * @param plannedPerSecond frames per second that its instances should carry together; 0 without a
 *     plan
 * @param measuredPerSecond frames per second that they carry
 * @param backlog frames that wait for it
 * @param limits whether it keeps the plan from carrying more
 * @param cells the devices on which it runs or should run, in the order of the columns
 */
public record PlannedStage(
    StageId stage,
    String model,
    int lanes,
    double plannedPerSecond,
    double measuredPerSecond,
    long backlog,
    boolean limits,
    List<CellView> cells) {

  public PlannedStage {
    cells = List.copyOf(cells);
  }
}
