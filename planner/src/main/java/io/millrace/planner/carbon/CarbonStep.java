package io.millrace.planner.carbon;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A zone whose intensity is no longer what a plan was made with.
 *
 * @param before the intensity that the plan was made with
 * @param now the intensity of now
 */
public record CarbonStep(CarbonZone zone, CarbonIntensity before, CarbonIntensity now) {

  /** How much higher it is now, in g/kWh; negative when it is lower. */
  public double change() {
    return before.changeTo(now);
  }

  /**
   * The zones whose intensity changed enough to plan again, in the order of their names. Both
   * thresholds must be reached: the share alone would fire on a few grams in a clean zone, the
   * grams alone on every hour of a dirty one.
   *
   * @param before by zone, what the plan was made with; zones that are new or gone are no step
   * @param now by zone, of now; without zones whose status is stale, or a feed's silence is a step
   * @param thresholds what counts as a step
   * @throws CarbonException if a zone's two intensities are of different types
   */
  public static List<CarbonStep> since(
      Map<CarbonZone, CarbonIntensity> before,
      Map<CarbonZone, CarbonIntensity> now,
      Thresholds thresholds) {
    List<CarbonStep> steps = new ArrayList<>();
    new TreeMap<>(before)
        .forEach(
            (zone, old) -> {
              CarbonIntensity current = now.get(zone);
              if (current != null && thresholds.isReached(old, current)) {
                steps.add(new CarbonStep(zone, old, current));
              }
            });
    return steps;
  }

  /**
   * What counts as a step.
   *
   * @param share of the intensity before, above 0, such as 0.1
   * @param gramsPerKwh at least 0, such as 20
   */
  public record Thresholds(double share, double gramsPerKwh) {

    public Thresholds {
      if (!(share > 0) || Double.isInfinite(share)) {
        throw new IllegalArgumentException("share must be above 0 (was %s)".formatted(share));
      }
      if (!(gramsPerKwh >= 0) || Double.isInfinite(gramsPerKwh)) {
        throw new IllegalArgumentException(
            "gramsPerKwh must be at least 0 (was %s)".formatted(gramsPerKwh));
      }
    }

    boolean isReached(CarbonIntensity before, CarbonIntensity now) {
      double change = Math.abs(before.changeTo(now));
      return change > 0 && change >= gramsPerKwh && change >= share * before.gramsPerKwh();
    }
  }
}
