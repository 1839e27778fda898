package io.millrace.planner.layer;

import io.millrace.planner.cluster.Checks;

/**
 * A frequency at which a device may run.
 *
 * @param name such as {@code 691MHz}
 * @param flopsPerSecond how fast it computes; only read where nothing was measured
 * @param watts what it draws while it computes; 0 where nobody counts it
 */
public record OperatingPoint(String name, double flopsPerSecond, double watts) {

  public OperatingPoint {
    Checks.positive("flops of " + name, flopsPerSecond);
    Checks.notNegative("watts of " + name, watts);
  }
}
