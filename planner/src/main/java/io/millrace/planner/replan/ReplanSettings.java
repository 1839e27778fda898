package io.millrace.planner.replan;

import io.millrace.planner.cluster.Checks;
import java.time.Duration;

/**
 * How eager the planner is.
 *
 * @param period time after which it plans again although nothing happened
 * @param coolDown time after a new plan in which only urgent reasons count
 * @param gain share by which a new plan must be better than the one in force, such as 0.05
 * @param horizon time over which a better plan must earn what changing costs
 * @param startSeconds time for which an instance that is moved carries nothing
 * @param drift share by which a service time must differ from the planned one to be a reason
 * @param step share by which demand or carbon intensity must change to be a reason
 * @param automatic whether better plans are adopted; otherwise they are proposed
 */
public record ReplanSettings(
    Duration period,
    Duration coolDown,
    double gain,
    Duration horizon,
    double startSeconds,
    double drift,
    double step,
    boolean automatic) {

  /** Every 30 s, 20 s apart, for 5 % that pay within five minutes. */
  public static final ReplanSettings DEFAULT =
      new ReplanSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          0.05,
          Duration.ofMinutes(5),
          3,
          0.25,
          0.1,
          true);

  public ReplanSettings {
    positive("period", period);
    positive("horizon", horizon);
    if (coolDown.isNegative()) {
      throw new IllegalArgumentException("cool_down must not be negative (was " + coolDown + ")");
    }
    Checks.notNegative("gain", gain);
    Checks.notNegative("start_seconds", startSeconds);
    Checks.positive("drift", drift);
    Checks.positive("step", step);
  }

  /** As eager, at another pace. */
  public ReplanSettings withPace(Duration newPeriod, Duration newCoolDown) {
    return new ReplanSettings(
        newPeriod, newCoolDown, gain, horizon, startSeconds, drift, step, automatic);
  }

  /** As eager, but better plans are adopted, or only proposed. */
  public ReplanSettings withAutomatic(boolean adopted) {
    return new ReplanSettings(period, coolDown, gain, horizon, startSeconds, drift, step, adopted);
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be > 0 (was " + value + ")");
    }
  }
}
