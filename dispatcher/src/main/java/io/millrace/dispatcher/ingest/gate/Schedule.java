package io.millrace.dispatcher.ingest.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * When vehicles come along a lane: one every {@code every} seconds, give or take {@code spread}.
 *
 * <p>Every vehicle is a function of the seed, the lane and its number, so that the picture of any
 * time can be drawn without those before it.
 *
 * @param lane tells the lanes of one scene apart
 * @param every seconds between two vehicles
 * @param spread seconds that one may be early or late, less than half of {@code every}
 */
record Schedule(long seed, int lane, double every, double spread) {

  /**
   * A vehicle on its way.
   *
   * @param number of the vehicle in its lane; negative ones came before the scene began
   * @param seconds since it passed the lane's mark; negative before
   */
  record Passing(long number, double seconds) {}

  /**
   * The vehicles that pass the mark no later than {@code ahead} and no earlier than {@code past}.
   */
  List<Passing> around(double seconds, double ahead, double past) {
    List<Passing> passing = new ArrayList<>();
    long first = (long) Math.floor((seconds - past - spread) / every);
    long last = (long) Math.ceil((seconds + ahead + spread) / every);
    for (long number = first; number <= last; number++) {
      double since = seconds - mark(number);
      if (since >= -ahead && since <= past) {
        passing.add(new Passing(number, since));
      }
    }
    return passing;
  }

  /** A source of everything that is particular about a vehicle. */
  SplittableRandom random(long number) {
    return new SplittableRandom(mix(number, 1));
  }

  /** When a vehicle passes the mark, in seconds of the scene. */
  private double mark(long number) {
    double draw = new SplittableRandom(mix(number, 2)).nextDouble();
    return (number + 0.5) * every + (2 * draw - 1) * spread;
  }

  private long mix(long number, int use) {
    long z = seed * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L + lane * 31L + use;
    z = (z ^ (z >>> 30)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
