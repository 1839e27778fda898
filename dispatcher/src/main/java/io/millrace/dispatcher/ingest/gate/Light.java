package io.millrace.dispatcher.ingest.gate;

import java.time.Duration;

/**
 * The light of one moment between day and dusk.
 *
 * @param dusk 0 by day to 1 at the end of dusk
 */
record Light(double dusk) {

  /** Steps between day and dusk. */
  static final int STEPS = 40;

  /** From a point to the sun, which stands behind the camera's left shoulder. */
  private static final Vec SUN = new Vec(-0.5, -0.55, 0.67).unit();

  /** The light at a time of the scene: a cosine from day to dusk and back, in {@link #STEPS}. */
  static Light at(double seconds, Duration day) {
    double phase = seconds / (day.toNanos() / 1e9);
    double dusk = 0.5 - 0.5 * Math.cos(2 * Math.PI * phase);
    return new Light(Math.rint(dusk * STEPS) / STEPS);
  }

  /** How bright lamps burn against the daylight, 0 to 1. */
  double lamps() {
    return Math.max(0, Math.min(1, (dusk - 0.35) / 0.4));
  }

  /** A colour between that of day and that of dusk. */
  int between(int day, int atDusk) {
    return Rgb.mix(day, atDusk, dusk);
  }

  /** How a matt surface looks; the normal has length 1. */
  int shade(int rgb, Vec normal) {
    double sun = Math.max(0, normal.dot(SUN)) * (0.55 * (1 - dusk) + 0.16 * dusk);
    double sky = 0.5 + 0.5 * normal.z();
    double ambient = (0.40 + 0.20 * sky) * (1 - dusk) + (0.20 + 0.14 * sky) * dusk;
    return Rgb.times(
        rgb,
        ambient * (1 - 0.06 * dusk) + sun * (1 + 0.25 * dusk),
        ambient * (1 - 0.02 * dusk) + sun,
        ambient * (1 + 0.22 * dusk) + sun * (1 - 0.35 * dusk));
  }

  /** A surface that faces nowhere in particular, such as leaves. */
  int shade(int rgb) {
    double level = 0.95 * (1 - dusk) + 0.34 * dusk;
    return Rgb.times(
        rgb, level * (1 - 0.05 * dusk), level * (1 - 0.03 * dusk), level * (1 + 0.25 * dusk));
  }

  int skyTop() {
    return between(0x4F8FD0, 0x1B2350);
  }

  int skyMiddle() {
    return between(0x9CC6EA, 0x6C4F86);
  }

  int skyLow() {
    return between(0xDCEAF2, 0xF0905C);
  }
}
