package io.millrace.topics.record;

/** Range checks of what devices and planners say, with messages that name the value. */
final class Amounts {

  private Amounts() {}

  /** Refuses what is not a finite number of at least 0. */
  static void check(String what, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s must be a number, 0 or more (was %s)".formatted(what, value));
    }
  }

  /** Refuses what is not a finite number above 0. */
  static void checkPositive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s must be more than 0 (was %s)".formatted(what, value));
    }
  }

  /** Refuses counts below 1. */
  static void checkAtLeastOne(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1 (was %d)".formatted(what, value));
    }
  }
}
