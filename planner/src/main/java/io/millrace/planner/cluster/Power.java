package io.millrace.planner.cluster;

/**
 * What a device draws.
 *
 * @param idleWatts drawn while it is on and does nothing
 * @param busyWatts drawn while one of its processors works without a pause; at least {@code
 *     idleWatts}
 */
public record Power(double idleWatts, double busyWatts) {

  /** A device whose power nobody measured: it draws nothing, and energy goals cannot tell it. */
  public static final Power UNKNOWN = new Power(0, 0);

  public Power {
    Checks.notNegative("idle_watts", idleWatts);
    Checks.notNegative("busy_watts", busyWatts);
    if (busyWatts < idleWatts) {
      throw new IllegalArgumentException(
          "busy_watts (%s) must be at least idle_watts (%s)".formatted(busyWatts, idleWatts));
    }
  }

  /** Watts that work adds to an idle device. */
  public double addedWatts() {
    return busyWatts - idleWatts;
  }
}
