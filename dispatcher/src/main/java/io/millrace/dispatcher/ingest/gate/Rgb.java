package io.millrace.dispatcher.ingest.gate;

import java.awt.Color;

/** Arithmetic on {@code 0xRRGGBB} colours. */
final class Rgb {

  private Rgb() {}

  /** The colour that share of the way from one to the other, 0 to 1. */
  static int mix(int from, int to, double share) {
    return of(
        red(from) + (red(to) - red(from)) * share,
        green(from) + (green(to) - green(from)) * share,
        blue(from) + (blue(to) - blue(from)) * share);
  }

  /** The colour times a factor per channel, cut off at white. */
  static int times(int rgb, double red, double green, double blue) {
    return of(red(rgb) * red, green(rgb) * green, blue(rgb) * blue);
  }

  /** Lighter above 1, darker below. */
  static int times(int rgb, double factor) {
    return times(rgb, factor, factor, factor);
  }

  static Color color(int rgb) {
    return new Color(rgb);
  }

  /** The colour with an opacity of 0 to 1. */
  static Color color(int rgb, double opacity) {
    return new Color(red(rgb), green(rgb), blue(rgb), channel(opacity * 255));
  }

  static int red(int rgb) {
    return (rgb >> 16) & 0xFF;
  }

  static int green(int rgb) {
    return (rgb >> 8) & 0xFF;
  }

  static int blue(int rgb) {
    return rgb & 0xFF;
  }

  private static int of(double red, double green, double blue) {
    return (channel(red) << 16) | (channel(green) << 8) | channel(blue);
  }

  private static int channel(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }
}
