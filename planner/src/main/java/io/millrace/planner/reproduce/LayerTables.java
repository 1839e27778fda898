package io.millrace.planner.reproduce;

import io.millrace.planner.layer.AnalyticModel;
import io.millrace.planner.layer.Layer;
import io.millrace.planner.layer.LayerChain;
import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The networks of Viramontes' table 6.2 layer by layer, and its latencies on two Raspberry Pi 3B.
 *
 * <p>One row per leaf module: FLOPs are twice the multiply-accumulates with bias, ReLU and pooling
 * counted as ptflops does; tensors are float32, the source picture (1280 × 720) too.
 *
 * <p>Source: R. Viramontes, dissertation, University of Wisconsin–Madison, chapters 5 and 6.
 */
public final class LayerTables {

  private static final String RESOURCE = "viramontes-table62.json";
  private static final double BYTES = 4;

  /** A device of the table: FLOP/s, and bytes per second within it. */
  public static final LayerDevice RASPBERRY_PI_3B = LayerDevice.of("edge", 3.62e9, 719e6);

  /** Bytes per second between the two devices of the table. */
  public static final double LINK = 10e6;

  /** Two digits are printed; parts and total are rounded apart. */
  private static final double PRINTED = 0.0051;

  private static final double EXACT = 1e-4;
  private static final Duration BUDGET = Duration.ofSeconds(30);
  private static final List<String> PARTS = List.of("T_c", "T_x", "T_w", "L");

  /** The resource's fields, as they stand there. */
  private record File(String source, List<Network> networks) {}

  private record Network(
      String name,
      double macs,
      double parameters,
      double inputElements,
      double answerElements,
      List<List<Object>> layers,
      Cell withoutPreloading,
      Cell preload) {}

  private record Cell(List<Double> published, List<Double> exact, String assigned) {}

  private final File file = Resources.read(RESOURCE, File.class);

  /** Where the tables and their figures come from. */
  public String source() {
    return file.source();
  }

  /** The networks' names. */
  public List<String> names() {
    return file.networks().stream().map(Network::name).toList();
  }

  /** A network's layers. */
  public LayerChain chain(String name) {
    Network network =
        file.networks().stream()
            .filter(n -> n.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no layer table '%s'.%nMaybe one of %s."
                            .formatted(name, String.join(", ", names()))));
    List<Layer> layers = new ArrayList<>();
    for (List<Object> row : network.layers()) {
      double flops = number(row.get(1));
      layers.add(
          new Layer(
              row.get(0).toString(),
              flops,
              flops / 2,
              BYTES * number(row.get(2)),
              BYTES * number(row.get(3))));
    }
    return LayerChain.of(name, BYTES * network.inputElements(), layers);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  /** A network on two Raspberry Pi 3B. */
  public LayerProblem problem(String name) {
    LayerDevice second = LayerDevice.of("edge-2", 3.62e9, 719e6);
    return AnalyticModel.of(
        chain(name), List.of(RASPBERRY_PI_3B, second), new double[][] {{0, LINK}, {LINK, 0}}, 0, 0);
  }

  /** Every cell of the table, printed and exact. */
  public List<Reproduced> rows(LongSupplier nanoClock) {
    List<Reproduced> rows = new ArrayList<>();
    for (Network network : file.networks()) {
      LayerProblem problem = problem(network.name());
      rows(network, LayerStrategy.LAYERS, network.withoutPreloading(), problem, nanoClock, rows);
      rows(network, LayerStrategy.PRELOAD, network.preload(), problem, nanoClock, rows);
    }
    return rows;
  }

  private static void rows(
      Network network,
      LayerStrategy strategy,
      Cell cell,
      LayerProblem problem,
      LongSupplier nanoClock,
      List<Reproduced> rows) {
    LayerSolution solution =
        strategy.solve(problem, LayerGoal.LATENCY, Budget.of(BUDGET, nanoClock));
    double[] ours = {
      solution.score().computeSeconds(),
      solution.score().transferSeconds(),
      solution.score().loadSeconds(),
      solution.score().seconds()
    };
    for (int i = 0; i < ours.length; i++) {
      String name = "%s, %s, %s".formatted(network.name(), strategy.name(), PARTS.get(i));
      double published = cell.published().get(i);
      String exception = exception(network.name(), strategy, i);
      rows.add(
          new Reproduced(
              name,
              published,
              ours[i],
              exception.isEmpty() ? PRINTED : Double.NaN,
              "s",
              exception));
      rows.add(
          new Reproduced(
              name + ", exact",
              cell.exact().get(i),
              ours[i],
              EXACT,
              "s",
              solution.optimal() ? "proven optimal" : "not proven"));
    }
  }

  /** Why a printed cell cannot be met, where that is so. */
  private static String exception(String network, LayerStrategy strategy, int part) {
    boolean preload = strategy.equals(LayerStrategy.PRELOAD);
    if (network.equals("vgg11") && preload && part == 3) {
      return "the printed parts, 4.22 + 0.12 + 0.05, add up to 4.39, not to the printed 4.38";
    }
    if (network.startsWith("ssd300") && !preload && (part == 1 || part == 2)) {
      return "its heads branch, and how print puts them into a chain is not said; the sum of T_x and T_w agrees";
    }
    if (network.equals("ssd300") && preload && part > 0) {
      return "heads in their order; print has them the other way round, see ssd300-heads-reversed";
    }
    return "";
  }
}
