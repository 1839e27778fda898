package io.millrace.worker.serve;

import io.millrace.topics.record.DeviceId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The network of a device that pretends to have a slower one: says how long a record must wait
 * before it is sent.
 *
 * <p>The uplink and every link to one device are token buckets that hold nothing: what is sent
 * occupies them for its bytes over their rate, one record after the other, whichever instance sends
 * it. A record that goes to a device with a link of its own occupies both, and waits for the later.
 * Latency comes on top and occupies nothing. What stays on the device waits for nothing.
 *
 * <p>The instance waits on its own thread, so the device is busy while it sends: the time of a
 * stage is computation plus transfer, as in NUDIF. Thread-safe; reads no clock.
 */
public final class EmulatedLink {

  private static final double NANOS = 1e9;

  private final DeviceId device;
  private final Emulation emulation;
  private final Map<DeviceId, Long> linkFreeNanos = new HashMap<>();
  private long uplinkFreeNanos;
  private boolean used;
  private long sentBytes;

  /** The network of this device. */
  public EmulatedLink(DeviceId device, Emulation emulation) {
    this.device = device;
    this.emulation = emulation;
  }

  /**
   * Time until a record has left the device.
   *
   * @param to where the record goes; null for nobody in particular, such as the results
   */
  synchronized long waitNanos(long bytes, @Nullable DeviceId to, long nowNanos) {
    if (device.equals(to)) {
      return 0;
    }
    sentBytes += bytes;
    if (!emulation.delaysSending()) {
      return 0;
    }
    long left = nowNanos;
    if (emulation.uplinkBytesPerSecond() > 0) {
      uplinkFreeNanos =
          after(
              used ? uplinkFreeNanos : nowNanos, nowNanos, bytes, emulation.uplinkBytesPerSecond());
      used = true;
      left = uplinkFreeNanos;
    }
    Double rate = to == null ? null : emulation.linkBytesPerSecond().get(to);
    if (to != null && rate != null) {
      long free = after(linkFreeNanos.getOrDefault(to, nowNanos), nowNanos, bytes, rate);
      linkFreeNanos.put(to, free);
      left = left - free >= 0 ? left : free;
    }
    return left - nowNanos + emulation.latency().toNanos();
  }

  /** Bytes that left the device. */
  public synchronized long sentBytes() {
    return sentBytes;
  }

  /**
   * When a link that is free at one time has sent so much; times may wrap, so they are compared by
   * difference.
   */
  private static long after(long freeNanos, long nowNanos, long bytes, double bytesPerSecond) {
    long begin = freeNanos - nowNanos >= 0 ? freeNanos : nowNanos;
    return begin + (long) (bytes / bytesPerSecond * NANOS);
  }
}
