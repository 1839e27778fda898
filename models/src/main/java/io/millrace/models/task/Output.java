package io.millrace.models.task;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/** One row of a model's float32 output: its values and their shape without the batch dimension. */
public final class Output {
  private final int[] shape;
  private final FloatBuffer values;

  private Output(int[] shape, FloatBuffer values) {
    this.shape = shape;
    this.values = values;
  }

  /**
   * Views a buffer as an output.
   *
   * @param values the row's values, from index 0 to the limit; read by index, its position is
   *     neither used nor moved
   * @param shape without the batch dimension, for example {@code 1, 640, 640}
   * @throws IllegalArgumentException when the buffer does not hold exactly the shape's values
   */
  public static Output of(FloatBuffer values, int... shape) {
    Objects.requireNonNull(values, "values");
    long size = 1;
    for (int dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "an output's dimensions must be >= 0 (were %s)".formatted(Arrays.toString(shape)));
      }
      size *= dimension;
    }
    if (values.limit() != size) {
      throw new IllegalArgumentException(
          "an output of shape %s holds %d values, but the buffer holds %d"
              .formatted(Arrays.toString(shape), size, values.limit()));
    }
    return new Output(shape.clone(), values);
  }

  /** Views an array as an output. */
  public static Output of(float[] values, int... shape) {
    return of(FloatBuffer.wrap(values), shape);
  }

  /** Its shape, without the batch dimension; a new array. */
  public int[] shape() {
    return shape.clone();
  }

  /** Its values, row-major, from index 0 to the limit; a view that cannot be written to. */
  public FloatBuffer values() {
    FloatBuffer view = values.asReadOnlyBuffer();
    return view.position(0);
  }

  /** Number of dimensions. */
  int rank() {
    return shape.length;
  }

  /** Size of one dimension. */
  int dimension(int index) {
    return shape[index];
  }

  /** Whether the shape is exactly this one. */
  boolean hasShape(int... expected) {
    return Arrays.equals(shape, expected);
  }

  /** One value. */
  float value(int index) {
    return values.get(index);
  }

  /** Copies values into {@code target}, from {@code from} on, as many as it holds. */
  void read(int from, float[] target) {
    values.get(from, target, 0, target.length);
  }

  @Override
  public String toString() {
    return "Output" + Arrays.toString(shape);
  }
}
