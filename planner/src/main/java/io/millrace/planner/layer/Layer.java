package io.millrace.planner.layer;

import io.millrace.planner.cluster.Checks;

/**
 * One layer of a network: one leaf module, such as a convolution, or one operator.
 *
 * @param name its name, for people
 * @param flops floating point operations of one inference, a multiplication and an addition apart
 * @param macs multiply-accumulates of one inference
 * @param parameterBytes its weights
 * @param outputBytes the tensor that it hands to the next layer
 */
public record Layer(
    String name, double flops, double macs, double parameterBytes, double outputBytes) {

  public Layer {
    Checks.notNegative("flops of " + name, flops);
    Checks.notNegative("macs of " + name, macs);
    Checks.notNegative("parameters of " + name, parameterBytes);
    Checks.notNegative("output of " + name, outputBytes);
  }
}
