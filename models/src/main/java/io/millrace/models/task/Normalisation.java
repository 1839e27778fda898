package io.millrace.models.task;

import java.util.List;

/**
 * How a byte of a picture becomes a float of model input: {@code value = byte * factor + offset},
 * per channel of the model.
 */
final class Normalisation {
  private final float[] factors;
  private final float[] offsets;
  private final boolean rgb;

  private Normalisation(float[] factors, float[] offsets, boolean rgb) {
    this.factors = factors;
    this.offsets = offsets;
    this.rgb = rgb;
  }

  /**
   * The usual form: {@code (byte / 255 - mean) / deviation}.
   *
   * @param mean per channel of the model, 0..1
   * @param deviation per channel of the model, > 0
   * @param rgb whether the model's first channel is red; else it is blue
   */
  static Normalisation of(List<Double> mean, List<Double> deviation, boolean rgb) {
    float[] factors = new float[3];
    float[] offsets = new float[3];
    for (int c = 0; c < 3; c++) {
      factors[c] = (float) (1 / (255 * deviation.get(c)));
      offsets[c] = (float) (-mean.get(c) / deviation.get(c));
    }
    return new Normalisation(factors, offsets, rgb);
  }

  /** The bytes as they are: 0..255. */
  static Normalisation none(boolean rgb) {
    return new Normalisation(new float[] {1, 1, 1}, new float[3], rgb);
  }

  float factor(int channel) {
    return factors[channel];
  }

  float offset(int channel) {
    return offsets[channel];
  }

  /** Where the model's channel lies within a picture's pixel: 0 blue, 1 green, 2 red. */
  int byteOf(int channel) {
    return rgb ? 2 - channel : channel;
  }
}
