package io.millrace.planner.simulate;

import io.millrace.topics.route.RoutingStrategy;
import java.time.Duration;

/**
 * How a plan is tried.
 *
 * @param routing name of the routing strategy towards every stage
 * @param load how many frames come
 * @param arrivals when they come, where a rate is given
 * @param admission the rules at the entrance
 * @param sending what a device does while it sends
 * @param duration simulated time
 * @param warmUp simulated time at the start whose frames count for the account only, less than the
 *     duration
 * @param trace what happens to devices
 * @param seed of everything that is drawn at random
 */
public record SimulationSettings(
    String routing,
    Load load,
    Arrivals arrivals,
    Admission admission,
    Sending sending,
    Duration duration,
    Duration warmUp,
    Trace trace,
    long seed) {

  /** Simulated time unless asked otherwise (60 s). */
  public static final Duration DEFAULT_DURATION = Duration.ofSeconds(60);

  /** Share of the duration that warms up unless asked otherwise. */
  public static final double DEFAULT_WARM_UP = 0.1;

  /** Least expected finish, the asked rates, evenly, for a minute. */
  public static final SimulationSettings DEFAULT =
      new SimulationSettings(
          "least-finish",
          new Load.Asked(),
          Arrivals.PERIODIC,
          Admission.DEFAULT,
          Sending.HOLDING,
          DEFAULT_DURATION,
          warmUpOf(DEFAULT_DURATION),
          Trace.NONE,
          1);

  /** Checks the ranges and that there is such a routing strategy. */
  public SimulationSettings {
    RoutingStrategy.named(routing);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("duration must be positive (was " + duration + ")");
    }
    if (warmUp.isNegative() || warmUp.compareTo(duration) >= 0) {
      throw new IllegalArgumentException(
          "warm-up must be 0 or more and less than the duration of %s (was %s)"
              .formatted(duration, warmUp));
    }
  }

  public SimulationSettings withRouting(String name) {
    return new SimulationSettings(
        name, load, arrivals, admission, sending, duration, warmUp, trace, seed);
  }

  public SimulationSettings withLoad(Load other) {
    return new SimulationSettings(
        routing, other, arrivals, admission, sending, duration, warmUp, trace, seed);
  }

  public SimulationSettings withArrivals(Arrivals other) {
    return new SimulationSettings(
        routing, load, other, admission, sending, duration, warmUp, trace, seed);
  }

  public SimulationSettings withAdmission(Admission other) {
    return new SimulationSettings(
        routing, load, arrivals, other, sending, duration, warmUp, trace, seed);
  }

  public SimulationSettings withSending(Sending other) {
    return new SimulationSettings(
        routing, load, arrivals, admission, other, duration, warmUp, trace, seed);
  }

  /** The same for this long, of which a tenth warms up. */
  public SimulationSettings withDuration(Duration time) {
    return new SimulationSettings(
        routing, load, arrivals, admission, sending, time, warmUpOf(time), trace, seed);
  }

  public SimulationSettings withTrace(Trace other) {
    return new SimulationSettings(
        routing, load, arrivals, admission, sending, duration, warmUp, other, seed);
  }

  public SimulationSettings withSeed(long other) {
    return new SimulationSettings(
        routing, load, arrivals, admission, sending, duration, warmUp, trace, other);
  }

  private static Duration warmUpOf(Duration time) {
    return Duration.ofNanos((long) (DEFAULT_WARM_UP * time.toNanos()));
  }
}
