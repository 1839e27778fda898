package io.millrace.planner.cluster;

/**
 * One unit of a device that runs instances: a set of CPU cores, a GPU or an NPU.
 *
 * @param name unique within the device, such as {@code cpu} or {@code gpu}
 * @param memoryBytes its own memory; 0 when it shares the device's
 * @param parallel instances that work at once without slowing each other, such as cores of a CPU
 *     whose instances have one thread; at least 1. One stage per device uses one of them
 */
public record Processor(String name, long memoryBytes, int parallel) {

  /** The processor of a device that names none. */
  public static final Processor CPU = new Processor("cpu", 0);

  public Processor {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("memory must not be negative (was " + memoryBytes + ")");
    }
    Checks.atLeastOne("parallel", parallel);
  }

  /** A processor on which one instance works at a time. */
  public Processor(String name, long memoryBytes) {
    this(name, memoryBytes, 1);
  }
}
