package io.millrace.models.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A task's settings as the catalogue or a pipeline gives them: names to values. A task takes what
 * it knows, each with a default and a range; what nobody took is an error.
 *
 * <p>Messages begin with the place the settings come from, for example {@code models.yaml:
 * models.text-detect.settings}.
 */
public final class Settings {
  private final String place;
  private final Map<String, Object> values;
  private final Set<String> taken = new TreeSet<>();

  private Settings(String place, Map<String, Object> values) {
    this.place = place;
    this.values = new TreeMap<>(values);
  }

  /**
   * Settings read from {@code place}; the values are texts, numbers, booleans and lists of these.
   */
  public static Settings of(String place, Map<String, Object> values) {
    return new Settings(place, values);
  }

  /** No settings: every default holds. */
  public static Settings none() {
    return new Settings("settings", Map.of());
  }

  /** A whole number within {@code min..max}. */
  int integer(String name, int fallback, int min, int max) {
    Object value = take(name, fallback);
    if (!(value instanceof Integer number) || number < min || number > max) {
      throw wrong(name, "must be a whole number within %d..%d".formatted(min, max), value);
    }
    return number;
  }

  /** A whole number within {@code step..max} that {@code step} divides. */
  int multiple(String name, int fallback, int step, int max) {
    int number = integer(name, fallback, step, max);
    if (number % step != 0) {
      throw wrong(name, "must be a multiple of %d".formatted(step), number);
    }
    return number;
  }

  /** A number within {@code min..max}. */
  double number(String name, double fallback, double min, double max) {
    Object value = take(name, fallback);
    if (!(value instanceof Number number)
        || !(number.doubleValue() >= min && number.doubleValue() <= max)) {
      throw wrong(name, "must be a number within %s..%s".formatted(min, max), value);
    }
    return number.doubleValue();
  }

  /** Yes or no. */
  boolean flag(String name, boolean fallback) {
    Object value = take(name, fallback);
    if (!(value instanceof Boolean flag)) {
      throw wrong(name, "must be true or false", value);
    }
    return flag;
  }

  /** One number per channel. */
  List<Double> channels(String name, List<Double> fallback) {
    Object value = take(name, fallback);
    if (value instanceof List<?> list && list.size() == 3) {
      List<Double> numbers = new ArrayList<>();
      for (Object element : list) {
        if (element instanceof Number number && Double.isFinite(number.doubleValue())) {
          numbers.add(number.doubleValue());
        }
      }
      if (numbers.size() == 3) {
        return numbers;
      }
    }
    throw wrong(name, "must be a list of three numbers, one per channel", value);
  }

  /** One number > 0 per channel. */
  List<Double> positiveChannels(String name, List<Double> fallback) {
    List<Double> numbers = channels(name, fallback);
    if (numbers.stream().anyMatch(number -> number <= 0)) {
      throw wrong(name, "must be a list of three numbers > 0, one per channel", numbers);
    }
    return numbers;
  }

  /** A list of texts, or the address of a text with one per line: see {@link Lines}. */
  List<String> lines(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "%s.%s: is missing. Give a list of texts, or classpath:NAME or file:PATH of a text with one per line."
              .formatted(place, name));
    }
    taken.add(name);
    if (value instanceof String address) {
      return Lines.read(place + "." + name, address);
    }
    if (value instanceof List<?> list && !list.isEmpty()) {
      List<String> texts = new ArrayList<>();
      for (Object element : list) {
        texts.add(String.valueOf(element));
      }
      return List.copyOf(texts);
    }
    throw wrong(name, "must be a list of texts, or classpath:NAME or file:PATH", value);
  }

  /** Fails when there are settings that no one has taken: most often a misspelt name. */
  void requireAllTaken() {
    Set<String> left = new TreeSet<>(values.keySet());
    left.removeAll(taken);
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: nobody reads %s. Known here: %s."
              .formatted(place, String.join(", ", left), String.join(", ", taken)));
    }
  }

  private Object take(String name, Object fallback) {
    taken.add(name);
    Object value = values.get(name);
    return value == null ? fallback : value;
  }

  private IllegalArgumentException wrong(String name, String must, Object value) {
    return new IllegalArgumentException("%s.%s: %s (was %s)".formatted(place, name, must, value));
  }
}
