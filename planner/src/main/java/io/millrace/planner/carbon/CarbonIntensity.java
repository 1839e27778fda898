package io.millrace.planner.carbon;

import java.util.Locale;

/**
 * Greenhouse gas per electricity, with what it means.
 *
 * @param gramsPerKwh grams of CO₂ equivalent per kilowatt-hour, at least 0
 * @param type marginal or average, direct or life-cycle
 */
public record CarbonIntensity(double gramsPerKwh, SignalType type) {

  private static final double KILOGRAMS_PER_POUND = 0.45359237;
  private static final double JOULES_PER_KWH = 3.6e6;

  public CarbonIntensity {
    if (!(gramsPerKwh >= 0) || Double.isInfinite(gramsPerKwh)) {
      throw new IllegalArgumentException(
          "A carbon intensity must be a number of at least 0 g/kWh (was %s)."
              .formatted(gramsPerKwh));
    }
  }

  /** The intensity in pounds per megawatt-hour, the unit of North American grids. */
  public static CarbonIntensity ofPoundsPerMwh(double poundsPerMwh, SignalType type) {
    return new CarbonIntensity(poundsPerMwh * KILOGRAMS_PER_POUND, type);
  }

  /** What so much energy emits, in grams of CO₂ equivalent. */
  public double grams(double joules) {
    if (!(joules >= 0) || Double.isInfinite(joules)) {
      throw new IllegalArgumentException(
          "An energy must be a number of at least 0 J (was %s).".formatted(joules));
    }
    return joules * gramsPerKwh / JOULES_PER_KWH;
  }

  /**
   * Whether electricity of this intensity is cleaner.
   *
   * @throws CarbonException if the other is of another type
   */
  public boolean isLowerThan(CarbonIntensity other) {
    type.requireSame(other.type, "comparing");
    return gramsPerKwh < other.gramsPerKwh;
  }

  /**
   * How much higher a later intensity is, in g/kWh; negative when it is lower.
   *
   * @throws CarbonException if the later is of another type
   */
  public double changeTo(CarbonIntensity later) {
    type.requireSame(later.type, "comparing");
    return later.gramsPerKwh - gramsPerKwh;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f gCO₂e/kWh %s", gramsPerKwh, type);
  }
}
