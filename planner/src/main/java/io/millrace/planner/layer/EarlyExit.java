package io.millrace.planner.layer;

import io.millrace.planner.cluster.Checks;

/**
 * A side branch after a layer at which a part of the inferences ends. Its head runs on the device
 * of that layer, and its answer goes to the destination from there.
 *
 * @param after how many layers stand before it, at least 1 and fewer than all
 * @param probability share of the inferences that reach it and end there, 0 to 1
 * @param flops floating point operations of its head
 * @param parameterBytes weights of its head
 * @param outputBytes its answer
 */
public record EarlyExit(
    int after, double probability, double flops, double parameterBytes, double outputBytes) {

  public EarlyExit {
    Checks.atLeastOne("after", after);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be 0 to 1 (was " + probability + ")");
    }
    Checks.notNegative("flops of an exit", flops);
    Checks.notNegative("parameters of an exit", parameterBytes);
    Checks.notNegative("output of an exit", outputBytes);
  }
}
