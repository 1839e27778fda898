package io.millrace.models.graph;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A tensor's name, element type and shape.
 *
 * @param shape every dimension, each ≥ 0; none for a scalar
 */
public record TensorInfo(String name, ElementType type, List<Long> shape) {

  /** Checks the shape. */
  public TensorInfo {
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(dimension -> dimension < 0)) {
      throw new IllegalArgumentException(
          "%s: dimensions must be >= 0 (was %s)".formatted(name, shape));
    }
  }

  /** How many elements it has. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** How many bytes its elements take. */
  public long bytes() {
    return Math.multiplyExact(elements(), type.bytes());
  }

  /** The same tensor under another name. */
  TensorInfo named(String other) {
    return new TensorInfo(other, type, shape);
  }

  /** The shape as people write it: {@code 1x3x224x224}, or {@code scalar}. */
  public String shapeText() {
    return shape.isEmpty()
        ? "scalar"
        : shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(name, type, shapeText());
  }
}
