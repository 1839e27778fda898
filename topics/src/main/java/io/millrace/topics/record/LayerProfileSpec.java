package io.millrace.topics.record;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long bundles of a model's layers take on a processor of a device. The layers are those
 * between which the model can be cut.
 *
 * @param model the model's name
 * @param sha256 of its file, so that figures of another one are recognised
 * @param device the device
 * @param processor name of the processor
 * @param optimisation how much the runtime rewrote the bundles' graphs
 * @param at when the last bundle was measured
 * @param maxBundle most layers of a bundle that was asked for
 * @param inputBytes what the first layer takes
 * @param layers in the order of running
 * @param bundles in any order; at most one for the same layers, batch and threads
 */
public record LayerProfileSpec(
    String model,
    String sha256,
    DeviceId device,
    String processor,
    String optimisation,
    Instant at,
    int maxBundle,
    long inputBytes,
    List<LayerRow> layers,
    List<BundleRow> bundles) {

  /** Begins the keys on the topic; no device's name has a colon. */
  private static final String KEY = "layers:";

  /**
   * One layer for a batch of one frame.
   *
   * @param name its name
   * @param flops floating-point operations
   * @param macs multiply-accumulates
   * @param parameterBytes weights
   * @param outputBytes what it hands on
   */
  public record LayerRow(
      String name, double flops, double macs, long parameterBytes, long outputBytes) {}

  /** How a bundle's time came about. */
  public enum Source {
    /** It ran on the device. */
    MEASURED,
    /** It was computed from FLOPs, bytes and the device's speeds: nobody ran it. */
    ANALYTIC
  }

  /**
   * Consecutive layers run as one model.
   *
   * @param from the first, from 1
   * @param to the last
   * @param batch frames in one call
   * @param threads threads of one call
   * @param seconds of one call: the mean of the middle 80 %
   * @param variation standard deviation over mean of these; 0 where nothing was measured
   * @param calls how many were measured
   * @param memoryBytes what the process grew by when the bundle was loaded and run, at least its
   *     file
   * @param joules of one call; null where no meter can be read
   * @param source how the time came about
   */
  public record BundleRow(
      int from,
      int to,
      int batch,
      int threads,
      double seconds,
      double variation,
      int calls,
      long memoryBytes,
      @Nullable Double joules,
      Source source) {

    public BundleRow {
      Amounts.checkAtLeastOne("from", from);
      Amounts.checkAtLeastOne("batch", batch);
      Amounts.checkAtLeastOne("threads", threads);
      if (to < from) {
        throw new IllegalArgumentException(
            "to must be at least from (%d, was %d)".formatted(from, to));
      }
      if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "seconds of layers %d to %d must be > 0 (were %s)".formatted(from, to, seconds));
      }
      Amounts.check("variation", variation);
      Amounts.check("memoryBytes", (double) memoryBytes);
      Amounts.check("joules", joules == null ? 0 : joules);
    }

    /** Whether it is about the same layers run the same way. */
    public boolean sameAs(int otherFrom, int otherTo, int otherBatch, int otherThreads) {
      return from == otherFrom && to == otherTo && batch == otherBatch && threads == otherThreads;
    }
  }

  public LayerProfileSpec {
    layers = List.copyOf(layers);
    bundles = List.copyOf(bundles);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers must name at least one layer");
    }
    Amounts.checkAtLeastOne("maxBundle", maxBundle);
    for (BundleRow bundle : bundles) {
      if (bundle.to() > layers.size()) {
        throw new IllegalArgumentException(
            "a bundle must end at layer %d or before (ended at %d)"
                .formatted(layers.size(), bundle.to()));
      }
    }
  }

  /** Key of the record on its topic: one profile per model and processor is kept. */
  public String key() {
    return KEY + device + "/" + processor + "/" + model;
  }

  /** Whether a record on the topic of profiles is one of layers, and not of a stage. */
  public static boolean isKey(String key) {
    return key.startsWith(KEY);
  }

  /** The same profile with other bundles. */
  public LayerProfileSpec with(List<BundleRow> others, Instant when) {
    return new LayerProfileSpec(
        model,
        sha256,
        device,
        processor,
        optimisation,
        when,
        maxBundle,
        inputBytes,
        layers,
        others);
  }
}
