package io.millrace.bench.planning;

import io.millrace.models.build.Architecture;
import io.millrace.models.graph.Chain;
import io.millrace.models.graph.OnnxGraph;
import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.layer.Piece;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerStrategy;
import io.millrace.topics.record.LayerProfileSpec.BundleRow;
import io.millrace.worker.device.EnergyMeter;
import io.millrace.worker.device.Machine;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.profile.LayerProfiler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What the rule on the number of bundles is worth: a network cut over two emulated devices, of
 * which one underestimates.
 *
 * <p>All bundles of the network are measured on this machine, each run as a model of its own; its
 * layers are merged before, the neighbours of least work first, until there are few enough to try
 * every cut. The first device has the input and wants the answer, and takes so many times what was
 * measured. The second is this machine, but what it says of short bundles is less than what they
 * take as part of a long one: a bundle of k of L layers is said to take {@code 1 - u · (L-k) /
 * (L-1)} of what was measured.
 *
 * <p>Bundles that run one after another on a device are one bundle, and take what that takes: that
 * is the truth that every answer is held against. What a strategy predicts and what then comes true
 * differ for whoever adds up short bundles.
 */
public final class BundlesRun {

  /** Slow enough that sending pays at the greater bandwidths. */
  private static final double SLOWDOWN = 4;

  private static final int BANDWIDTHS = 20;
  private static final double LEAST_BANDWIDTH = 1e5;
  private static final double MOST_BANDWIDTH = 1e8;
  private static final Duration BUDGET = Duration.ofSeconds(60);
  private static final double EQUAL = 1e-9;
  private static final long SEED = 1;

  private final LongSupplier nanoClock;
  private final Path folder;

  /**
   * One bandwidth.
   *
   * @param bytesPerSecond the link
   * @param exhaustive predicted seconds of the best of all cuts that keep the rule
   * @param bundles predicted seconds of the strategy {@code bundles} at MBS = L
   * @param jointdnn predicted seconds of the strategy without the rule
   * @param bundlesTrue what becomes of bundles' cut
   * @param jointdnnTrue what becomes of jointdnn's cut
   * @param jointdnnPieces how many pieces it makes
   */
  public record Row(
      double bytesPerSecond,
      double exhaustive,
      double bundles,
      double jointdnn,
      double bundlesTrue,
      double jointdnnTrue,
      int jointdnnPieces) {

    /** Whether bundles found what trying everything found. */
    public boolean bundlesEqual() {
      return Math.abs(bundles - exhaustive) <= EQUAL * exhaustive;
    }

    /** Whether jointdnn predicts what trying everything found. */
    public boolean jointdnnEqual() {
      return Math.abs(jointdnn - exhaustive) <= EQUAL * exhaustive;
    }

    /** By how much its cut takes longer than that of bundles, as a share. */
    public double loss() {
      return jointdnnTrue / bundlesTrue - 1;
    }
  }

  /**
   * All of one network.
   *
   * @param units layers that it can be cut between
   * @param layers after merging
   * @param wholeSeconds measured of the whole network
   * @param singleSeconds measured of its layers, added up
   */
  public record Result(
      String network,
      int units,
      int layers,
      double wholeSeconds,
      double singleSeconds,
      List<Row> rows) {

    public Result {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A run.
   *
   * @param folder for bundles while they are measured
   */
  public BundlesRun(LongSupplier nanoClock, Path folder) {
    this.nanoClock = nanoClock;
    this.folder = folder;
  }

  /**
   * Measures a network's bundles and cuts it at every bandwidth.
   *
   * @param layers at most so many are left after merging
   * @param underestimate {@code u}, 0 to below 1
   * @param time how long each bundle is measured
   */
  public Result run(Architecture network, int layers, double underestimate, Duration time) {
    Path file = folder.resolve(network.id() + ".onnx");
    network.save(SEED, 1, file);
    OnnxGraph graph = OnnxGraph.read(file);
    Chain chain = graph.chain();
    int[] ends = merged(chain, layers);
    int n = ends.length;
    LayerProfiler profiler =
        new LayerProfiler(
            unused -> graph,
            Processor.cpu(1).with(Processor.Optimisation.EXTENDED),
            folder,
            time,
            EnergyMeter.model(0, 0, nanoClock.getAsLong()),
            Machine::processBytes,
            nanoClock);
    double[][] seconds = new double[n][n + 1];
    double single = 0;
    for (int from = 0; from < n; from++) {
      for (int to = from + 1; to <= n; to++) {
        int first = from == 0 ? 1 : ends[from - 1] + 1;
        BundleRow row = profiler.measure(new LayerProfiler.Cell(first, ends[to - 1], 1, 1));
        seconds[from][to] = row.seconds();
        single += to == from + 1 ? row.seconds() : 0;
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < BANDWIDTHS; i++) {
      double bandwidth =
          LEAST_BANDWIDTH
              * Math.pow(MOST_BANDWIDTH / LEAST_BANDWIDTH, (double) i / (BANDWIDTHS - 1));
      rows.add(row(chain, ends, seconds, underestimate, bandwidth));
    }
    return new Result(network.id(), chain.units().size(), n, seconds[0][n], single, rows);
  }

  private Row row(
      Chain chain, int[] ends, double[][] seconds, double underestimate, double bandwidth) {
    int n = ends.length;
    LayerDevice slow = LayerDevice.of("slow", 1, Double.POSITIVE_INFINITY);
    LayerDevice quick = LayerDevice.of("underestimates", 1, Double.POSITIVE_INFINITY);
    List<String> names = new ArrayList<>();
    for (int end : ends) {
      names.add(chain.units().get(end - 1).name());
    }
    LayerProblem.Builder builder =
        new LayerProblem.Builder("network", "measured", names, List.of(slow, quick), 0, 0);
    for (int from = 0; from < n; from++) {
      for (int to = from + 1; to <= n; to++) {
        builder.piece(0, 0, from, to, SLOWDOWN * seconds[from][to]);
        builder.piece(1, 0, from, to, said(seconds[from][to], to - from, n, underestimate));
      }
    }
    for (int k = 0; k <= n; k++) {
      double bytes = k == 0 ? chain.inputBytes() : chain.units().get(ends[k - 1] - 1).outputBytes();
      builder.hop(k, 0, 1, bytes / bandwidth).hop(k, 1, 0, bytes / bandwidth);
    }
    LayerProblem problem = builder.build();
    LayerSolution bundles = solve(LayerStrategy.BUNDLES, problem);
    LayerSolution jointdnn = solve(LayerStrategy.JOINTDNN, problem);
    return new Row(
        bandwidth,
        solve(LayerStrategy.EXHAUSTIVE, problem).value(),
        bundles.value(),
        jointdnn.value(),
        truth(problem, bundles.pieces()),
        truth(problem, jointdnn.pieces()),
        jointdnn.pieces().size());
  }

  private LayerSolution solve(LayerStrategy strategy, LayerProblem problem) {
    return strategy.solve(problem, LayerGoal.LATENCY, Budget.of(BUDGET, nanoClock));
  }

  private static double said(double measured, int layers, int all, double underestimate) {
    return measured * (1 - underestimate * (all - layers) / (all - 1.0));
  }

  /** Seconds of a cut whose neighbouring pieces on a device are one. */
  static double truth(LayerProblem problem, List<Piece> pieces) {
    double seconds = 0;
    int at = problem.source();
    int i = 0;
    while (i < pieces.size()) {
      int device = pieces.get(i).device();
      int from = pieces.get(i).from();
      int to = pieces.get(i).to();
      while (i + 1 < pieces.size() && pieces.get(i + 1).device() == device) {
        to = pieces.get(++i).to();
      }
      seconds += device == at ? 0 : problem.hopSeconds(from, at, device);
      seconds += problem.pieceSeconds(device, 0, from, to);
      at = device;
      i++;
    }
    int end = problem.destination();
    return seconds + (at == end ? 0 : problem.hopSeconds(problem.layers(), at, end));
  }

  /** The last units of the merged layers, from 1: neighbours of least work merge first. */
  static int[] merged(Chain chain, int most) {
    List<Integer> ends = new ArrayList<>();
    List<Double> work = new ArrayList<>();
    for (int i = 0; i < chain.units().size(); i++) {
      ends.add(i + 1);
      work.add((double) chain.units().get(i).flops());
    }
    while (ends.size() > most) {
      int least = 0;
      for (int i = 1; i + 1 < ends.size(); i++) {
        if (work.get(i) + work.get(i + 1) < work.get(least) + work.get(least + 1)) {
          least = i;
        }
      }
      work.set(least + 1, work.get(least) + work.get(least + 1));
      work.remove(least);
      ends.remove(least);
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }
}
