package io.millrace.worker.profile;

import io.millrace.models.graph.Chain;
import io.millrace.models.graph.OnnxGraph;
import io.millrace.models.task.Row;
import io.millrace.topics.record.LayerProfileSpec;
import io.millrace.topics.record.LayerProfileSpec.BundleRow;
import io.millrace.topics.record.LayerProfileSpec.LayerRow;
import io.millrace.topics.record.LayerProfileSpec.Source;
import io.millrace.worker.device.EnergyMeter;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.Processor;
import io.millrace.worker.infer.ZeroRow;
import io.millrace.worker.serve.StageProfiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs bundles of a model's layers, each as a model of its own, and tells how long they take.
 *
 * <p>A model of L layers has L·(L+1)/2 bundles; with bundles of at most M layers about L·M. Each is
 * saved, loaded, run until it is warm, and then run for a given time, at least {@value
 * #LEAST_CALLS} calls: what counts is the mean of the middle 80 %. So the time of a profile is
 * known beforehand, and what was measured already need not be measured again.
 *
 * <p>Used by one thread.
 */
public final class LayerProfiler {

  /** Least calls that are measured of a bundle. */
  public static final int LEAST_CALLS = 7;

  private static final int MOST_CALLS = 1000;
  private static final int WARM_CALLS = 2;

  /** Part of the measuring time that a bundle is run before anything counts. */
  private static final int WARM_PART = 3;

  private final IntFunction<OnnxGraph> graphs;
  private final Processor processor;
  private final Path folder;
  private final Duration time;
  private final EnergyMeter energy;
  private final LongSupplier memoryBytes;
  private final LongSupplier nanoClock;

  /**
   * One measurement.
   *
   * @param from first layer, from 1
   * @param to last layer
   * @param batch frames in one call
   * @param threads threads of one call
   */
  public record Cell(int from, int to, int batch, int threads) {}

  /**
   * A profiler.
   *
   * @param graphs the model for so many frames a call
   * @param processor what it runs on; the cell says with how many threads
   * @param folder where bundles are saved for as long as they are run
   * @param time how long each bundle is measured
   * @param energy what the machine draws
   * @param memoryBytes what the process holds now
   */
  public LayerProfiler(
      IntFunction<OnnxGraph> graphs,
      Processor processor,
      Path folder,
      Duration time,
      EnergyMeter energy,
      LongSupplier memoryBytes,
      LongSupplier nanoClock) {
    this.graphs = graphs;
    this.processor = processor;
    this.folder = folder;
    this.time = time;
    this.energy = energy;
    this.memoryBytes = memoryBytes;
    this.nanoClock = nanoClock;
  }

  /** The layers of a chain as they stand in a profile. */
  public static List<LayerRow> layers(Chain chain) {
    return chain.units().stream()
        .map(
            unit ->
                new LayerRow(
                    unit.name(),
                    (double) unit.flops(),
                    (double) unit.macs(),
                    unit.weightBytes(),
                    unit.outputBytes()))
        .toList();
  }

  /**
   * What a profile lacks: the whole model first, then the bundles, the small ones first.
   *
   * @param maxBundle most layers of a bundle; the whole model is always measured
   */
  public static List<Cell> missing(
      LayerProfileSpec known, int maxBundle, List<Integer> batches, List<Integer> threads) {
    int n = known.layers().size();
    List<Cell> cells = new ArrayList<>();
    List<int[]> bundles = new ArrayList<>();
    bundles.add(new int[] {1, n});
    for (int size = 1; size <= Math.min(maxBundle, n - 1); size++) {
      for (int from = 1; from + size - 1 <= n; from++) {
        bundles.add(new int[] {from, from + size - 1});
      }
    }
    for (int[] bundle : bundles) {
      for (int batch : batches) {
        for (int thread : threads) {
          boolean there =
              known.bundles().stream()
                  .anyMatch(row -> row.sameAs(bundle[0], bundle[1], batch, thread));
          if (!there) {
            cells.add(new Cell(bundle[0], bundle[1], batch, thread));
          }
        }
      }
    }
    return cells;
  }

  /** Measures one bundle. */
  public BundleRow measure(Cell cell) {
    Path file = folder.resolve("bundle.onnx");
    long fileBytes = graphs.apply(cell.batch()).bundle(cell.from() - 1, cell.to(), file).bytes();
    long before = memoryBytes.getAsLong();
    try (InferenceEngine engine = InferenceEngine.load(file, processor.with(cell.threads()))) {
      List<Row> rows = Collections.nCopies(cell.batch(), new ZeroRow(engine.input()));
      long begin = nanoClock.getAsLong();
      int warm = 0;
      while (warm < WARM_CALLS || nanoClock.getAsLong() - begin < time.toNanos() / WARM_PART) {
        engine.run(rows);
        warm++;
      }
      long grown = memoryBytes.getAsLong() - before;
      double joulesBefore = joules();
      List<Double> seconds = new ArrayList<>();
      long start = nanoClock.getAsLong();
      while (seconds.size() < LEAST_CALLS
          || (seconds.size() < MOST_CALLS && nanoClock.getAsLong() - start < time.toNanos())) {
        long from = nanoClock.getAsLong();
        engine.run(rows);
        seconds.add(Math.max(1, nanoClock.getAsLong() - from) / 1e9);
      }
      double[] middle = StageProfiler.middle(seconds);
      double mean = StageProfiler.mean(middle);
      return new BundleRow(
          cell.from(),
          cell.to(),
          cell.batch(),
          cell.threads(),
          mean,
          StageProfiler.deviation(middle) / mean,
          seconds.size(),
          Math.max(grown, fileBytes),
          energyOf(joulesBefore, seconds.size()),
          Source.MEASURED);
    } finally {
      delete(file);
    }
  }

  private double joules() {
    return energy.sample(nanoClock.getAsLong(), 1).joules();
  }

  /** Joules of one call, idle power included; null where there is no meter. */
  private @Nullable Double energyOf(double joulesBefore, int calls) {
    boolean metered =
        !energy.source().equals(EnergyMeter.UNKNOWN) && !energy.source().equals(EnergyMeter.MODEL);
    return metered ? Math.max(0, joules() - joulesBefore) / calls : null;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".data"));
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".sha256"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
