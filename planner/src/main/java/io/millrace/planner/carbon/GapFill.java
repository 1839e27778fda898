package io.millrace.planner.carbon;

import java.time.Duration;

/**
 * What stands for the intensity where a series has none.
 *
 * @param method how
 * @param longest gaps that last longer stay gaps; zero for {@link Method#NONE}
 */
public record GapFill(Method method, Duration longest) {

  /** Gaps stay gaps. */
  public static final GapFill NONE = new GapFill(Method.NONE, Duration.ZERO);

  public GapFill {
    if (longest.isNegative() || (method != Method.NONE && longest.isZero())) {
      throw new IllegalArgumentException(
          "The longest gap to fill must be above 0 (was %s).".formatted(longest));
    }
  }

  /** Ways of filling. */
  public enum Method {
    /** Not at all. */
    NONE,
    /** The value before the gap holds on. */
    HOLD,
    /** A straight line from the value before the gap to the one after it. */
    LINEAR
  }

  /** The value before a gap, held on for as long. */
  public static GapFill hold(Duration longest) {
    return new GapFill(Method.HOLD, longest);
  }

  /** A straight line through gaps of up to this length. */
  public static GapFill linear(Duration longest) {
    return new GapFill(Method.LINEAR, longest);
  }
}
