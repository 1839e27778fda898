package io.millrace.worker.infer;

import io.millrace.models.task.Row;
import java.nio.FloatBuffer;

/** A row of zeros such as a model takes; extents that it leaves open are 1. */
public final class ZeroRow implements Row {

  private final int[] shape;

  /** A row for a model that takes this. */
  public ZeroRow(ModelInput input) {
    this.shape =
        input.shape().stream()
            .skip(1)
            .mapToInt(extent -> extent == ModelInput.FREE ? 1 : extent)
            .toArray();
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public void write(FloatBuffer target) {
    int values = 1;
    for (int extent : shape) {
      values *= extent;
    }
    for (int i = 0; i < values; i++) {
      target.put(0);
    }
  }
}
