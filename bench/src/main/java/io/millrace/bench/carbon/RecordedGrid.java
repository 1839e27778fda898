package io.millrace.bench.carbon;

import io.millrace.planner.carbon.CarbonCsv;
import io.millrace.planner.carbon.CarbonSeries;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.GapFill;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.Question;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.carbon.app.CarbonSection;
import io.millrace.planner.carbon.app.FeedSection;
import io.millrace.planner.carbon.app.Provider;
import io.millrace.planner.carbon.app.ReplaySection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the grids really emitted: the series that emissions are counted with, and the same files as
 * a feed for the planner, which hears of an hour only when it has begun.
 */
final class RecordedGrid {

  /** Gaps of the recordings that emissions are counted across, as a straight line. */
  private static final GapFill FILL = GapFill.linear(Duration.ofHours(6));

  private final Map<String, Path> files;
  private final Scope scope;
  private final Map<String, CarbonSeries> series = new TreeMap<>();
  private final double fallback;

  /**
   * Reads the files.
   *
   * @param zones that there must be a file for
   * @throws IllegalArgumentException if one is missing
   * @throws io.millrace.planner.carbon.CarbonException if one is wrong
   */
  RecordedGrid(Map<String, Path> files, List<String> zones, Scope scope) {
    this.files = new TreeMap<>(files);
    this.scope = scope;
    for (String zone : zones) {
      Path file = files.get(zone);
      if (file == null) {
        throw new IllegalArgumentException(
            "There is no recording of %s.%nMaybe --csv %s=%s_2022_hourly.csv: hourly carbon intensities as Electricity Maps offers them for download."
                .formatted(zone, zone, zone));
      }
      series.put(zone, read(zone, file));
    }
    this.files.keySet().retainAll(zones);
    // What a careful person would write into the configuration: the mean of all that is recorded.
    this.fallback =
        series.values().stream()
            .mapToDouble(each -> grams(each, each.start(), each.end()))
            .average()
            .orElseThrow();
  }

  private CarbonSeries read(String zone, Path file) {
    try {
      Question question =
          new Question(new CarbonZone(zone), zone, new SignalType(Kind.AVERAGE, scope));
      return CarbonSeries.of(
          CarbonCsv.parse(Files.readAllBytes(file), question, file.toString()).signals());
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "--csv %s=%s: no such file.%nMaybe download the zone's hourly carbon intensities from Electricity Maps."
              .formatted(zone, file),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The mean intensity of a zone over an interval, in g/kWh. */
  double gramsPerKilowattHour(String zone, Instant from, Instant to) {
    CarbonSeries recorded = series.get(zone);
    if (recorded == null) {
      throw new IllegalArgumentException("There is no recording of " + zone + ".");
    }
    return grams(recorded, from, to);
  }

  private static double grams(CarbonSeries recorded, Instant from, Instant to) {
    return recorded
        .mean(from, to, FILL)
        .filter(mean -> mean.missing().isZero() || !recorded.end().isBefore(to))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: nothing is recorded from %s to %s; the series runs from %s to %s.%nMaybe another --day."
                        .formatted(recorded.zone(), from, to, recorded.start(), recorded.end())))
        .intensity()
        .gramsPerKwh();
  }

  /** The zones, by name. */
  List<String> zones() {
    return List.copyOf(series.keySet());
  }

  /** The configuration of a planner that watches the recordings from a time on. */
  CarbonSection section(Instant start, double speed) {
    return new CarbonSection(
        Kind.AVERAGE,
        scope,
        zones(),
        List.of(
            new FeedSection(
                Provider.CSV,
                null,
                null,
                null,
                null,
                files.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toString())),
                null,
                null)),
        fallback,
        null,
        null,
        new ReplaySection(start.toString(), speed));
  }
}
