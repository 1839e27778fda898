package io.millrace.topics.codec;

/**
 * Half precision numbers: one bit of sign, five of exponent, ten of fraction, as IEEE 754 defines
 * binary16. (The platform has its own only since Java 20.)
 */
public final class Float16 {

  /** The greatest finite number. */
  public static final float MAX = 65_504;

  private static final int FLOAT_BIAS = 127;
  private static final int FLOAT_FRACTION = 23;
  private static final int BIAS = 15;
  private static final int FRACTION = 10;
  private static final int LOST = FLOAT_FRACTION - FRACTION;
  private static final int EXPONENT_MASK = 0x7c00;
  private static final int FRACTION_MASK = 0x3ff;
  private static final int SIGN_MASK = 0x8000;
  private static final int QUIET = 0x200;
  private static final int HIDDEN = 1 << FLOAT_FRACTION;

  /** The step between the smallest numbers, 2 to the power of -24. */
  private static final float SUBNORMAL_STEP = 0x1p-24f;

  private Float16() {}

  /**
   * The nearest half precision number, of two equally near ones the even; beyond the greatest, the
   * greatest: an infinity would spoil every number that a model computes from it.
   */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & SIGN_MASK;
    if (Float.isNaN(value)) {
      return (short) (sign | EXPONENT_MASK | QUIET);
    }
    if (Float.isInfinite(value)) {
      return (short) (sign | EXPONENT_MASK);
    }
    int exponent = ((bits >>> FLOAT_FRACTION) & 0xff) - FLOAT_BIAS;
    int fraction = (bits & (HIDDEN - 1)) | HIDDEN;
    int shift = LOST;
    int base;
    if (exponent >= 1 - BIAS) {
      // The hidden bit, which the fraction still has, adds the last one to the exponent.
      base = (exponent + BIAS - 1) << FRACTION;
    } else {
      shift += 1 - BIAS - exponent;
      base = 0;
      if (shift > FLOAT_FRACTION + 1) {
        return (short) sign;
      }
    }
    int kept = fraction >>> shift;
    int rest = fraction & ((1 << shift) - 1);
    int half = 1 << (shift - 1);
    if (rest > half || (rest == half && (kept & 1) == 1)) {
      kept++;
    }
    int magnitude = Math.min(base + kept, EXPONENT_MASK - 1);
    return (short) (sign | magnitude);
  }

  /** The number in single precision, exactly. */
  public static float toFloat(short half) {
    int sign = (half & SIGN_MASK) << 16;
    int exponent = (half & EXPONENT_MASK) >>> FRACTION;
    int fraction = half & FRACTION_MASK;
    if (exponent == 0) {
      float magnitude = fraction * SUBNORMAL_STEP;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == EXPONENT_MASK >>> FRACTION ? 0xff : exponent - BIAS + FLOAT_BIAS;
    return Float.intBitsToFloat(sign | (wide << FLOAT_FRACTION) | (fraction << LOST));
  }
}
