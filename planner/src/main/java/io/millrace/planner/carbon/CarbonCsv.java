package io.millrace.planner.carbon;

import io.millrace.planner.carbon.CarbonException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Comma-separated files of average intensities, in the layout of Electricity Maps' downloads (one
 * column per scope, {@code Zone id}, {@code Data estimated}) or with just {@code timestamp} and
 * {@code carbon_intensity_lifecycle_gco2eq_per_kwh} or {@code carbon_intensity_direct_…}. Columns
 * are found by their headings, in any order. An hour without a value is a gap, never a zero.
 */
public final class CarbonCsv {

  /** The source's name. */
  public static final String SOURCE = "csv";

  private static final int NONE = -1;

  private CarbonCsv() {}

  /**
   * The signals of one zone in a file; the rows without a value are counted as skipped.
   *
   * @param file the file's name, for the error
   * @throws CarbonException if the file is not of this layout or has nothing of the zone
   */
  public static ParsedSignals parse(byte[] bytes, Question question, String file) {
    if (question.type().kind() != Kind.AVERAGE) {
      throw new CarbonException(
          Reason.MIXED,
          "%s: a file of this layout has average intensities, not %s ones.%nMaybe set kind to average."
              .formatted(file, question.type().kind()));
    }
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty()) {
      throw new CarbonException(Reason.EMPTY, file + ": the file is empty.");
    }
    Columns columns = Columns.of(lines.get(0), question.type().scope(), file);
    List<Row> rows = new ArrayList<>();
    Set<String> zones = new TreeSet<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        Row row = columns.row(lines.get(i), file + ":" + (i + 1), question.name());
        zones.add(row.zone());
        if (row.zone().equals(question.name())) {
          rows.add(row);
        }
      }
    }
    if (rows.isEmpty()) {
      throw new CarbonException(
          Reason.ZONE,
          "%s: there is no row of the zone '%s'.%nMaybe one of %s."
              .formatted(file, question.name(), zones));
    }
    return signals(rows, question, file);
  }

  private static ParsedSignals signals(List<Row> rows, Question question, String file) {
    Duration step = step(rows, file);
    List<CarbonSignal> signals = new ArrayList<>(rows.size());
    int skipped = 0;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.value().isEmpty()) {
        skipped++;
        continue;
      }
      CarbonIntensity intensity = new CarbonIntensity(amount(row), question.type());
      Duration validFor = step;
      if (i + 1 < rows.size()) {
        Duration next = Duration.between(row.time(), rows.get(i + 1).time());
        // Months differ in length; a missing row makes the distance at least twice the step.
        validFor = next.compareTo(step.multipliedBy(3).dividedBy(2)) <= 0 ? next : step;
      }
      Origin origin = row.estimated() ? Origin.ESTIMATED : Origin.MEASURED;
      signals.add(
          new CarbonSignal(question.zone(), row.time(), validFor, intensity, origin, SOURCE));
    }
    return new ParsedSignals(signals, skipped);
  }

  /** The shortest distance between two rows; an hour when there is one row. */
  private static Duration step(List<Row> rows, String file) {
    Duration shortest = null;
    for (int i = 1; i < rows.size(); i++) {
      Duration distance = Duration.between(rows.get(i - 1).time(), rows.get(i).time());
      if (distance.isNegative() || distance.isZero()) {
        throw new CarbonException(
            Reason.UNREADABLE,
            "%s: %s does not come after %s; rows of a zone must be in the order of time.%nMaybe two files were joined: sort them and drop what stands twice."
                .formatted(file, rows.get(i).where(), rows.get(i - 1).where()));
      }
      if (shortest == null || distance.compareTo(shortest) < 0) {
        shortest = distance;
      }
    }
    return shortest == null ? Duration.ofHours(1) : shortest;
  }

  private static double amount(Row row) {
    try {
      double value = Double.parseDouble(row.value());
      if (value >= 0 && !Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as every other value that is none.
    }
    throw new CarbonException(
        Reason.UNREADABLE,
        "%s: the carbon intensity must be a number of at least 0 g/kWh (was '%s').%nMaybe the columns are shifted."
            .formatted(row.where(), row.value()));
  }

  /** The fields of a line; a field in quotes may hold commas, and quotes doubled. */
  static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString().strip());
    return fields;
  }

  /** A line: {@code value} is empty where there is none. */
  private record Row(String where, Instant time, String zone, String value, boolean estimated) {}

  /** Where the columns stand, counted from 0; {@link #NONE} where there is none. */
  private record Columns(int time, int zone, int value, int estimated) {

    static Columns of(String heading, Scope scope, String file) {
      List<String> names =
          fields(heading).stream()
              .map(name -> name.replace("\uFEFF", "").toLowerCase(Locale.ROOT))
              .toList();
      int time = NONE;
      int zone = NONE;
      int value = NONE;
      int estimated = NONE;
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        if (name.startsWith("datetime") || name.equals("timestamp")) {
          time = i;
        } else if (name.equals("zone id")) {
          zone = i;
        } else if (name.equals("data estimated")) {
          estimated = i;
        } else if (isIntensity(name) && scope(name) == scope) {
          value = i;
        }
      }
      if (time == NONE || value == NONE) {
        throw new CarbonException(
            Reason.UNREADABLE,
            "%s:1: there must be a column of times (Datetime (UTC), timestamp) and one of %s carbon intensities (found %s).%nMaybe another scope, or another file."
                .formatted(file, scope, names));
      }
      return new Columns(time, zone, value, estimated);
    }

    private static boolean isIntensity(String name) {
      return name.replace('_', ' ').startsWith("carbon intensity");
    }

    private static Scope scope(String name) {
      return name.contains("direct") ? Scope.DIRECT : Scope.LIFE_CYCLE;
    }

    Row row(String line, String where, String onlyZone) {
      List<String> fields = fields(line);
      int last = Math.max(Math.max(time, zone), Math.max(value, estimated));
      if (fields.size() <= last) {
        throw new CarbonException(
            Reason.UNREADABLE,
            "%s: there must be at least %d columns (found %d).%nMaybe the file was cut off."
                .formatted(where, last + 1, fields.size()));
      }
      Instant at =
          Times.parseUtc(fields.get(time))
              .orElseThrow(
                  () ->
                      new CarbonException(
                          Reason.UNREADABLE,
                          "%s: the time must be one such as 2022-01-01 00:00:00 (was '%s').%nMaybe the columns are shifted."
                              .formatted(where, fields.get(time))));
      return new Row(
          where,
          at,
          zone == NONE ? onlyZone : fields.get(zone),
          fields.get(value),
          estimated == NONE || fields.get(estimated).equalsIgnoreCase("true"));
    }
  }
}
