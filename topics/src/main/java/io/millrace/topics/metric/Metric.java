package io.millrace.topics.metric;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A figure that Millrace's processes publish at {@code /metrics}.
 *
 * @param name as Prometheus sees it, unit and {@code _total} included
 * @param kind how it behaves
 * @param unit what it counts or measures: {@code frames}, {@code seconds} and so on
 * @param labels what tells its series apart; the values of each are few
 * @param help what it says, for people
 */
public record Metric(String name, Kind kind, String unit, List<String> labels, String help) {

  /** Names of the JVM and its process are Micrometer's, which every JVM dashboard knows. */
  private static final Pattern LEGAL =
      Pattern.compile("(millrace|jvm|process|system)(_[a-z0-9]+)+");

  /** How a metric behaves. */
  public enum Kind {
    /** Only grows; its name ends in {@code _total}. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** Values in buckets; its name ends in its unit. */
    HISTOGRAM
  }

  /** Checks the name against Prometheus' habits. */
  public Metric {
    labels = List.copyOf(labels);
    if (!LEGAL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The metric name '%s' must begin with millrace_ and be lower case.".formatted(name));
    }
    if (kind == Kind.COUNTER != name.endsWith("_total")) {
      throw new IllegalArgumentException(
          "The metric name '%s' must end in _total if, and only if, it is a counter."
              .formatted(name));
    }
    if (kind == Kind.HISTOGRAM && !name.endsWith("_" + unit)) {
      throw new IllegalArgumentException(
          "The metric name '%s' must end in _%s.".formatted(name, unit));
    }
  }

  /** The names under which Prometheus keeps it: a histogram has several. */
  public List<String> series() {
    return kind == Kind.HISTOGRAM
        ? List.of(name + "_bucket", name + "_count", name + "_sum", name + "_max")
        : List.of(name);
  }
}
