package io.millrace.dispatcher.ingest.gate;

/**
 * How a vehicle comes to a closed gate and goes on: rolls, brakes evenly, stands, drives off.
 *
 * @param cruise metres per second before braking
 * @param brakeSeconds how long it brakes
 * @param waitSeconds how long it stands
 * @param pull metres per second squared when it drives off
 */
record Approach(double cruise, double brakeSeconds, double waitSeconds, double pull) {

  /** Metres still to go to the stop line; negative beyond it. Seconds count from standing still. */
  double distance(double seconds) {
    if (seconds < -brakeSeconds) {
      return cruise * brakeSeconds / 2 + cruise * (-seconds - brakeSeconds);
    }
    if (seconds < 0) {
      return cruise / brakeSeconds / 2 * seconds * seconds;
    }
    double driving = Math.max(0, seconds - waitSeconds);
    return -pull / 2 * driving * driving;
  }

  /** Metres per second. */
  double speed(double seconds) {
    if (seconds < -brakeSeconds) {
      return cruise;
    }
    if (seconds < 0) {
      return -cruise / brakeSeconds * seconds;
    }
    return pull * Math.max(0, seconds - waitSeconds);
  }

  boolean braking(double seconds) {
    return seconds >= -brakeSeconds && seconds < waitSeconds;
  }

  /** When it has gone that many metres beyond the stop line. */
  double passed(double metres) {
    return waitSeconds + Math.sqrt(2 * metres / pull);
  }

  /** When it is still that many metres before the stop line, before it brakes. */
  double before(double metres) {
    return -brakeSeconds - (metres - cruise * brakeSeconds / 2) / cruise;
  }
}
