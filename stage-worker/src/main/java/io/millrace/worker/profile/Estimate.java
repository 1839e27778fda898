package io.millrace.worker.profile;

import io.millrace.topics.record.LayerProfileSpec.BundleRow;
import io.millrace.topics.record.LayerProfileSpec.LayerRow;
import io.millrace.topics.record.LayerProfileSpec.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * Times of a device that cannot be reached: FLOPs over its speed, and the bytes of weights and
 * tensors over its memory's. Every row says that it is analytic.
 *
 * @param flopsPerSecond how fast it computes, more than 0
 * @param memoryBytesPerSecond how fast it reads weights and tensors, more than 0; infinity to leave
 *     them out
 */
public record Estimate(double flopsPerSecond, double memoryBytesPerSecond) {

  public Estimate {
    if (!(flopsPerSecond > 0) || !(memoryBytesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "flops and memory bandwidth must be more than 0 (were %s and %s)"
              .formatted(flopsPerSecond, memoryBytesPerSecond));
    }
  }

  /** All bundles of up to so many layers, and the whole model, one frame a call, one thread. */
  public List<BundleRow> bundles(List<LayerRow> layers, int maxBundle) {
    List<BundleRow> rows = new ArrayList<>();
    for (int from = 1; from <= layers.size(); from++) {
      double seconds = 0;
      long weights = 0;
      for (int to = from; to <= layers.size(); to++) {
        LayerRow layer = layers.get(to - 1);
        seconds +=
            layer.flops() / flopsPerSecond
                + (layer.parameterBytes() + layer.outputBytes()) / memoryBytesPerSecond;
        weights += layer.parameterBytes();
        boolean whole = from == 1 && to == layers.size();
        if (to - from < maxBundle || whole) {
          rows.add(
              new BundleRow(
                  from, to, 1, 1, Math.max(seconds, 1e-12), 0, 0, weights, null, Source.ANALYTIC));
        }
      }
    }
    return rows;
  }
}
