package io.millrace.planner.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.cluster.Checks;
import io.millrace.planner.cluster.Device;
import io.millrace.planner.cluster.Power;
import io.millrace.planner.cluster.Processor;
import io.millrace.topics.record.DeviceId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code cluster.devices:}: a device, or several equal ones.
 *
 * @param name the device's name; with a count, the part before {@code -1}, {@code -2}, …
 * @param count how many equal devices (default: one, whose name stays as it is)
 * @param kind what it has in common with others (default: the name where a count stands)
 * @param memory memory that instances may use
 * @param processors what runs instances (default: one {@code cpu})
 * @param uplink what it sends and receives together (default: unlimited)
 * @param power what it draws (default: unknown)
 * @param zone carbon zone (default: none)
 */
record DeviceSection(
    String name,
    @Nullable Integer count,
    @Nullable String kind,
    String memory,
    @Nullable List<ProcessorSection> processors,
    @Nullable String uplink,
    @Nullable PowerSection power,
    @Nullable String zone) {

  /** Most equal devices that one entry may stand for. */
  static final int MOST_DEVICES = 100_000;

  DeviceSection {
    if (count != null && (count < 1 || count > MOST_DEVICES)) {
      throw new IllegalArgumentException(
          "count must be 1 to %d (was %d)".formatted(MOST_DEVICES, count));
    }
    // What is wrong is told where it stands.
    device(name, "", memory, processors, uplink, power, zone);
  }

  /**
   * One processor of a device.
   *
   * @param name its name
   * @param memory its own memory (default: it shares the device's)
   * @param parallel instances that work at once without slowing each other (default 1)
   */
  record ProcessorSection(String name, @Nullable String memory, @Nullable Integer parallel) {
    ProcessorSection {
      convert(name, memory, parallel);
    }

    Processor toProcessor() {
      return convert(name, memory, parallel);
    }

    private static Processor convert(
        String name, @Nullable String memory, @Nullable Integer parallel) {
      return new Processor(
          name,
          memory == null ? 0 : (long) UnitText.bytes("memory", memory),
          parallel == null ? 1 : parallel);
    }
  }

  /** What a device draws, in watts. */
  record PowerSection(
      @JsonProperty("idle_watts") double idleWatts, @JsonProperty("busy_watts") double busyWatts) {
    PowerSection {
      Checks.notNegative("idle_watts", idleWatts);
      new Power(idleWatts, busyWatts);
    }
  }

  /** How many devices the entry stands for. */
  int devices() {
    return count == null ? 1 : count;
  }

  /** The kind that its devices have; empty when there is one of its kind. */
  String kindName() {
    return kind != null ? kind : count != null ? name : "";
  }

  /** The devices that the entry stands for. */
  List<Device> toDevices() {
    if (count == null) {
      return List.of(device(name, kindName(), memory, processors, uplink, power, zone));
    }
    List<Device> all = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      all.add(device(name + "-" + i, kindName(), memory, processors, uplink, power, zone));
    }
    return all;
  }

  private static Device device(
      String name,
      String kind,
      String memory,
      @Nullable List<ProcessorSection> processors,
      @Nullable String uplink,
      @Nullable PowerSection power,
      @Nullable String zone) {
    return new Device(
        DeviceId.of(name),
        kind,
        (long) UnitText.bytes("memory", memory),
        processors == null
            ? List.of(Processor.CPU)
            : processors.stream().map(ProcessorSection::toProcessor).toList(),
        UnitText.bytesPerSecond("uplink", uplink),
        power == null ? Power.UNKNOWN : new Power(power.idleWatts(), power.busyWatts()),
        zone == null ? "" : zone);
  }
}
