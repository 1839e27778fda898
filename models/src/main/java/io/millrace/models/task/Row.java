package io.millrace.models.task;

import java.nio.FloatBuffer;

/** One row of a model's input, not yet written: rows of the same shape form a batch. */
public interface Row {
  /** Shape without the batch dimension, for example {@code [3, 640, 640]}; a new array. */
  int[] shape();

  /**
   * Writes the row's values at the buffer's position and moves the position behind them. May be
   * called from any thread, and more than once.
   *
   * @param target direct or on the heap, with at least the product of {@link #shape()} remaining
   */
  void write(FloatBuffer target);
}
