package io.millrace.planner.cluster;

import java.util.Arrays;

/**
 * A network in which every pair of devices has a link of its own, not necessarily the same both
 * ways.
 *
 * <p>Devices are numbered as in their cluster. A device reaches itself at once.
 */
public final class DirectLinks implements Network {

  private final double[][] bytesPerSecond;
  private final double[][] latencySeconds;

  private DirectLinks(double[][] bytesPerSecond, double[][] latencySeconds) {
    this.bytesPerSecond = bytesPerSecond;
    this.latencySeconds = latencySeconds;
  }

  /**
   * Links without latency.
   *
   * @param bytesPerSecond {@code [from][to]}, square; the diagonal is not read
   */
  public static DirectLinks of(double[][] bytesPerSecond) {
    return of(bytesPerSecond, new double[bytesPerSecond.length][bytesPerSecond.length]);
  }

  /**
   * Links with latency.
   *
   * @param bytesPerSecond {@code [from][to]}, square; infinity means without limit; the diagonal is
   *     not read
   * @param latencySeconds {@code [from][to]}, of the same shape
   */
  public static DirectLinks of(double[][] bytesPerSecond, double[][] latencySeconds) {
    int n = bytesPerSecond.length;
    if (latencySeconds.length != n) {
      throw new IllegalArgumentException(
          "latency must have %d rows like bandwidth (has %d)".formatted(n, latencySeconds.length));
    }
    double[][] bandwidth = new double[n][];
    double[][] latency = new double[n][];
    for (int j = 0; j < n; j++) {
      bandwidth[j] = row("bandwidth", bytesPerSecond[j], j, n);
      latency[j] = row("latency", latencySeconds[j], j, n);
      for (int k = 0; k < n; k++) {
        if (j != k) {
          Checks.positiveOrUnlimited("bandwidth[%d][%d]".formatted(j, k), bandwidth[j][k]);
          Checks.notNegative("latency[%d][%d]".formatted(j, k), latency[j][k]);
        }
      }
    }
    return new DirectLinks(bandwidth, latency);
  }

  private static double[] row(String name, double[] row, int index, int length) {
    if (row.length != length) {
      throw new IllegalArgumentException(
          "%s[%d] must have %d entries, one per device (has %d)"
              .formatted(name, index, length, row.length));
    }
    return row.clone();
  }

  /** Devices that the links join. */
  public int devices() {
    return bytesPerSecond.length;
  }

  /** Bandwidth of one link in bytes per second; infinity from a device to itself. */
  public double bytesPerSecond(int from, int to) {
    return from == to ? Double.POSITIVE_INFINITY : bytesPerSecond[from][to];
  }

  /** Seconds that {@code bytes} need from one device to another; 0 from a device to itself. */
  public double seconds(int from, int to, double bytes) {
    return from == to ? 0 : latencySeconds[from][to] + bytes / bytesPerSecond[from][to];
  }

  /** The links among the first {@code devices} devices. */
  public DirectLinks first(int devices) {
    double[][] bandwidth = new double[devices][];
    double[][] latency = new double[devices][];
    for (int j = 0; j < devices; j++) {
      bandwidth[j] = Arrays.copyOf(bytesPerSecond[j], devices);
      latency[j] = Arrays.copyOf(latencySeconds[j], devices);
    }
    return new DirectLinks(bandwidth, latency);
  }
}
