package io.millrace.planner.reproduce;

import io.millrace.planner.plan.Plan;
import io.millrace.planner.problem.Goal;
import io.millrace.planner.problem.Problem;
import io.millrace.planner.problem.TransferReading;
import io.millrace.planner.solve.Budget;
import io.millrace.planner.solve.EdgeShard;
import io.millrace.planner.solve.Nudif;
import io.millrace.planner.solve.Strategy;
import io.millrace.topics.codec.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * NUDIF's published instance, eight devices and four sub-models, and what its first 4 to 8 devices
 * carry.
 *
 * <p>Source: Li, Qing, Liu, "NUDIF", Future Internet 17(4):168, 2025, table 2. The paper prints
 * only some throughputs; the others were worked out independently of this code, by exhaustive
 * search.
 */
public final class NudifTable {

  private static final String RESOURCE = "nudif-table2.json";
  private static final int DEVICES = 8;

  /** Half a unit of the fourth digit that the paper prints. */
  private static final double PRINTED = 5e-5;

  /** The exact values are known to six digits. */
  private static final double EXACT = 1e-6;

  private static final String UNIT = "items/s";

  /** The resource's fields, as they stand there. */
  @SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
  private record File(
      String source,
      double[] memoryGigabytes,
      double[] deviceMemoryGigabytes,
      double[][] computeSeconds,
      double[] outputMegabytes,
      double[][] bandwidthMegabytesPerSecond,
      Map<Integer, Double> edgeshardSingle,
      Map<Integer, Double> edgeshardMulti,
      Map<String, Map<Integer, Double>> nudif) {}

  private final File file;
  private final NudifInstance instance;

  /** The table as it comes with Millrace. */
  public NudifTable() {
    this.file = read();
    this.instance =
        new NudifInstance(
            file.memoryGigabytes(),
            file.deviceMemoryGigabytes(),
            file.computeSeconds(),
            file.outputMegabytes(),
            file.bandwidthMegabytesPerSecond());
  }

  private static File read() {
    try (InputStream in = NudifTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the class path");
      }
      return Json.read(in.readAllBytes(), File.class, RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  /** The published instance, cut to its first devices. */
  public Problem problem(int devices) {
    if (devices < 1 || devices > DEVICES) {
      throw new IllegalArgumentException(
          "devices must be 1 to %d (was %d)".formatted(DEVICES, devices));
    }
    return instance.problem(devices);
  }

  /** Where the instance and its figures come from. */
  public String source() {
    return file.source();
  }

  /**
   * Every figure of the paper that this instance decides, then every value that is known exactly.
   */
  public List<Reproduced> rows(LongSupplier nanoClock) {
    Runs runs = new Runs(nanoClock);
    List<Reproduced> rows = new ArrayList<>();
    for (Strategy strategy : List.of(EdgeShard.single(), EdgeShard.multi(), new Nudif())) {
      rows.add(
          new Reproduced(
              strategy.name() + ", N = 4, as printed",
              0.5192,
              runs.throughput(strategy, 4, TransferReading.SUM),
              PRINTED,
              UNIT,
              "printed for all three methods"));
    }
    double multi = runs.throughput(EdgeShard.multi(), DEVICES, TransferReading.SUM);
    double nudif = runs.throughput(new Nudif(), DEVICES, TransferReading.SUM);
    rows.add(
        new Reproduced(
            "edgeshard-multi, N = 8, as printed", 1.0643, multi, PRINTED, UNIT, "two chains"));
    rows.add(
        new Reproduced(
            "nudif over edgeshard-multi, N = 8",
            0.91,
            100 * (nudif / multi - 1),
            // The printed throughputs give 0.911 %, the exact ones 0.917 %.
            0.01,
            "%",
            "the paper's least improvement; only the reading sum gives it"));
    new TreeMap<>(file.edgeshardSingle())
        .forEach(
            (n, value) ->
                rows.add(
                    new Reproduced(
                        "edgeshard-single, N = " + n,
                        value,
                        runs.throughput(EdgeShard.single(), n, TransferReading.SUM),
                        // The value at eight devices is known to four digits only.
                        n == DEVICES ? PRINTED : EXACT,
                        UNIT,
                        "")));
    new TreeMap<>(file.edgeshardMulti())
        .forEach(
            (n, value) ->
                rows.add(
                    new Reproduced(
                        "edgeshard-multi, N = " + n,
                        value,
                        runs.throughput(EdgeShard.multi(), n, TransferReading.SUM),
                        EXACT,
                        UNIT,
                        "")));
    for (TransferReading reading : TransferReading.values()) {
      new TreeMap<>(file.nudif().getOrDefault(reading.label(), Map.of()))
          .forEach((n, value) -> rows.add(runs.nudif(reading, n, value)));
    }
    return rows;
  }

  private final class Runs {
    private final LongSupplier nanoClock;

    Runs(LongSupplier nanoClock) {
      this.nanoClock = nanoClock;
    }

    double throughput(Strategy strategy, int devices, TransferReading reading) {
      return run(strategy, devices, reading).framesPerSecond();
    }

    private Plan run(Strategy strategy, int devices, TransferReading reading) {
      Goal goal = Goal.DEFAULT.withTransfer(reading);
      return strategy.plan(problem(devices), goal, Budget.of(goal.budget(), nanoClock));
    }

    Reproduced nudif(TransferReading reading, int devices, double value) {
      Plan plan = run(new Nudif(), devices, reading);
      return new Reproduced(
          "nudif, %s, N = %d".formatted(reading.label(), devices),
          value,
          plan.framesPerSecond(),
          EXACT,
          UNIT,
          plan.proof().optimal() ? "proven optimal" : "not proven");
    }
  }
}
