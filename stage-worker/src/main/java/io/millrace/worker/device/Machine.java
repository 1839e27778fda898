package io.millrace.worker.device;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.NetworkIF;
import oshi.software.os.OSProcess;

/**
 * This machine, as much of it as the process may use: through OSHI, within the limits of its
 * control groups. Used by one thread.
 */
public final class Machine {

  private final Path root;
  private final CentralProcessor processor;
  private final GlobalMemory memory;
  private final OSProcess process;
  private final List<NetworkIF> networks;
  private final Cgroup cgroup;
  private final Thermometer thermometer;
  private long[] lastTicks;
  private OptionalLong lastCpuNanos;
  private long lastNanos;
  private long lastSent;
  private long lastReceived;

  /**
   * What the machine uses.
   *
   * @param cpuShare share of the processors' time that was used since the sample before, 0 to 1
   * @param memoryUsedBytes memory used by this process
   * @param memoryFreeBytes memory that the process could still get
   * @param sentBytesPerSecond sent on all networks but the loopback
   * @param receivedBytesPerSecond received on all networks but the loopback
   * @param readings what else is measured, by name with the unit
   */
  public record Sample(
      double cpuShare,
      long memoryUsedBytes,
      long memoryFreeBytes,
      double sentBytesPerSecond,
      double receivedBytesPerSecond,
      Map<String, Double> readings) {}

  /**
   * Looks at the machine.
   *
   * @param root the file system's root, {@code /} but for tests
   */
  public Machine(Path root, long nowNanos) {
    this.root = root;
    SystemInfo system = new SystemInfo();
    processor = system.getHardware().getProcessor();
    memory = system.getHardware().getMemory();
    process = system.getOperatingSystem().getCurrentProcess();
    networks = system.getHardware().getNetworkIFs();
    cgroup = Cgroup.find(root);
    thermometer = Thermometer.find(root);
    lastTicks = processor.getSystemCpuLoadTicks();
    lastCpuNanos = cgroup.cpuNanos();
    lastNanos = nowNanos;
    lastSent = sent();
    lastReceived = received();
  }

  /** Memory that this process may use now, at most: limits of a running process can be changed. */
  public long memoryBytes() {
    return Math.min(memory.getTotal(), Cgroup.find(root).memoryBytes());
  }

  /** Processors' worth of time that this process may use. */
  public double cpus() {
    return Math.min(processor.getLogicalProcessorCount(), cgroup.cpus());
  }

  /** Memory that this process holds now; may be called from any thread. */
  public static long processBytes() {
    return new SystemInfo().getOperatingSystem().getCurrentProcess().getResidentSetSize();
  }

  private long memoryUsedBytes() {
    process.updateAttributes();
    return process.getResidentSetSize();
  }

  /** What it uses now. */
  public Sample sample(long nowNanos) {
    double seconds = Math.max(1e-3, (nowNanos - lastNanos) / 1e9);
    double cpuShare = cpuShare(nowNanos - lastNanos);
    networks.forEach(NetworkIF::updateAttributes);
    long sent = sent();
    long received = received();
    Map<String, Double> readings = new TreeMap<>();
    OptionalDouble celsius = thermometer.celsius();
    if (celsius.isPresent()) {
      readings.put("temperature_celsius", celsius.getAsDouble());
    }
    Sample sample =
        new Sample(
            cpuShare,
            memoryUsedBytes(),
            Math.min(memory.getAvailable(), cgroup.memoryFreeBytes()),
            Math.max(0, sent - lastSent) / seconds,
            Math.max(0, received - lastReceived) / seconds,
            readings);
    lastNanos = nowNanos;
    lastSent = sent;
    lastReceived = received;
    return sample;
  }

  /** Where a control group limits the time: used of that; else used of the whole machine's. */
  private double cpuShare(long nanos) {
    OptionalLong used = cgroup.cpuNanos();
    OptionalLong before = lastCpuNanos;
    lastCpuNanos = used;
    if (used.isPresent() && before.isPresent() && nanos > 0) {
      double share = (used.getAsLong() - before.getAsLong()) / (nanos * cpus());
      return Math.min(1, Math.max(0, share));
    }
    long[] ticks = processor.getSystemCpuLoadTicks();
    double share = processor.getSystemCpuLoadBetweenTicks(lastTicks);
    lastTicks = ticks;
    return Double.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  }

  private long sent() {
    return networks.stream().mapToLong(NetworkIF::getBytesSent).sum();
  }

  private long received() {
    return networks.stream().mapToLong(NetworkIF::getBytesRecv).sum();
  }
}
