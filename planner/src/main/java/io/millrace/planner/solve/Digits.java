package io.millrace.planner.solve;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in sentences: four digits that mean something, and no zeros that do not. */
final class Digits {

  private static final MathContext FOUR = new MathContext(4);

  private Digits() {}

  /** The number, such as {@code 2}, {@code 0.3333} or {@code 500000000}. */
  static String of(double value) {
    return Double.isInfinite(value) || Double.isNaN(value)
        ? Double.toString(value)
        : new BigDecimal(value).round(FOUR).stripTrailingZeros().toPlainString();
  }
}
