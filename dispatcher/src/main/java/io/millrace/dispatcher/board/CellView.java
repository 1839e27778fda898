package io.millrace.dispatcher.board;

import io.millrace.topics.record.DeviceId;
import java.util.List;

/**
 * A stage on a device: what is planned there and what runs.
 *
 * @param device the device
 * @param plannedInstances instances that the plan in force wants
 * @param plannedPerSecond frames per second that they should carry together
 * @param measuredPerSecond frames per second that the instances carry together
 * @param profiledSeconds time of one frame as the device measured it at its start; 0 when it did
 *     not
 * @param serviceSeconds typical time that the instances are busy per frame; 0 before the first
 * @param limits whether it keeps the plan from carrying more
 * @param instances what runs there, by name
 */
public record CellView(
    DeviceId device,
    int plannedInstances,
    double plannedPerSecond,
    double measuredPerSecond,
    double profiledSeconds,
    double serviceSeconds,
    boolean limits,
    List<InstanceView> instances) {

  public CellView {
    instances = List.copyOf(instances);
  }
}
