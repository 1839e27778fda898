package io.millrace.planner.solve.layer;

import io.millrace.planner.layer.LayerDevice;
import io.millrace.planner.layer.LayerProblem;
import io.millrace.planner.layer.OperatingPoint;
import io.millrace.planner.layer.Radio;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Seeded chains whose bundles neither add up nor agree between devices, with gaps in links. */
final class RandomChains {

  private RandomChains() {}

  static LayerProblem of(int layers, int devices, int points, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<LayerDevice> all = new ArrayList<>();
    for (int d = 0; d < devices; d++) {
      List<OperatingPoint> frequencies = new ArrayList<>();
      for (int p = 0; p < points; p++) {
        frequencies.add(new OperatingPoint("f" + p, 1, random.nextDouble(1, 5)));
      }
      all.add(
          new LayerDevice(
              "device-" + d,
              frequencies,
              Double.POSITIVE_INFINITY,
              new Radio(random.nextDouble(0, 3), random.nextDouble(0, 3)),
              random.nextDouble(0, 2),
              random.nextDouble(0.01, 1)));
    }
    LayerProblem.Builder builder =
        new LayerProblem.Builder(
            "random-" + seed,
            "measured",
            IntStream.range(0, layers).mapToObj(i -> "layer-" + i).toList(),
            all,
            0,
            random.nextInt(devices));
    for (int d = 0; d < devices; d++) {
      for (int p = 0; p < points; p++) {
        double speed = random.nextDouble(0.5, 2);
        for (int from = 0; from < layers; from++) {
          for (int to = from + 1; to <= layers; to++) {
            builder.piece(d, p, from, to, (to - from) * random.nextDouble(0.6, 1.4) / speed);
          }
        }
      }
      for (int k = 0; k <= layers; k++) {
        builder.stay(k, d, random.nextDouble(0, 0.1));
        builder.load(k, d, random.nextDouble(0, 0.6));
        for (int e = 0; e < devices; e++) {
          if (e != d && random.nextInt(8) > 0) {
            builder.hop(k, d, e, random.nextDouble(0.05, 0.8));
          }
        }
      }
    }
    return builder.build();
  }
}
