package io.millrace.planner.cluster;

/** Range checks whose messages name the value that was wrong. */
public final class Checks {

  private Checks() {}

  /** The value, which must be a finite number above 0. */
  public static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be a number > 0 (was " + value + ")");
    }
    return value;
  }

  /** The value, which must be a finite number, 0 or above. */
  public static double notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be a number >= 0 (was " + value + ")");
    }
    return value;
  }

  /** The value, which must be above 0; infinity means without limit. */
  public static double positiveOrUnlimited(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + " must be > 0 (was " + value + ")");
    }
    return value;
  }

  /** The count, which must be at least 1. */
  public static long atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 (was " + value + ")");
    }
    return value;
  }
}
