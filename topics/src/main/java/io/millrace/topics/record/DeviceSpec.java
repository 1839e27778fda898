package io.millrace.topics.record;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A device as it announces itself: when its worker starts, when something of it changes, and every
 * {@value #HEARTBEAT_SECONDS} s, so that a device that is gone is noticed.
 *
 * @param name the device
 * @param kind what it has in common with others, such as {@code jetson-nano}; empty when it is one
 *     of its kind
 * @param started when its worker started
 * @param at when this was said
 * @param planned whether it runs what the plan gives it; otherwise people chose its instances
 * @param emulated whether anything below pretends, rather than describes the machine
 * @param memoryBytes memory that instances may use
 * @param processors what runs instances; at least one
 * @param bytesPerSecond what it can send and receive together; 0 when no limit is known
 * @param linkBytesPerSecond what it can send to one other device, where that is less
 * @param hopSeconds time of a small record to the broker and back; 0 when not measured
 * @param power what it draws
 * @param zone carbon zone; empty when unknown
 */
public record DeviceSpec(
    DeviceId name,
    String kind,
    Instant started,
    Instant at,
    boolean planned,
    boolean emulated,
    long memoryBytes,
    List<ProcessorSpec> processors,
    double bytesPerSecond,
    Map<DeviceId, Double> linkBytesPerSecond,
    double hopSeconds,
    PowerSpec power,
    String zone) {

  /** Longest time between two announcements of a living device, in seconds. */
  public static final int HEARTBEAT_SECONDS = 5;

  public DeviceSpec {
    Amounts.checkAtLeastOne("memoryBytes", memoryBytes);
    Amounts.check("bytesPerSecond", bytesPerSecond);
    linkBytesPerSecond = Collections.unmodifiableMap(new TreeMap<>(linkBytesPerSecond));
    linkBytesPerSecond.forEach(
        (peer, rate) -> Amounts.checkPositive("linkBytesPerSecond." + peer, rate));
    Amounts.check("hopSeconds", hopSeconds);
    processors = List.copyOf(processors);
    if (processors.isEmpty()) {
      throw new IllegalArgumentException("processors must name at least one processor");
    }
  }

  /**
   * One unit that runs instances.
   *
   * @param name unique within the device, such as {@code cpu} or {@code gpu}
   * @param memoryBytes its own memory; 0 when it shares the device's
   * @param parallel instances that work at once without slowing each other, at least 1
   */
  public record ProcessorSpec(String name, long memoryBytes, int parallel) {
    public ProcessorSpec {
      Amounts.checkAtLeastOne("parallel", parallel);
      Amounts.check("memoryBytes", (double) memoryBytes);
    }
  }

  /**
   * What the device draws.
   *
   * @param idleWatts while it does nothing
   * @param busyWatts while one of its processors works without a pause
   * @param source where the figures come from: {@code rapl}, {@code ina3221}, {@code nvml}, {@code
   *     configured}, or {@code unknown}
   */
  public record PowerSpec(double idleWatts, double busyWatts, String source) {

    /** Nobody knows. */
    public static final PowerSpec UNKNOWN = new PowerSpec(0, 0, "unknown");

    public PowerSpec {
      Amounts.check("idleWatts", idleWatts);
      Amounts.check("busyWatts", busyWatts);
    }
  }
}
