package io.millrace.planner.reproduce;

import io.millrace.planner.layer.AnalyticModel;
import io.millrace.planner.layer.EarlyExit;
import io.millrace.planner.layer.LayerChain;
import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerGoal;
import io.millrace.planner.layer.LayerSolution;
import io.millrace.planner.layer.Piece;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.layer.LayerStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Latency and who computes how much, over the bandwidth of the links, in four configurations.
 *
 * <p>Edge is the Raspberry Pi 3B of table 6.2. What the dissertation takes for hub and cloud is not
 * in our tables: ours are of the size of an embedded and of a server GPU. Nor are its early exits:
 * ours stands after the second pooling, a 3 × 3 convolution to 64 channels, global pooling and one
 * linear layer, and ends half of the inferences. Both were fitted: a cut right there leaves 0.586
 * of the FLOPs to the other device with a head that costs nothing, and the published 0.57 with
 * ours. So the share with an exit checks no publication; the one without does.
 */
public final class PreloadStudy {

  /** Bytes per second at which print compares the shares with and without exit. */
  public static final double LOW_BANDWIDTH = 5e5;

  private static final LayerDevice HUB = LayerDevice.of("hub", 4e11, 25e9);
  private static final LayerDevice CLOUD = LayerDevice.of("cloud", 1e13, 500e9);
  private static final LayerDevice SECOND = LayerDevice.of("edge-2", 3.62e9, 719e6);
  private static final Duration BUDGET = Duration.ofSeconds(30);

  private static final int AFTER_POOL2 = 7;
  private static final double SIDE = 13;
  private static final double IN = 192;
  private static final double OUT = 64;
  private static final double CLASSES = 1000;
  private static final double BYTES = 4;

  private static final double LEAST = 5;
  private static final double MOST = 9;
  private static final int PER_DECADE = 4;

  /** The early exit that this study puts into AlexNet. */
  public static final EarlyExit EXIT =
      new EarlyExit(
          AFTER_POOL2,
          0.5,
          2 * (SIDE * SIDE * OUT * (9 * IN + 1) + CLASSES * (OUT + 1)) + 2 * SIDE * SIDE * OUT,
          BYTES * (OUT * (9 * IN + 1) + CLASSES * (OUT + 1)),
          BYTES * CLASSES);

  /** Devices that take part, the source first. */
  public enum Configuration {
    EDGE_EDGE("edge-edge"),
    EDGE_HUB("edge-hub"),
    EDGE_CLOUD("edge-cloud"),
    EDGE_HUB_CLOUD("edge-hub-cloud");

    private final String label;

    Configuration(String label) {
      this.label = label;
    }

    List<LayerDevice> devices() {
      return switch (this) {
        case EDGE_EDGE -> List.of(LayerTables.RASPBERRY_PI_3B, SECOND);
        case EDGE_HUB -> List.of(LayerTables.RASPBERRY_PI_3B, HUB);
        case EDGE_CLOUD -> List.of(LayerTables.RASPBERRY_PI_3B, CLOUD);
        case EDGE_HUB_CLOUD -> List.of(LayerTables.RASPBERRY_PI_3B, HUB, CLOUD);
      };
    }

    public String label() {
      return label;
    }
  }

  /**
   * One configuration at one bandwidth.
   *
   * @param bytesPerSecond of every link
   * @param seconds latency, expected where there are exits
   * @param shareElsewhere share of the cut's FLOPs that runs on other devices than the source
   * @param solution the cut
   */
  public record Point(
      Configuration configuration,
      double bytesPerSecond,
      double seconds,
      double shareElsewhere,
      LayerSolution solution) {}

  private final LayerTables tables = new LayerTables();
  private final LongSupplier nanoClock;

  public PreloadStudy(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** AlexNet with its early exit. */
  public LayerChain alexnetWithExit() {
    return tables.chain("alexnet").withExits(List.of(EXIT));
  }

  /** A network at one bandwidth. */
  public Point at(
      LayerChain chain,
      Configuration configuration,
      double bytesPerSecond,
      LayerStrategy strategy) {
    int n = configuration.devices().size();
    double[][] links = new double[n][n];
    for (double[] row : links) {
      java.util.Arrays.fill(row, bytesPerSecond);
    }
    LayerSolution solution =
        strategy.solve(
            AnalyticModel.of(chain, configuration.devices(), links, 0, 0),
            LayerGoal.LATENCY,
            Budget.of(BUDGET, nanoClock));
    double elsewhere = 0;
    for (Piece piece : solution.pieces()) {
      elsewhere += piece.device() == 0 ? 0 : chain.flops(piece.from(), piece.to());
    }
    return new Point(
        configuration,
        bytesPerSecond,
        solution.value(),
        elsewhere / chain.flops(0, chain.layers().size()),
        solution);
  }

  /** Every configuration from 0.1 MB/s to 1 GB/s. */
  public List<Point> sweep(LayerChain chain, LayerStrategy strategy) {
    List<Point> points = new ArrayList<>();
    for (Configuration configuration : Configuration.values()) {
      for (int i = 0; i <= (MOST - LEAST) * PER_DECADE; i++) {
        points.add(
            at(chain, configuration, Math.pow(10, LEAST + (double) i / PER_DECADE), strategy));
      }
    }
    return points;
  }

  /** The shares that print gives for AlexNet. */
  public List<Reproduced> rows() {
    LayerChain alexnet = tables.chain("alexnet");
    double without =
        at(alexnet, Configuration.EDGE_CLOUD, LOW_BANDWIDTH, LayerStrategy.PRELOAD)
            .shareElsewhere();
    double with =
        at(alexnetWithExit(), Configuration.EDGE_CLOUD, LOW_BANDWIDTH, LayerStrategy.PRELOAD)
            .shareElsewhere();
    return List.of(
        new Reproduced(
            "AlexNet at 5e5 B/s, share of B without exit",
            0.90,
            without,
            0.005,
            "of FLOPs",
            "cut after the first pooling"),
        new Reproduced(
            "AlexNet at 5e5 B/s, share of B with exit",
            0.57,
            with,
            Double.NaN,
            "of FLOPs",
            "fitted, so no check: the published exit is not in our tables; ours was placed and sized for this figure"));
  }
}
