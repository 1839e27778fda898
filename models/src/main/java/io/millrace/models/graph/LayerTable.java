package io.millrace.models.graph;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A model as a chain of layers: what planners and profilers work with.
 *
 * @param model the model's name
 * @param granularity what counts as a layer
 * @param inputs what the model takes
 * @param outputs what the model gives
 * @param layers in the order in which they run; never empty
 */
public record LayerTable(
    String model,
    Granularity granularity,
    List<TensorInfo> inputs,
    List<TensorInfo> outputs,
    List<Layer> layers) {

  /** Copies the lists. */
  public LayerTable {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(model + ": a model has at least one layer");
    }
  }

  /** Trained values. */
  public long parameters() {
    return sum(Layer::parameters);
  }

  /** Bytes of all weights. */
  public long weightBytes() {
    return sum(Layer::weightBytes);
  }

  /** Multiply-accumulates in that counting. */
  public long macs(Counting counting) {
    return sum(layer -> layer.macs(counting));
  }

  /** Bytes that the model takes in. */
  public long inputBytes() {
    return inputs.stream().mapToLong(TensorInfo::bytes).sum();
  }

  /** The layers after which the graph can be cut. */
  public List<Layer> cutLayers() {
    return layers.stream().filter(Layer::cutAfter).toList();
  }

  private long sum(ToLongFunction<Layer> what) {
    return layers.stream().mapToLong(what).sum();
  }
}
