package io.millrace.planner.simulate;

import io.millrace.planner.cluster.BrokerHop;
import io.millrace.planner.cluster.Cluster;
import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.cluster.Network;
import java.util.Arrays;

/**
 * How long records travel.
 *
 * <p>Over direct links a record takes the link's latency and its bytes over the link's bandwidth;
 * results leave the cluster and cost nothing. Through a broker it takes what a frame moves in and
 * out of the device over the device's uplink (so the receiver's part is paid by the receiver, when
 * it sends on), then the broker, which carries one record at a time if its bandwidth is limited,
 * and the latency.
 */
final class Transport {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Where results go, and where cameras are. */
  static final int OUTSIDE = -1;

  private final Network network;
  private final double[] uplink;
  private final double[] bandwidth;
  private final long brokerLatencyNanos;
  private final double brokerNanosPerByte;
  private final boolean holding;

  /** When a link (direct) or an uplink (broker) is free again; used when devices do not wait. */
  private final long[] freeNanos;

  private long brokerFreeNanos;

  Transport(Cluster cluster, Sending sending) {
    int devices = cluster.devices().size();
    network = cluster.network();
    uplink =
        cluster.devices().stream().mapToDouble(device -> device.uplinkBytesPerSecond()).toArray();
    bandwidth = new double[devices];
    Arrays.fill(bandwidth, 1);
    holding = sending == Sending.HOLDING;
    if (network instanceof BrokerHop hop) {
      brokerLatencyNanos = nanos(hop.latencySeconds());
      brokerNanosPerByte = NANOS_PER_SECOND / hop.bytesPerSecond();
      freeNanos = new long[devices];
    } else {
      brokerLatencyNanos = 0;
      brokerNanosPerByte = 0;
      freeNanos = new long[holding ? 0 : devices * devices];
    }
  }

  /** Changes a device's bandwidth to so many times what the cluster names. */
  void bandwidth(int device, double factor) {
    bandwidth[device] = factor;
  }

  /**
   * When a record that is ready to go has left its device.
   *
   * @param from the sending device
   * @param to the receiving device, or {@link #OUTSIDE}
   */
  long leaves(StageNode stage, int from, int to, long readyNanos) {
    if (network instanceof DirectLinks links) {
      if (to == OUTSIDE || from == to) {
        return readyNanos;
      }
      double seconds =
          links.seconds(from, to, 0)
              + stage.outputBytes / (links.bytesPerSecond(from, to) * bandwidth[from]);
      return occupy(from * links.devices() + to, readyNanos, nanos(seconds));
    }
    return occupy(from, readyNanos, nanos(stage.bytesThrough / (uplink[from] * bandwidth[from])));
  }

  /** When a record that left its device has arrived. */
  long arrives(double bytes, boolean readAgain, long leftNanos) {
    if (brokerNanosPerByte == 0) {
      return leftNanos + brokerLatencyNanos;
    }
    long carried = (long) ((readAgain ? 2 : 1) * bytes * brokerNanosPerByte);
    brokerFreeNanos = Math.max(brokerFreeNanos, leftNanos) + carried;
    return brokerFreeNanos + brokerLatencyNanos;
  }

  private long occupy(int link, long readyNanos, long nanos) {
    if (holding || nanos == 0) {
      return readyNanos + nanos;
    }
    freeNanos[link] = Math.max(freeNanos[link], readyNanos) + nanos;
    return freeNanos[link];
  }

  private static long nanos(double seconds) {
    return (long) (seconds * NANOS_PER_SECOND);
  }
}
