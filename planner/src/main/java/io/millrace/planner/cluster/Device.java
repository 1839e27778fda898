package io.millrace.planner.cluster;

import io.millrace.topics.record.DeviceId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A machine, or a share of one.
 *
 * @param id its name
 * @param kind what it has in common with others, such as {@code jetson-nano}; profiles may be given
 *     by kind. Empty when it is one of its kind
 * @param memoryBytes memory that instances may use
 * @param processors what runs instances; at least one
 * @param uplinkBytesPerSecond what it can send and receive together; infinity means without limit
 * @param power what it draws
 * @param zone carbon zone, empty when unknown
 */
public record Device(
    DeviceId id,
    String kind,
    long memoryBytes,
    List<Processor> processors,
    double uplinkBytesPerSecond,
    Power power,
    String zone) {

  public Device {
    if (memoryBytes <= 0) {
      throw new IllegalArgumentException("memory must be > 0 bytes (was " + memoryBytes + ")");
    }
    Checks.positiveOrUnlimited("uplink", uplinkBytesPerSecond);
    processors = List.copyOf(processors);
    if (processors.isEmpty()) {
      throw new IllegalArgumentException("processors must name at least one processor");
    }
    Set<String> names = new HashSet<>();
    for (Processor processor : processors) {
      if (!names.add(processor.name())) {
        throw new IllegalArgumentException(
            "processors must have names of their own ('%s' stands twice)"
                .formatted(processor.name()));
      }
    }
  }

  /** A device with one CPU, no uplink limit, unknown power and no zone. */
  public static Device of(String name, long memoryBytes) {
    return new Device(
        DeviceId.of(name),
        "",
        memoryBytes,
        List.of(Processor.CPU),
        Double.POSITIVE_INFINITY,
        Power.UNKNOWN,
        "");
  }

  /** Memory that an instance on this processor draws from. */
  public long memoryBytes(Processor processor) {
    return processor.memoryBytes() > 0 ? processor.memoryBytes() : memoryBytes;
  }
}
