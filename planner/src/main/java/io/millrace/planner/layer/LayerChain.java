package io.millrace.planner.layer;

import io.millrace.planner.cluster.Checks;
import java.util.List;

/**
 * A network as a chain of layers with one tensor between each two.
 *
 * @param name the network's name
 * @param inputBytes the tensor that the first layer gets
 * @param layers in their order, at least one
 * @param exits early exits, by the layer after which they stand
 */
public record LayerChain(
    String name, double inputBytes, List<Layer> layers, List<EarlyExit> exits) {

  public LayerChain {
    Checks.notNegative("input of " + name, inputBytes);
    layers = List.copyOf(layers);
    exits = List.copyOf(exits);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(name + " must have at least one layer");
    }
    int before = 0;
    for (EarlyExit exit : exits) {
      if (exit.after() >= layers.size() || exit.after() <= before) {
        throw new IllegalArgumentException(
            "exits of %s must stand after layers %d to %d, in their order, one each (one stands after %d)"
                .formatted(name, 1, layers.size() - 1, exit.after()));
      }
      before = exit.after();
    }
  }

  /** A chain without early exits. */
  public static LayerChain of(String name, double inputBytes, List<Layer> layers) {
    return new LayerChain(name, inputBytes, layers, List.of());
  }

  public LayerChain withExits(List<EarlyExit> others) {
    return new LayerChain(name, inputBytes, layers, others);
  }

  /** Bytes between layer {@code k} and the next; 0 is the network's input. */
  public double bytesAfter(int k) {
    return k == 0 ? inputBytes : layers.get(k - 1).outputBytes();
  }

  /** Share of the inferences that get past the first {@code k} layers. */
  public double survival(int k) {
    double share = 1;
    for (EarlyExit exit : exits) {
      share *= exit.after() <= k ? 1 - exit.probability() : 1;
    }
    return share;
  }

  /** Floating point operations of layers {@code from} to {@code to}, exclusive, with the exits'. */
  public double flops(int from, int to) {
    double flops = 0;
    for (int i = from; i < to; i++) {
      flops += layers.get(i).flops();
    }
    for (EarlyExit exit : exits) {
      flops += exit.after() > from && exit.after() <= to ? exit.flops() : 0;
    }
    return flops;
  }
}
