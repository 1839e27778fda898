package io.millrace.worker.serve;

import io.millrace.topics.flow.Room;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageSpec;
import java.time.Duration;

/**
 * Which instance of what, and within which bounds it works.
 *
 * @param instance its id, unique in the cluster
 * @param device where it runs
 * @param pipeline the pipeline
 * @param stage the stage, one of the pipeline's
 * @param room records that it takes before the first of them is done: what it works on, what waits
 *     for it, and what Kafka has not acknowledged yet; at least 1
 * @param drainDeadline how long it may work on what it has when it is stopped
 */
public record StageSetup(
    InstanceId instance,
    DeviceId device,
    PipelineSpec pipeline,
    StageSpec stage,
    int room,
    Duration drainDeadline) {

  /** Time to finish what is in hand, unless configured. */
  public static final Duration DEFAULT_DRAIN_DEADLINE = Duration.ofSeconds(20);

  /** Checks the ranges and that the stage is the pipeline's. */
  public StageSetup {
    if (room < 1) {
      throw new IllegalArgumentException("room must be at least 1 record (was " + room + ")");
    }
    if (drainDeadline.isNegative()) {
      throw new IllegalArgumentException(
          "drainDeadline must not be negative (was " + drainDeadline + ")");
    }
    if (!pipeline.stages().contains(stage)) {
      throw new IllegalArgumentException(
          "the pipeline '%s' has no such stage '%s'".formatted(pipeline.name(), stage.name()));
    }
  }

  /** Room for a stage with this batch size unless configured. */
  public static int defaultRoom(int batch) {
    return Room.forBatch(batch).records();
  }
}
