package io.millrace.planner.simulate;

import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One stage of a simulated run: its lanes, its instances, and what became of its frames. */
final class StageNode {

  final int index;
  final PipelineId pipeline;
  final StageId name;

  /** Place of the pipeline among all. */
  final int pipelineIndex;

  final boolean last;
  final int batch;

  /** What a frame moves to the next stage. */
  final double outputBytes;

  /** What a frame moves in and out of a device. */
  final double bytesThrough;

  final LaneLog[] lanes;
  final List<InstanceNode> instances = new ArrayList<>();

  /** Planned records per second by instance name. */
  final Map<String, Double> weights = new HashMap<>();

  /** Reports that its instances have made. */
  int reports;

  long done;
  long doneMeasured;
  long stale;
  long redelivered;
  long calls;
  long worked;

  StageNode(
      int index,
      PipelineId pipeline,
      StageId name,
      int pipelineIndex,
      boolean last,
      int batch,
      double outputBytes,
      double bytesThrough,
      int laneCount) {
    this.index = index;
    this.pipeline = pipeline;
    this.name = name;
    this.pipelineIndex = pipelineIndex;
    this.last = last;
    this.batch = batch;
    this.outputBytes = outputBytes;
    this.bytesThrough = bytesThrough;
    this.lanes = new LaneLog[laneCount];
    for (int lane = 0; lane < laneCount; lane++) {
      lanes[lane] = new LaneLog(this, lane);
    }
  }
}
