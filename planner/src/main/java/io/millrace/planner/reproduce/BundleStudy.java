package io.millrace.planner.reproduce;

import io.millrace.planner.layer.BundleRule;
import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerForm;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerScore;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerMethod;
import io.millrace.planner.solve.layer.LayerStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bundles: how many profiles they take, and what a search makes of a device whose small bundles
 * underestimate. Source: Viramontes and Davoodi, "DIME", SMARTCOMP 2024 (chapter 7).
 */
public final class BundleStudy {

  private static final double MILLI = 1e-3;
  private static final double EXACT = 1e-6;
  private static final Duration BUDGET = Duration.ofSeconds(30);

  /** Devices in the published profiles. */
  private static final int DEVICES = 2;

  @SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
  private record File(
      String source,
      List<String> devices,
      Map<String, Map<String, Double>> milliseconds,
      double[] hopMilliseconds,
      Optimal optimal,
      Map<String, Expected> expected,
      Map<String, List<Integer>> profileCounts) {}

  private record Optimal(double latency, List<Integer> assigned) {}

  private record Expected(double estimate, double actual, List<Integer> assigned) {}

  /**
   * What a search made of the example.
   *
   * @param estimate milliseconds that it expects
   * @param actual milliseconds when consecutive bundles run as the one that they are
   * @param assigned device of every layer
   */
  public record Result(double estimate, double actual, List<Integer> assigned) {}

  private final File file = Resources.read("dime-toy.json", File.class);
  private final LongSupplier nanoClock;

  public BundleStudy(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The example: three layers on an edge device that underestimates, and a server. */
  public LayerProblem problem() {
    List<LayerDevice> devices =
        file.devices().stream()
            .map(name -> LayerDevice.of(name, 1, Double.POSITIVE_INFINITY))
            .toList();
    LayerProblem.Builder builder =
        new LayerProblem.Builder("example", "measured", List.of("1", "2", "3"), devices, 0, 0);
    for (int d = 0; d < devices.size(); d++) {
      int device = d;
      file.milliseconds()
          .getOrDefault(file.devices().get(d), Map.of())
          .forEach(
              (range, ms) -> {
                String[] ends = range.split(",", -1);
                builder.piece(
                    device,
                    0,
                    Integer.parseInt(ends[0]) - 1,
                    Integer.parseInt(ends[1]),
                    MILLI * ms);
              });
    }
    for (int k = 0; k < file.hopMilliseconds().length; k++) {
      builder.hop(k, 0, 1, MILLI * file.hopMilliseconds()[k]);
      builder.hop(k, 1, 0, MILLI * file.hopMilliseconds()[k]);
    }
    return builder.build();
  }

  /** The form that a name of the example's table stands for. */
  private static LayerForm form(String name) {
    return new LayerForm(
        name,
        true,
        switch (name.replaceFirst("_\\d+$", "")) {
          case "joint", "ceil_lower" -> BundleRule.ANY;
          case "dime" -> BundleRule.FEWEST;
          case "dime_literal" -> BundleRule.PRINTED;
          case "dime_mixed" -> BundleRule.LOOSE;
          default -> throw new IllegalStateException(name);
        },
        true,
        false);
  }

  private static String meaning(String name) {
    return switch (name.replaceFirst("_\\d+$", "")) {
      case "joint" -> "no rule: small bundles that underestimate look best";
      case "ceil_lower" -> "7.5 from below only: every cut keeps that, so it is no rule";
      case "dime_literal" ->
          "7.3-7.5 as printed, source and destination are layers: no split is left";
      case "dime_mixed" ->
          "7.5 with a ceiling rounded too far, MBS*Y <= X + MBS: one bundle too many";
      default ->
          name.endsWith("3") ? "7.5 for real layers, MBS = L: the optimum" : "7.5, small MBS";
    };
  }

  /** What one search of the example's table finds. */
  public Result run(String name) {
    LayerProblem problem = problem();
    int most = Integer.parseInt(name.replaceFirst("^.*_", ""));
    LayerForm form = form(name);
    LayerSolution found =
        new LayerStrategy(name, form, LayerMethod.PATHS_FIRST)
            .solve(problem, LayerGoal.LATENCY.withBundles(most), Budget.of(BUDGET, nanoClock));
    double actual =
        LayerScore.of(
                problem,
                LayerForm.JOINTDNN,
                LayerGoal.LATENCY,
                LayerScore.merged(problem, found.pieces()))
            .seconds();
    return new Result(
        found.value() / MILLI,
        actual / MILLI,
        Arrays.stream(found.deviceOfLayer()).boxed().toList());
  }

  /** Bundles of up to {@code most} of {@code layers} layers, on every device. */
  public static int profiles(int layers, int most, int devices) {
    int count = 0;
    for (int from = 0; from < layers; from++) {
      count += Math.min(most, layers - from);
    }
    return devices * count;
  }

  /** Every figure. */
  public List<Reproduced> rows() {
    List<Reproduced> rows = new ArrayList<>();
    file.profileCounts()
        .forEach(
            (table, counts) -> {
              for (int most = 1; most <= counts.size(); most++) {
                int layers = counts.size();
                rows.add(
                    new Reproduced(
                        "%s: profiles, L = %d, MBS = %d".formatted(table, layers, most),
                        counts.get(most - 1),
                        profiles(layers, most, DEVICES),
                        0,
                        "",
                        most == 1 || most == layers
                            ? ""
                            : "D*MBS*(2L-MBS+1)/2; eq. 7.6 as printed does not give the table"));
              }
            });
    file.expected()
        .forEach(
            (name, expected) -> {
              Result ours = run(name);
              boolean same = ours.assigned().equals(expected.assigned());
              rows.add(
                  new Reproduced(
                      name + ", estimate",
                      expected.estimate(),
                      ours.estimate(),
                      EXACT,
                      "ms",
                      meaning(name)));
              rows.add(
                  new Reproduced(
                      name + ", actual",
                      expected.actual(),
                      ours.actual(),
                      EXACT,
                      "ms",
                      same ? "" : "another cut: " + ours.assigned()));
            });
    Result best = run("dime_3");
    rows.add(
        new Reproduced(
            "best cut there is",
            file.optimal().latency(),
            best.actual(),
            EXACT,
            "ms",
            best.assigned().equals(file.optimal().assigned()) ? "" : "another cut"));
    return rows;
  }
}
