package io.millrace.worker.serve;

import io.millrace.topics.record.DeviceId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a device pretends to be, so that several unequal ones fit on one machine. Whatever such a
 * device reports is marked.
 *
 * @param slowdown how many times slower than this machine, at least 1
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
    long memoryBytes,
    double uplinkBytesPerSecond,
    Duration latency,
    Map<DeviceId, Double> linkBytesPerSecond,
    double idleWatts,
    double busyWatts) {

  /** A device that is what it is. */
  public static final Emulation NONE = new Emulation(1, 0, 0, Duration.ZERO, Map.of(), 0, 0);

  /** Checks the ranges. */
  public Emulation {
    if (!(slowdown >= 1) || !Double.isFinite(slowdown)) {
      throw new IllegalArgumentException("slowdown must be at least 1 (was " + slowdown + ")");
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
    return new Emulation(slowdown, 0, 0, Duration.ZERO, Map.of(), 0, 0);
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
