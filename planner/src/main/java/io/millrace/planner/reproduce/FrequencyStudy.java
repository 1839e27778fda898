package io.millrace.planner.reproduce;

import io.millrace.planner.PlanningException;
import io.millrace.planner.PlanningException.Reason;
import io.millrace.planner.layer.AnalyticModel;
import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerForm;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerObjective;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerScore;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.layer.OperatingPoint;
import io.millrace.planner.layer.Piece;
import io.millrace.planner.layer.Radio;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Frequencies: the example with three of them under bounds on latency, energy and privacy, the
 * radio table, and energy over latency of AlexNet. Source: Viramontes' chapter 8 (FreDDI).
 */
public final class FrequencyStudy {

  private static final double MILLI = 1e-3;
  private static final double EXACT = 1e-6;
  private static final int LAYERS = 3;

  /** Latency bounds of the trade-off, in seconds. */
  private static final double FASTEST_BOUND = 0.04;

  private static final double SLOWEST_BOUND = 0.16;
  private static final double BOUND_STEP = 1.05;
  private static final Duration BUDGET = Duration.ofSeconds(30);

  @SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
  private record File(
      String source,
      Map<String, Map<String, Double>> edgeMilliseconds,
      Map<String, Double> edgeWatts,
      Map<String, Double> cloudMilliseconds,
      double[] upMilliseconds,
      double downMilliseconds,
      double upWatts,
      double downWatts,
      List<List<Object>> points,
      Map<String, Map<String, Map<String, List<Object>>>> expected,
      Map<String, RadioRow> radio) {}

  private record RadioRow(
      double upWatts,
      double downWatts,
      double joulesPerMegabyteUp,
      double joulesPerMegabyteDown,
      Map<String, Double> secondsUp) {}

  /**
   * One answer of the example.
   *
   * @param cut how many layers run on the edge
   * @param frequency of the edge
   * @param milliseconds latency
   * @param millijoules energy
   */
  public record Cut(int cut, String frequency, double milliseconds, double millijoules) {}

  /**
   * Energy and latency of a cut of AlexNet.
   *
   * @param mode which frequencies may be used: {@code frequency}, {@code fixed fast}, {@code fixed
   *     slow}
   */
  public record Trade(String mode, double seconds, double joules) {}

  private final File file = Resources.read("freddi-toy.json", File.class);
  private final LongSupplier nanoClock;

  public FrequencyStudy(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The example with these frequencies of the edge, slowest first. */
  public LayerProblem problem(List<String> frequencies) {
    LayerDevice edge =
        new LayerDevice(
            "edge",
            frequencies.stream().map(f -> new OperatingPoint(f, 1, watts(f))).toList(),
            Double.POSITIVE_INFINITY,
            new Radio(file.upWatts(), file.downWatts()),
            0,
            0);
    LayerDevice cloud = LayerDevice.of("cloud", 1, Double.POSITIVE_INFINITY);
    LayerProblem.Builder builder =
        new LayerProblem.Builder(
            "example", "measured", List.of("1", "2", "3"), List.of(edge, cloud), 0, 0);
    for (int p = 0; p < frequencies.size(); p++) {
      int point = p;
      file.edgeMilliseconds()
          .getOrDefault(frequencies.get(p), Map.of())
          .forEach((range, ms) -> piece(builder, 0, point, range, ms));
    }
    file.cloudMilliseconds().forEach((range, ms) -> piece(builder, 1, 0, range, ms));
    for (int k = 0; k < LAYERS; k++) {
      builder.hop(k, 0, 1, MILLI * file.upMilliseconds()[k]);
    }
    builder.hop(LAYERS, 1, 0, MILLI * file.downMilliseconds());
    return builder.build();
  }

  private double watts(String frequency) {
    return Optional.ofNullable(file.edgeWatts().get(frequency)).orElseThrow();
  }

  private static void piece(
      LayerProblem.Builder builder, int device, int point, String range, double ms) {
    String[] ends = range.split(",", -1);
    builder.piece(
        device, point, Integer.parseInt(ends[0]) - 1, Integer.parseInt(ends[1]), MILLI * ms);
  }

  private static List<String> frequencies(String which) {
    return which.equals("all") ? List.of("lo", "mid", "hi") : List.of(which);
  }

  private static LayerGoal goal(String constraint, String bound) {
    double value = Double.parseDouble(bound);
    return switch (constraint) {
      case "latency" -> LayerGoal.least(LayerObjective.ENERGY).within(MILLI * value);
      case "energy" -> LayerGoal.LATENCY.withinJoules(MILLI * value);
      case "privacy" -> LayerGoal.least(LayerObjective.ENERGY).withPrivate((int) value);
      default -> throw new IllegalStateException(constraint);
    };
  }

  /** The best cut of the example; empty when no cut keeps the bound. */
  public Optional<Cut> best(String constraint, String bound, String which) {
    LayerProblem problem = problem(frequencies(which));
    try {
      LayerSolution solution =
          LayerStrategy.FREQUENCY.solve(
              problem, goal(constraint, bound), Budget.of(BUDGET, nanoClock));
      Piece first = solution.pieces().get(0);
      int cut = first.device() == 0 ? first.to() : 0;
      return Optional.of(
          new Cut(
              cut,
              cut == 0 ? "n/a" : problem.devices().get(0).points().get(first.point()).name(),
              solution.score().seconds() / MILLI,
              solution.score().joules() / MILLI));
    } catch (PlanningException e) {
      if (e.reason() == Reason.INFEASIBLE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What the example's table expects; empty when no cut keeps the bound. */
  public Optional<Cut> expected(String constraint, String bound, String which) {
    return Optional.ofNullable(
            file.expected()
                .getOrDefault(constraint, Map.of())
                .getOrDefault(bound, Map.of())
                .get(which))
        .filter(row -> !row.isEmpty())
        .map(FrequencyStudy::cut);
  }

  private static Cut cut(List<Object> row) {
    return new Cut(
        ((Number) row.get(0)).intValue(),
        row.get(1).toString(),
        ((Number) row.get(2)).doubleValue(),
        ((Number) row.get(3)).doubleValue());
  }

  /** Constraint, bound and frequencies of every question in the example's table. */
  public List<List<String>> questions() {
    List<List<String>> questions = new ArrayList<>();
    file.expected()
        .forEach(
            (constraint, bounds) ->
                bounds.forEach(
                    (bound, modes) ->
                        modes.keySet().forEach(m -> questions.add(List.of(constraint, bound, m)))));
    return questions;
  }

  /** Every figure. */
  public List<Reproduced> rows() {
    List<Reproduced> rows = new ArrayList<>();
    for (List<Object> point : file.points()) {
      Cut cut = cut(point);
      LayerScore score = score(cut);
      String name = "cut after %d, %s".formatted(cut.cut(), cut.frequency());
      rows.add(exact(name + ": latency", cut.milliseconds(), score.seconds() / MILLI, "ms", ""));
      rows.add(exact(name + ": energy", cut.millijoules(), score.joules() / MILLI, "mJ", ""));
    }
    int none = 0;
    int oursNone = 0;
    for (List<String> question : questions()) {
      Optional<Cut> theirs = expected(question.get(0), question.get(1), question.get(2));
      Optional<Cut> ours = best(question.get(0), question.get(1), question.get(2));
      none += theirs.isEmpty() ? 1 : 0;
      oursNone += ours.isEmpty() ? 1 : 0;
      boolean energy = !question.get(0).equals("energy");
      if (theirs.isPresent() && ours.isPresent()) {
        rows.add(
            exact(
                "%s %s, %s: least %s"
                    .formatted(
                        question.get(0),
                        question.get(1),
                        question.get(2),
                        energy ? "energy" : "latency"),
                energy ? theirs.get().millijoules() : theirs.get().milliseconds(),
                energy ? ours.get().millijoules() : ours.get().milliseconds(),
                energy ? "mJ" : "ms",
                "cut after %d, %s".formatted(ours.get().cut(), ours.get().frequency())));
      }
    }
    rows.add(exact("bounds that no cut keeps", none, oursNone, "", ""));
    file.radio().forEach((name, row) -> radio(name, row, rows));
    return rows;
  }

  private LayerScore score(Cut cut) {
    List<String> all = frequencies("all");
    List<Piece> pieces = new ArrayList<>();
    if (cut.cut() > 0) {
      pieces.add(new Piece(0, all.indexOf(cut.frequency()), 0, cut.cut()));
    }
    if (cut.cut() < LAYERS) {
      pieces.add(new Piece(1, 0, cut.cut(), LAYERS));
    }
    return LayerScore.of(problem(all), LayerForm.FREQUENCY, LayerGoal.LATENCY, pieces);
  }

  private static void radio(String name, RadioRow row, List<Reproduced> rows) {
    Radio.Mobile mobile = Radio.Mobile.named(name);
    Radio radio = mobile.radio();
    double printed = 5e-4;
    String note = "table 8.1: its speeds are MB/s, its α W/(MB/s)";
    rows.add(
        new Reproduced(name + ": power up", row.upWatts(), radio.upWatts(), printed, "W", note));
    rows.add(
        new Reproduced(
            name + ": power down", row.downWatts(), radio.downWatts(), printed, "W", ""));
    rows.add(
        new Reproduced(
            name + ": energy up",
            row.joulesPerMegabyteUp(),
            radio.upWatts() / mobile.upMegabytesPerSecond(),
            printed,
            "J/MB",
            ""));
    rows.add(
        new Reproduced(
            name + ": energy down",
            row.joulesPerMegabyteDown(),
            radio.downWatts() / mobile.downMegabytesPerSecond(),
            printed,
            "J/MB",
            ""));
    row.secondsUp()
        .forEach(
            (bytes, seconds) ->
                rows.add(
                    new Reproduced(
                        "%s: %s B up".formatted(name, bytes),
                        seconds,
                        Double.parseDouble(bytes) / mobile.upBytesPerSecond(),
                        1e-5,
                        "s",
                        "")));
  }

  private static Reproduced exact(
      String name, double expected, double ours, String unit, String note) {
    return new Reproduced(name, expected, ours, EXACT * Math.max(1, expected), unit, note);
  }

  /**
   * Energy over latency of AlexNet on an edge device with three frequencies and a server over WiFi:
   * the least energy at every latency that pays.
   */
  public List<Trade> tradeOff() {
    List<Trade> trades = new ArrayList<>();
    trades.addAll(tradeOff("frequency", new int[] {0, 1, 2}));
    trades.addAll(tradeOff("fixed slow", new int[] {0}));
    trades.addAll(tradeOff("fixed fast", new int[] {2}));
    return trades;
  }

  private List<Trade> tradeOff(String mode, int[] points) {
    List<OperatingPoint> all =
        List.of(
            new OperatingPoint("slow", 15e9, 2.6),
            new OperatingPoint("middle", 30e9, 4),
            new OperatingPoint("fast", 45e9, 9.5));
    Radio.Mobile wifi = Radio.Mobile.named("WiFi");
    List<LayerDevice> devices =
        List.of(
            new LayerDevice(
                "edge",
                Arrays.stream(points).mapToObj(all::get).toList(),
                25e9,
                wifi.radio(),
                0,
                0),
            LayerDevice.of("cloud", 1e13, 500e9));
    LayerProblem problem =
        AnalyticModel.of(
            new LayerTables().chain("alexnet"),
            devices,
            new double[][] {{0, wifi.upBytesPerSecond()}, {wifi.downBytesPerSecond(), 0}},
            0,
            0);
    List<Trade> trades = new ArrayList<>();
    for (double bound = FASTEST_BOUND; bound < SLOWEST_BOUND; bound *= BOUND_STEP) {
      try {
        LayerSolution solution =
            LayerStrategy.FREQUENCY.solve(
                problem,
                LayerGoal.least(LayerObjective.ENERGY).within(bound),
                Budget.of(BUDGET, nanoClock));
        trades.add(new Trade(mode, bound, solution.value()));
      } catch (PlanningException e) {
        if (e.reason() != Reason.INFEASIBLE) {
          throw e;
        }
      }
    }
    return trades;
  }
}
