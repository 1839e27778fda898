package io.millrace.planner.layer;

import io.millrace.planner.cluster.Checks;

/**
 * What a cut shall be good at, and what it must keep.
 *
 * @param objective what makes one cut better than another
 * @param mostSeconds bound on the latency of one inference; infinity means none
 * @param mostJoules bound on the energy of one inference; infinity means none
 * @param privateLayers so many first layers stay on the source device
 * @param mostLayers largest bundle that may be used (MBS), at least 1
 * @param inferencesPerSecond required rate; 0 where none is. A cut keeps it when no device is busy
 *     for longer than its inverse
 * @param durationSeconds time over which carbon is counted
 */
public record LayerGoal(
    LayerObjective objective,
    double mostSeconds,
    double mostJoules,
    int privateLayers,
    int mostLayers,
    double inferencesPerSecond,
    double durationSeconds) {

  /** Relative amount by which a bound may be missed: what integer programming can tell apart. */
  public static final double TOLERANCE = 1e-6;

  private static final double NONE = Double.POSITIVE_INFINITY;
  private static final double HOUR = 3600;

  /** Least latency, no bounds, bundles of any size, one hour. */
  public static final LayerGoal LATENCY = least(LayerObjective.LATENCY);

  public LayerGoal {
    Checks.positiveOrUnlimited("latency_bound", mostSeconds);
    Checks.positiveOrUnlimited("energy_bound", mostJoules);
    Checks.notNegative("private_layers", privateLayers);
    Checks.atLeastOne("max_bundle", mostLayers);
    Checks.notNegative("rate", inferencesPerSecond);
    Checks.positive("duration", durationSeconds);
    if (objective == LayerObjective.CARBON_AT_RATE && inferencesPerSecond == 0) {
      throw new IllegalArgumentException(
          "carbon-at-rate must have a rate > 0.%nMaybe carbon, which counts one inference."
              .formatted());
    }
  }

  /** The least of something, without bounds. */
  public static LayerGoal least(LayerObjective objective) {
    return new LayerGoal(
        objective,
        NONE,
        NONE,
        0,
        Integer.MAX_VALUE,
        objective == LayerObjective.CARBON_AT_RATE ? 1 : 0,
        HOUR);
  }

  public LayerGoal withObjective(LayerObjective other) {
    return new LayerGoal(
        other,
        mostSeconds,
        mostJoules,
        privateLayers,
        mostLayers,
        inferencesPerSecond,
        durationSeconds);
  }

  public LayerGoal within(double seconds) {
    return new LayerGoal(
        objective,
        seconds,
        mostJoules,
        privateLayers,
        mostLayers,
        inferencesPerSecond,
        durationSeconds);
  }

  public LayerGoal withinJoules(double joules) {
    return new LayerGoal(
        objective,
        mostSeconds,
        joules,
        privateLayers,
        mostLayers,
        inferencesPerSecond,
        durationSeconds);
  }

  public LayerGoal withPrivate(int layers) {
    return new LayerGoal(
        objective,
        mostSeconds,
        mostJoules,
        layers,
        mostLayers,
        inferencesPerSecond,
        durationSeconds);
  }

  public LayerGoal withBundles(int most) {
    return new LayerGoal(
        objective,
        mostSeconds,
        mostJoules,
        privateLayers,
        most,
        inferencesPerSecond,
        durationSeconds);
  }

  public LayerGoal atRate(double perSecond) {
    return new LayerGoal(
        objective, mostSeconds, mostJoules, privateLayers, mostLayers, perSecond, durationSeconds);
  }

  public LayerGoal over(double seconds) {
    return new LayerGoal(
        objective,
        mostSeconds,
        mostJoules,
        privateLayers,
        mostLayers,
        inferencesPerSecond,
        seconds);
  }
}
