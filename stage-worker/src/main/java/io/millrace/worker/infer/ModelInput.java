package io.millrace.worker.infer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a model takes: its one input.
 *
 * @param name the input's name
 * @param shape extents with the batch dimension first; {@value #FREE} where any extent will do
 */
public record ModelInput(String name, List<Integer> shape) {

  /** An extent that the model leaves open. */
  public static final int FREE = -1;

  /** Checks that there is a batch dimension. */
  public ModelInput {
    shape = List.copyOf(shape);
    if (shape.isEmpty()) {
      throw new IllegalArgumentException("an input needs a batch dimension (was a scalar)");
    }
  }

  /** Most rows in one call: the batch dimension where the model fixes it, else no limit. */
  public int maxRows() {
    return shape.get(0) == FREE ? Integer.MAX_VALUE : shape.get(0);
  }

  /** Whether a row of this shape, without batch dimension, fits. */
  public boolean fits(int[] row) {
    if (row.length != shape.size() - 1) {
      return false;
    }
    for (int i = 0; i < row.length; i++) {
      int extent = shape.get(i + 1);
      if (extent != FREE && extent != row[i]) {
        return false;
      }
    }
    return true;
  }

  /** The shape as people write it, {@code [?, 3, 48, ?]}. */
  public String describe() {
    return shape.stream()
        .map(extent -> extent == FREE ? "?" : extent.toString())
        .collect(Collectors.joining(", ", name + " [", "]"));
  }

  /** A row's shape as people write it, without the batch dimension. */
  static String describe(int[] row) {
    return Arrays.toString(row);
  }
}
