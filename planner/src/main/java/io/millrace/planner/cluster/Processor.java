package io.millrace.planner.cluster;

/**
 * One unit of a device that runs instances: a set of CPU cores, a GPU or an NPU.
 *
 * @param name unique within the device, such as {@code cpu} or {@code gpu}
 * @param memoryBytes its own memory; 0 when it shares the device's
 */
public record Processor(String name, long memoryBytes) {

  /** The processor of a device that names none. */
  public static final Processor CPU = new Processor("cpu", 0);

  public Processor {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("memory must not be negative (was " + memoryBytes + ")");
    }
  }
}
