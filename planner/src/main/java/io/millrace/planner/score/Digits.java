package io.millrace.planner.score;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in sentences: the digits that mean something, and no zeros that do not. */
public final class Digits {

  private static final int FEW = 4;
  private static final int MANY = 8;

  private Digits() {}

  /** Four digits of the number, such as {@code 2}, {@code 0.3333} or {@code 500000000}. */
  public static String of(double value) {
    return digits(value, FEW);
  }

  /** Eight digits, for numbers of which the reader sees how little they differ. */
  static String many(double value) {
    return digits(value, MANY);
  }

  private static String digits(double value, int digits) {
    return Double.isInfinite(value) || Double.isNaN(value)
        ? Double.toString(value)
        : new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros().toPlainString();
  }
}
