package io.millrace.bench.carbon;

import io.millrace.planner.carbon.Scope;
import io.millrace.planner.problem.Objective;
import io.millrace.topics.record.DeviceSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The same frames on the same devices through recorded days, planned for carbon, for energy and for
 * throughput.
 */
public final class CarbonDay {

  /** Hours that a day has. */
  public static final int HOURS = 24;

  /** What is compared, the best for carbon first. */
  public static final List<Objective> OBJECTIVES =
      List.of(Objective.CARBON, Objective.ENERGY, Objective.THROUGHPUT);

  /**
   * One day under one objective.
   *
   * @param grams CO₂ equivalent
   * @param gramsByHour the same by hour of the day
   * @param wattHours energy
   * @param gramsAlwaysOn grams if devices without work stayed on
   * @param changes plans that took the place of another
   * @param kept times that a reason to plan led to no change
   * @param changeGrams most that the changes add to {@code grams}
   * @param framesIn frames that the cameras brought
   * @param results frames answered
   * @param latencySeconds mean
   */
  public record Row(
      LocalDate day,
      Objective objective,
      double grams,
      List<Double> gramsByHour,
      double wattHours,
      double gramsAlwaysOn,
      int changes,
      int kept,
      double changeGrams,
      long framesIn,
      long results,
      double latencySeconds) {

    public Row {
      gramsByHour = List.copyOf(gramsByHour);
    }

    /** Grams per thousand frames that were answered. */
    public double gramsPerThousandFrames() {
      return results == 0 ? 0 : 1000 * grams / results;
    }

    /** Share of the frames that were answered. */
    public double delivered() {
      return framesIn == 0 ? 0 : (double) results / framesIn;
    }
  }

  /**
   * What a day was like.
   *
   * @param gramsPerKilowattHour by zone, by hour of the day
   * @param leastGrams what any plans must emit, changed every hour for free and knowing it
   */
  public record Grid(
      LocalDate day, Map<String, List<Double>> gramsPerKilowattHour, double leastGrams) {}

  /** All of it. */
  public record Study(List<Grid> days, List<Row> rows) {

    public Study {
      days = List.copyOf(days);
      rows = List.copyOf(rows);
    }

    /** The rows of a day, in the order of {@link #OBJECTIVES}. */
    public List<Row> of(LocalDate day) {
      return rows.stream().filter(row -> row.day().equals(day)).toList();
    }
  }

  private final Announced world;
  private final RecordedGrid grid;
  private final DayRun runs;
  private final String routing;

  /**
   * Reads cluster and recordings.
   *
   * @param problem a problem file or the name of a built-in one
   * @param csv the recording of each zone
   * @param speed of the replay: recorded seconds in one of the planner's
   * @param headroom share of a processor's time that plans leave free
   * @param routing name of the routing strategy that delivers the frames
   * @throws IllegalArgumentException if a recording is missing
   */
  public CarbonDay(
      String problem,
      Map<String, Path> csv,
      Scope scope,
      double speed,
      double headroom,
      String routing,
      LongSupplier nanoClock) {
    this.routing = routing;
    this.world = Announced.open(problem, Instant.EPOCH);
    List<String> zones = world.devices().stream().map(DeviceSpec::zone).distinct().toList();
    this.grid = new RecordedGrid(csv, zones, scope);
    this.runs = new DayRun(world, grid, speed, headroom, nanoClock);
  }

  /** The clusters that come with it. */
  public static List<String> builtIn() {
    return Announced.BUILT_IN;
  }

  /** Frames per second that are asked for, of all pipelines. */
  public double framesPerSecond() {
    return world.pipelines().stream().mapToDouble(pipeline -> pipeline.demand()).sum();
  }

  /** Runs the days, in UTC. */
  public Study run(List<LocalDate> days) {
    List<Grid> grids = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (LocalDate day : days) {
      Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
      grids.add(grid(day, start));
      for (Objective objective : OBJECTIVES) {
        rows.add(row(day, start, objective));
      }
    }
    return new Study(grids, rows);
  }

  private Grid grid(LocalDate day, Instant start) {
    Map<String, List<Double>> byZone = new LinkedHashMap<>();
    double least = 0;
    for (int h = 0; h < HOURS; h++) {
      Instant from = start.plus(Duration.ofHours(h));
      Instant to = from.plus(Duration.ofHours(1));
      for (String zone : grid.zones()) {
        byZone
            .computeIfAbsent(zone, any -> new ArrayList<>())
            .add(grid.gramsPerKilowattHour(zone, from, to));
      }
      least += runs.leastGramsPerHour(from, to);
    }
    return new Grid(day, byZone, least);
  }

  private Row row(LocalDate day, Instant start, Objective objective) {
    DayRun.Course course = runs.run(objective, start, Duration.ofHours(HOURS));
    DayAccount.Figures figures = DayAccount.of(course, grid, routing, start, HOURS);
    List<Double> byHour = new ArrayList<>();
    for (double grams : figures.gramsByHour()) {
      byHour.add(grams);
    }
    return new Row(
        day,
        objective,
        figures.grams(),
        byHour,
        figures.wattHours(),
        figures.gramsAlwaysOn(),
        course.changes(),
        course.kept(),
        figures.changeGrams(),
        figures.framesIn(),
        figures.results(),
        figures.latencySeconds());
  }
}
