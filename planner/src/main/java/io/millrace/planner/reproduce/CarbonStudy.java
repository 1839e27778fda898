package io.millrace.planner.reproduce;

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
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Carbon: two examples with every quantity between, and AlexNet over a day on two grids. Source:
 * Viramontes' chapter 9 (CADI).
 */
public final class CarbonStudy {

  /** The examples' figures are known to four digits after the point, totals to three. */
  private static final double EXACT = 1e-3;

  private static final int LAYERS = 3;
  private static final int HOURS = 24;
  private static final double HOUR = 3600;
  private static final Duration BUDGET = Duration.ofSeconds(30);

  private record File(String source, List<Case> cases) {}

  @SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
  private record Case(
      String name,
      double duration,
      double[] sourceSeconds,
      double[] partnerSeconds,
      double[] hopSeconds,
      double[] computeWatts,
      double[] radioWatts,
      double[] idleWatts,
      double[] carbon,
      Map<String, Map<String, Double>> cuts,
      Map<String, String> least) {}

  /**
   * One hour of the day.
   *
   * @param edgeGrams grams per kilowatt-hour where the edge is
   * @param cloudGrams grams per kilowatt-hour where the cloud is
   * @param leastCarbon grams of the hour of the cut with the least, at the required rate
   * @param leastLatency grams of the cut with the least latency
   * @param edgeOnly grams of everything on the edge
   * @param layersOnEdge layers that the first cut runs on the edge
   */
  public record Hour(
      int hour,
      double edgeGrams,
      double cloudGrams,
      double leastCarbon,
      double leastLatency,
      double edgeOnly,
      int layersOnEdge) {}

  private final File file = Resources.read("cadi-toy.json", File.class);
  private final LongSupplier nanoClock;

  public CarbonStudy(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  private static LayerProblem problem(Case of) {
    List<LayerDevice> devices = new ArrayList<>();
    for (int d = 0; d < 2; d++) {
      devices.add(
          new LayerDevice(
              d == 0 ? "source" : "partner",
              List.of(new OperatingPoint("only", 1, of.computeWatts()[d])),
              Double.POSITIVE_INFINITY,
              new Radio(of.radioWatts()[d], of.radioWatts()[d]),
              of.idleWatts()[d],
              of.carbon()[d]));
    }
    LayerProblem.Builder builder =
        new LayerProblem.Builder("example", "measured", List.of("1", "2", "3"), devices, 0, 0);
    for (int k = 1; k <= LAYERS; k++) {
      builder.piece(0, 0, 0, k, of.sourceSeconds()[k - 1]);
    }
    for (int k = 1; k < LAYERS; k++) {
      builder.piece(1, 0, k, LAYERS, of.partnerSeconds()[k - 1]);
      builder.hop(k, 0, 1, of.hopSeconds()[k - 1]);
    }
    return builder.hop(LAYERS, 1, 0, 0).build();
  }

  private static List<Piece> pieces(String cut) {
    if (cut.equals("none")) {
      return List.of(new Piece(0, 0, 0, LAYERS));
    }
    int k = Integer.parseInt(cut.substring("cut".length()));
    return List.of(new Piece(0, 0, 0, k), new Piece(1, 0, k, LAYERS));
  }

  private static String cut(LayerSolution solution) {
    int first = solution.pieces().get(0).to();
    return first == LAYERS ? "none" : "cut" + first;
  }

  /** Every figure. */
  public List<Reproduced> rows() {
    List<Reproduced> rows = new ArrayList<>();
    for (Case one : file.cases()) {
      LayerProblem problem = problem(one);
      one.cuts()
          .forEach(
              (cut, expected) -> {
                LayerScore score =
                    LayerScore.of(problem, LayerForm.CARBON, LayerGoal.LATENCY, pieces(cut));
                expected.forEach(
                    (what, value) ->
                        rows.add(
                            new Reproduced(
                                "%s, %s: %s".formatted(one.name(), cut, what),
                                value,
                                quantity(what, score, one.duration()),
                                EXACT,
                                unit(what),
                                cut.equals("none") && what.equals("inferences")
                                    ? "one device needs an I of its own, U / t"
                                    : "")));
              });
      one.least()
          .forEach(
              (what, cut) -> {
                LayerSolution solution =
                    LayerStrategy.CARBON.solve(
                        problem,
                        LayerGoal.least(objective(what)).over(one.duration()),
                        Budget.of(BUDGET, nanoClock));
                LayerScore theirs =
                    LayerScore.of(problem, LayerForm.CARBON, LayerGoal.LATENCY, pieces(cut));
                rows.add(
                    new Reproduced(
                        "%s: least %s".formatted(one.name(), what),
                        quantity(what, theirs, one.duration()),
                        quantity(what, solution.score(), one.duration()),
                        EXACT,
                        unit(what),
                        cut(solution).equals(cut)
                            ? cut + (solution.optimal() ? ", proven optimal" : "")
                            : "another cut: " + cut(solution)));
              });
    }
    return rows;
  }

  private static LayerObjective objective(String what) {
    return switch (what) {
      case "energy" -> LayerObjective.ENERGY;
      case "carbonTotal" -> LayerObjective.CARBON_TOTAL;
      case "carbonPerInference" -> LayerObjective.CARBON;
      default -> throw new IllegalStateException(what);
    };
  }

  private static double quantity(String what, LayerScore score, double duration) {
    return switch (what) {
      case "cycle" -> score.cycleSeconds();
      case "inferences" -> duration / score.cycleSeconds();
      case "holdSource" -> score.shares().get(0).holdSeconds();
      case "holdPartner" -> score.shares().get(1).holdSeconds();
      case "energySource" -> energy(score.shares().get(0));
      case "energyPartner" -> energy(score.shares().get(1));
      case "energy" -> score.joulesWithHold();
      case "energyTotal" -> duration / score.cycleSeconds() * score.joulesWithHold();
      case "carbonTotal" -> score.gramsOver(duration);
      case "carbonPerInference" -> score.gramsPerInference();
      default -> throw new IllegalStateException(what);
    };
  }

  private static double energy(LayerScore.Share share) {
    return share.joules() + share.holdJoules();
  }

  private static String unit(String what) {
    return what.startsWith("energy")
        ? "J"
        : what.startsWith("carbon") ? "g" : what.equals("inferences") ? "" : "s";
  }

  /**
   * AlexNet at two inferences per second over a day: an edge device on a grid with much sun, a
   * server on an even one. Both intensities are made up, in the range of real ones.
   */
  public List<Hour> day() {
    List<Hour> hours = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      double sun = Math.max(0, Math.sin(Math.PI * (hour - 6) / 12.0));
      double edge = 420 - 330 * sun;
      double cloud = 190 + 30 * Math.sin(2 * Math.PI * (hour - 14) / HOURS);
      LayerProblem problem = dayProblem(edge, cloud);
      LayerGoal rate = LayerGoal.least(LayerObjective.CARBON_AT_RATE).atRate(2).over(HOUR);
      LayerSolution least = LayerStrategy.CARBON.solve(problem, rate, Budget.of(BUDGET, nanoClock));
      LayerSolution fast =
          LayerStrategy.FREQUENCY.solve(
              problem, LayerGoal.LATENCY.atRate(2), Budget.of(BUDGET, nanoClock));
      LayerScore alone =
          LayerScore.of(
              problem, LayerForm.CARBON, rate, List.of(new Piece(0, 1, 0, problem.layers())));
      hours.add(
          new Hour(
              hour,
              edge,
              cloud,
              least.value(),
              fast.score().value(rate, problem),
              alone.value(rate, problem),
              least.score().shares().get(0).layers()));
    }
    return hours;
  }

  private static LayerProblem dayProblem(double edgeGrams, double cloudGrams) {
    double perJoule = 1 / LayerDevice.JOULES_PER_KILOWATT_HOUR;
    List<LayerDevice> devices =
        List.of(
            new LayerDevice(
                "edge",
                List.of(
                    new OperatingPoint("slow", 8e9, 3.5), new OperatingPoint("fast", 14e9, 7.5)),
                8e9,
                new Radio(1.6, 1.2),
                1.9,
                edgeGrams * perJoule),
            new LayerDevice(
                "cloud",
                List.of(new OperatingPoint("only", 2e11, 38)),
                50e9,
                new Radio(1, 1),
                0.5,
                cloudGrams * perJoule));
    return AnalyticModel.of(
        new LayerTables().chain("alexnet"),
        devices,
        new double[][] {{0, 12.5e6}, {12.5e6, 0}},
        0,
        0);
  }
}
