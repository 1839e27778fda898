package io.millrace.dispatcher.board;

import io.millrace.topics.record.StageId;
import java.util.List;

/**
 * A stage and its instances.
 *
 * @param stage the stage
 * @param model the model that it runs
 * @param lanes partitions of its topic
 * @param routing how frames are routed to it
 * @param framesPerSecond frames finished per second by all instances
 * @param serviceSeconds time an instance is busy per frame: the mean over the frames finished
 * @param latencyP50Seconds median latency, the mean over the frames finished
 * @param latencyP95Seconds 95th percentile of the instance where it is longest
 * @param batch frames per model call, the mean over the frames finished
 * @param backlog frames that wait for it
 * @param answered frames passed on or answered by all instances that ever were
 * @param deadLetters frames that none of them could work on
 * @param dropped frames that they dropped
 * @param instances the instances, by device, then name
 */
public record StageView(
    StageId stage,
    String model,
    int lanes,
    String routing,
    double framesPerSecond,
    double serviceSeconds,
    double latencyP50Seconds,
    double latencyP95Seconds,
    double batch,
    long backlog,
    long answered,
    long deadLetters,
    long dropped,
    List<InstanceView> instances) {

  public StageView {
    instances = List.copyOf(instances);
  }
}
