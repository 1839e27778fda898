package io.millrace.models.graph;

import java.util.List;

/**
 * A piece of a model, as a model of its own.
 *
 * @param index its place, from 0
 * @param first the first operator of the whole model that is in it, from 0
 * @param operators how many operators of the whole model are in it
 * @param inputs what it takes: the model's inputs, or the tensor of the cut before it
 * @param outputs what it gives: the tensor of the cut after it, or the model's outputs
 * @param saved its files
 */
public record SubModel(
    int index,
    int first,
    int operators,
    List<TensorInfo> inputs,
    List<TensorInfo> outputs,
    ModelWriter.Saved saved) {

  /** Copies the lists. */
  public SubModel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
