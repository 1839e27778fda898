package io.millrace.planner.profile;

import io.millrace.planner.cluster.Checks;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Seconds that one call of a model takes, by how many frames it carries.
 *
 * @param secondsByBatch seconds per call by batch size; at least one entry; a bigger batch never
 *     takes less time than a smaller one
 */
public record BatchCurve(SortedMap<Integer, Double> secondsByBatch) {

  public BatchCurve {
    TreeMap<Integer, Double> sorted = new TreeMap<>(secondsByBatch);
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("seconds must be given for at least one batch size");
    }
    double before = 0;
    for (var entry : sorted.entrySet()) {
      Checks.atLeastOne("batch", entry.getKey());
      Checks.positive("seconds at batch " + entry.getKey(), entry.getValue());
      if (entry.getValue() < before) {
        throw new IllegalArgumentException(
            "seconds at batch %d (%s) must not be less than at the batch before (%s)"
                .formatted(entry.getKey(), entry.getValue(), before));
      }
      before = entry.getValue();
    }
    secondsByBatch = Collections.unmodifiableSortedMap(sorted);
  }

  /** A curve known at batch size 1 only. */
  public static BatchCurve single(double seconds) {
    return new BatchCurve(new TreeMap<>(Map.of(1, seconds)));
  }

  /**
   * Seconds of one call with this many frames: measured, interpolated, or beyond the ends in
   * proportion to the nearest measurement.
   */
  public double callSeconds(int batch) {
    if (secondsByBatch.size() == 1) {
      // Most curves are known at one size only, and large clusters have very many of them.
      int known = secondsByBatch.firstKey();
      double seconds = secondsByBatch.getOrDefault(known, 0.0);
      return batch <= known ? seconds : seconds * batch / known;
    }
    NavigableMap<Integer, Double> curve = new TreeMap<>(secondsByBatch);
    var below = curve.floorEntry(batch);
    var above = curve.ceilingEntry(batch);
    if (below == null) {
      // Fewer frames than were ever measured: a padded call costs what the smallest batch costs.
      return curve.firstEntry().getValue();
    }
    if (above == null) {
      return below.getValue() * batch / below.getKey();
    }
    if (below.getKey().equals(above.getKey())) {
      return below.getValue();
    }
    double share = (double) (batch - below.getKey()) / (above.getKey() - below.getKey());
    return below.getValue() + share * (above.getValue() - below.getValue());
  }

  /** Least seconds per frame over all batch sizes up to {@code largestBatch}. */
  public double itemSeconds(int largestBatch) {
    double best = callSeconds(1);
    for (int batch : secondsByBatch.keySet()) {
      if (batch <= largestBatch) {
        best = Math.min(best, callSeconds(batch) / batch);
      }
    }
    return Math.min(best, callSeconds(largestBatch) / largestBatch);
  }
}
