package io.millrace.worker.serve;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a device pretends to be, so that several unequal ones fit on one machine. Whatever such a
 * device reports is marked.
 *
 * @param slowdown how many times slower than this machine, at least 1; for stages that {@code
 *     service} does not name
 * @param service time of one frame in a stage, by that stage; this machine must be faster
 * @param cores instances that work at once, at least 1: others wait until a core is free
 * @param memoryBytes memory for instances; 0 for this machine's
 * @param uplinkBytesPerSecond what all instances together send to other devices and the results; 0
 *     for no limit
 * @param latency time before anything leaves the device
 * @param linkBytesPerSecond what they send to one other device, by that device; more than 0
 * @param idleWatts drawn while idle; 0 together with {@code busyWatts} when nobody knows
 * @param busyWatts drawn while an instance works without a pause, at least {@code idleWatts}
 */
public record Emulation(
    double slowdown,
    Map<StageId, Duration> service,
    int cores,
    long memoryBytes,
    double uplinkBytesPerSecond,
    Duration latency,
    Map<DeviceId, Double> linkBytesPerSecond,
    double idleWatts,
    double busyWatts) {

  /** A device that is what it is. */
  public static final Emulation NONE =
      new Emulation(1, Map.of(), 1, 0, 0, Duration.ZERO, Map.of(), 0, 0);

  /** Checks the ranges. */
  public Emulation {
    if (!(slowdown >= 1) || !Double.isFinite(slowdown)) {
      throw new IllegalArgumentException("slowdown must be at least 1 (was " + slowdown + ")");
    }
    service = Collections.unmodifiableMap(new LinkedHashMap<>(service));
    service.forEach(
        (stage, time) -> {
          if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(
                "service.%s must be more than 0 (was %s)".formatted(stage, time));
          }
        });
    if (cores < 1) {
      throw new IllegalArgumentException("cores must be at least 1 (was " + cores + ")");
    }
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("memory must not be negative (was " + memoryBytes + ")");
    }
    check("uplink", uplinkBytesPerSecond);
    check("idle_watts", idleWatts);
    check("busy_watts", busyWatts);
    if (busyWatts < idleWatts) {
      throw new IllegalArgumentException(
          "busy_watts must not be less than idle_watts (were %s and %s)"
              .formatted(busyWatts, idleWatts));
    }
    if (latency.isNegative()) {
      throw new IllegalArgumentException("latency must not be negative (was " + latency + ")");
    }
    linkBytesPerSecond = Collections.unmodifiableMap(new LinkedHashMap<>(linkBytesPerSecond));
    linkBytesPerSecond.forEach(
        (device, rate) -> {
          if (!(rate > 0) || !Double.isFinite(rate)) {
            throw new IllegalArgumentException(
                "links.%s must be more than 0 bytes per second (was %s)".formatted(device, rate));
          }
        });
  }

  /** A device so many times slower than this machine, else what it is. */
  public static Emulation slower(double slowdown) {
    return NONE.withSlowdown(slowdown);
  }

  /** The same device at another speed; what is stated of stages is scaled alike. */
  public Emulation timesSlower(double factor) {
    Map<StageId, Duration> scaled = new LinkedHashMap<>();
    service.forEach(
        (stage, time) ->
            scaled.put(stage, Duration.ofNanos((long) Math.ceil(time.toNanos() * factor))));
    return withSlowdown(slowdown * factor).withService(scaled);
  }

  /** The same device, so many times slower than this machine. */
  public Emulation withSlowdown(double newSlowdown) {
    return new Emulation(
        newSlowdown,
        service,
        cores,
        memoryBytes,
        uplinkBytesPerSecond,
        latency,
        linkBytesPerSecond,
        idleWatts,
        busyWatts);
  }

  /** The same device, whose stages take this long. */
  public Emulation withService(Map<StageId, Duration> newService) {
    return new Emulation(
        slowdown,
        newService,
        cores,
        memoryBytes,
        uplinkBytesPerSecond,
        latency,
        linkBytesPerSecond,
        idleWatts,
        busyWatts);
  }

  /** The same device with another network. */
  public Emulation withNetwork(
      double newUplinkBytesPerSecond, Map<DeviceId, Double> newLinkBytesPerSecond) {
    return new Emulation(
        slowdown,
        service,
        cores,
        memoryBytes,
        newUplinkBytesPerSecond,
        latency,
        newLinkBytesPerSecond,
        idleWatts,
        busyWatts);
  }

  /** The same device with so many cores. */
  public Emulation withCores(int newCores) {
    return new Emulation(
        slowdown,
        service,
        newCores,
        memoryBytes,
        uplinkBytesPerSecond,
        latency,
        linkBytesPerSecond,
        idleWatts,
        busyWatts);
  }

  /** The same device with so much memory. */
  public Emulation withMemory(long newMemoryBytes) {
    return new Emulation(
        slowdown,
        service,
        cores,
        newMemoryBytes,
        uplinkBytesPerSecond,
        latency,
        linkBytesPerSecond,
        idleWatts,
        busyWatts);
  }

  /**
   * Seconds that the pretended device takes for what this machine did in {@code realSeconds}.
   *
   * @param frames in the batch
   */
  public double workSeconds(StageId stage, int frames, double realSeconds) {
    Duration stated = service.get(stage);
    return stated == null
        ? slowdown * realSeconds
        : Math.max(realSeconds, frames * (stated.toNanos() / 1e9));
  }

  /** Whether the device pretends anything. */
  public boolean emulated() {
    return !equals(NONE);
  }

  /** Whether the device is slower at sending than this machine. */
  boolean delaysSending() {
    return uplinkBytesPerSecond > 0 || !latency.isZero() || !linkBytesPerSecond.isEmpty();
  }

  private static void check(String what, double value) {
    if (!(value >= 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "%s must be a number, 0 or more (was %s)".formatted(what, value));
    }
  }
}
