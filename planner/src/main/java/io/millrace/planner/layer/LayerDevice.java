package io.millrace.planner.layer;

import io.millrace.planner.cluster.Checks;
import java.util.List;

/**
 * A device that may run layers.
 *
 * @param name its name
 * @param points its frequencies, slowest first; at least one
 * @param memoryBytesPerSecond how fast it moves tensors within itself and loads weights; infinity
 *     where that is part of the measured times
 * @param radio what its link draws
 * @param idleWatts drawn while it waits for another device
 * @param gramsPerJoule carbon of its electricity, grams of CO₂ equivalent
 */
public record LayerDevice(
    String name,
    List<OperatingPoint> points,
    double memoryBytesPerSecond,
    Radio radio,
    double idleWatts,
    double gramsPerJoule) {

  /** Joules of a kilowatt-hour. */
  public static final double JOULES_PER_KILOWATT_HOUR = 3.6e6;

  public LayerDevice {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException(name + " must have at least one operating point");
    }
    Checks.positiveOrUnlimited("memory bandwidth of " + name, memoryBytesPerSecond);
    Checks.notNegative("idle_watts of " + name, idleWatts);
    Checks.notNegative("carbon of " + name, gramsPerJoule);
  }

  /** A device with one frequency, whose energy nobody counts. */
  public static LayerDevice of(String name, double flopsPerSecond, double memoryBytesPerSecond) {
    return new LayerDevice(
        name,
        List.of(new OperatingPoint("only", flopsPerSecond, 0)),
        memoryBytesPerSecond,
        Radio.UNCOUNTED,
        0,
        0);
  }
}
