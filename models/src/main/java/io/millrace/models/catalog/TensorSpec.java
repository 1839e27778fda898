package io.millrace.models.catalog;

import java.util.List;
import java.util.Objects;

/**
 * What a model's input or output looks like: for people, and to recognise a wrong file.
 *
 * @param name the tensor's name in the ONNX graph
 * @param shape its dimensions in order, numbers or names such as {@code n}, {@code h}; the first is
 *     the batch
 * @param values what the numbers mean
 */
public record TensorSpec(String name, List<String> shape, String values) {
  /** Checks that there is a name and a shape. */
  public TensorSpec {
    shape = List.copyOf(shape);
    Objects.requireNonNull(values, "values");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a tensor needs a name");
    }
    if (shape.isEmpty()) {
      throw new IllegalArgumentException("tensor %s needs a shape".formatted(name));
    }
  }

  /** The most rows that may be in a batch: the first dimension when it is a number, else any. */
  public int largestBatch() {
    return shape.get(0).matches("[1-9][0-9]{0,8}")
        ? Integer.parseInt(shape.get(0))
        : Integer.MAX_VALUE;
  }
}
