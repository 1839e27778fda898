package io.millrace.planner.simulate;

import java.util.random.RandomGenerator;

/**
 * Draws service times around a mean of 1: constant, or gamma distributed.
 *
 * <p>A gamma distribution is given by its mean and its coefficient of variation alone, is never
 * negative, and is the exponential one at a variation of 1, so that queues can be checked against
 * theory. Method: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS
 * 26(3), 2000; about one normal and one uniform number per draw.
 */
final class ServiceTime {

  private final boolean constant;
  private final boolean boosted;
  private final double d;
  private final double c;
  private final double shape;

  /** Times with this standard deviation over their mean; 0 is constant. */
  ServiceTime(double variation) {
    constant = variation == 0;
    shape = constant ? 1 : 1 / (variation * variation);
    // Below a shape of 1 the method needs a draw of shape + 1 and a power of a uniform number.
    boosted = shape < 1;
    d = (boosted ? shape + 1 : shape) - 1.0 / 3;
    c = 1 / Math.sqrt(9 * d);
  }

  /** A time of mean 1. */
  double draw(RandomGenerator random) {
    if (constant) {
      return 1;
    }
    double gamma = d * cubed(random);
    if (boosted) {
      gamma *= Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    return gamma / shape;
  }

  private double cubed(RandomGenerator random) {
    while (true) {
      double x = random.nextGaussian();
      double root = 1 + c * x;
      if (root > 0) {
        double v = root * root * root;
        double u = 1 - random.nextDouble();
        if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) {
          return v;
        }
      }
    }
  }
}
