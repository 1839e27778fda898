package io.millrace.worker.serve;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.StageId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processor and the network of a device that pretends to be another one: says how long an
 * instance must wait for its work to be done and for a record to be sent.
 *
 * <p>Every core, the uplink and every link to one device are token buckets that hold nothing: work
 * occupies the core that is free first for as long as the pretended device takes, what is sent
 * occupies the links for its bytes over their rate, one after the other, whichever instance it
 * belongs to. A record that goes to a device with a link of its own occupies that and the uplink,
 * and waits for the later. Latency comes on top and occupies nothing. What stays on the device
 * waits for no link.
 *
 * <p>The instance waits on its own thread, so it is busy while it sends: the time of a stage is
 * computation plus transfer, as in NUDIF. What the device pretends may change while it runs.
 * Thread-safe; reads no clock.
 */
public final class EmulatedDevice {

  private static final double NANOS = 1e9;

  private final DeviceId device;
  private final Map<DeviceId, Long> linkFreeNanos = new HashMap<>();
  private Emulation emulation;
  private long[] coreFreeNanos = {};
  private long uplinkFreeNanos;
  private boolean used;
  private long sentBytes;
  private long workedNanos;

  /**
   * How a batch went on the pretended device.
   *
   * @param computeNanos what it took once a core was free
   * @param waitNanos from now until it is done
   */
  record Work(long computeNanos, long waitNanos) {}

  /** A device that has done nothing yet. */
  public EmulatedDevice(DeviceId device, Emulation emulation) {
    this.device = device;
    this.emulation = emulation;
  }

  /** What it pretends now. */
  public synchronized Emulation emulation() {
    return emulation;
  }

  /** From now on the device pretends this; what is under way ends as it began. */
  public synchronized void pretend(Emulation other) {
    emulation = other;
  }

  /**
   * Time that a batch takes here which this machine has just worked on.
   *
   * @param startNanos when this machine began with it
   */
  synchronized Work work(StageId stage, int frames, long startNanos, long nowNanos) {
    long real = nowNanos - startNanos;
    if (!emulation.emulated()) {
      return new Work(real, 0);
    }
    long pretended = (long) (emulation.workSeconds(stage, frames, real / NANOS) * NANOS);
    int core = freeCore(startNanos);
    long begin = later(coreFreeNanos[core], startNanos);
    long end = begin + pretended;
    coreFreeNanos[core] = end;
    workedNanos += pretended;
    return new Work(pretended, Math.max(0, end - nowNanos));
  }

  private int freeCore(long nowNanos) {
    if (coreFreeNanos.length != emulation.cores()) {
      coreFreeNanos = new long[emulation.cores()];
      Arrays.fill(coreFreeNanos, nowNanos);
    }
    int free = 0;
    for (int core = 1; core < coreFreeNanos.length; core++) {
      if (coreFreeNanos[core] - coreFreeNanos[free] < 0) {
        free = core;
      }
    }
    return free;
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
      left = later(left, free);
    }
    return left - nowNanos + emulation.latency().toNanos();
  }

  /** Seconds that its cores have worked, together; 0 for a device that pretends nothing. */
  public synchronized double workedSeconds() {
    return workedNanos / NANOS;
  }

  /** Bytes that left the device. */
  public synchronized long sentBytes() {
    return sentBytes;
  }

  /** When a link that is free at one time has sent so much. */
  private static long after(long freeNanos, long nowNanos, long bytes, double bytesPerSecond) {
    return later(freeNanos, nowNanos) + (long) (bytes / bytesPerSecond * NANOS);
  }

  /** Times may wrap, so they are compared by difference. */
  private static long later(long one, long other) {
    return one - other >= 0 ? one : other;
  }
}
