package io.millrace.worker.infer;

import io.millrace.models.task.Row;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Rows of given values for tests. */
final class Rows {

  private Rows() {}

  static Row of(int[] shape, float... values) {
    return new Row() {
      @Override
      public int[] shape() {
        return shape.clone();
      }

      @Override
      public void write(FloatBuffer target) {
        target.put(values);
      }
    };
  }

  /** A row of so many values that all say the same. */
  static Row filled(float value, int... shape) {
    int size = 1;
    for (int extent : shape) {
      size *= extent;
    }
    float[] values = new float[size];
    Arrays.fill(values, value);
    return of(shape, values);
  }
}
