package io.millrace.models.task;

/** Looks into outputs, which only tasks may do. */
public final class OutputValues {

  private OutputValues() {}

  /** All values of an output, row-major. */
  public static float[] of(Output output) {
    int size = 1;
    for (int i = 0; i < output.rank(); i++) {
      size *= output.dimension(i);
    }
    float[] values = new float[size];
    output.read(0, values);
    return values;
  }
}
