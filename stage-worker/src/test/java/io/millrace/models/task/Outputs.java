package io.millrace.models.task;

/** Looks into outputs, which only tasks may do. */
public final class Outputs {

  private Outputs() {}

  /** All values of an output, row-major. */
  public static float[] values(Output output) {
    int size = 1;
    for (int i = 0; i < output.rank(); i++) {
      size *= output.dimension(i);
    }
    float[] values = new float[size];
    output.read(0, values);
    return values;
  }
}
