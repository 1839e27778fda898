package io.millrace.planner.cluster;

/**
 * A network in which every record goes up to one broker and down from it.
 *
 * <p>A device then pays for what it receives and what it sends on its own uplink, whoever the peer
 * is.
 *
 * @param bytesPerSecond what the broker carries in all, in and out together; infinity means without
 *     limit
 * @param latencySeconds time of one hop besides the transfer
 */
public record BrokerHop(double bytesPerSecond, double latencySeconds) implements Network {

  /** A broker that never limits. */
  public static final BrokerHop UNLIMITED = new BrokerHop(Double.POSITIVE_INFINITY, 0);

  public BrokerHop {
    Checks.positiveOrUnlimited("bandwidth", bytesPerSecond);
    Checks.notNegative("latency", latencySeconds);
  }
}
