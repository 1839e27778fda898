package io.millrace.topics.record;

import java.util.regex.Pattern;

/** The alphabet of names: what is legal in a Kafka topic, a URL path and a metric label alike. */
final class Names {

  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern WITHOUT_DOTS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

  private Names() {}

  static void check(String what, String value) {
    if (!LEGAL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "The %s name '%s' must be 1 to 100 letters, digits, '.', '_' or '-' and begin with a letter or a digit."
              .formatted(what, value));
    }
  }

  /** The same without dots, so that {@code <pipeline>.<stage>} splits in one way only. */
  static void checkWithoutDots(String what, String value) {
    if (!WITHOUT_DOTS.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "The %s name '%s' must be 1 to 100 letters, digits, '_' or '-' and begin with a letter or a digit."
              .formatted(what, value));
    }
  }
}
