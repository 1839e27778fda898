package io.millrace.planner.solve;

import java.util.List;

/**
 * What a shared model answered, in solver units.
 *
 * @param value of the objective
 * @param rates what each pipeline gets
 * @param devices devices in use by block
 * @param hosted instances by block and activity, of all its devices together
 * @param flows frames by block and activity, of all its devices together
 * @param routes flows over direct links
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record SharedSolution(
    double value,
    double[] rates,
    double[] devices,
    double[][] hosted,
    double[][] flows,
    List<Route> routes) {

  /** Frames of a pipeline from one device's stage to the next stage on another, or the same. */
  record Route(int pipeline, int stage, int from, int to, double flow) {}
}
