package io.millrace.dispatcher.ingest.gate;

import java.awt.Rectangle;
import java.util.SplittableRandom;

/**
 * What a camera's sensor does to a picture: smears what moves while the shutter is open, and adds
 * noise, more of it in poor light.
 */
final class Sensor {

  /** Entries of the noise table, a power of two; rows of the picture start anywhere in it. */
  private static final int TABLE = 1 << 16;

  private static final int MOST_TAPS = 24;
  private static final int HIGH_BITS = 0x808080;
  private static final int LOW_BITS = 0x7F7F7F;

  private final double noise;

  /** Steps up or down, the same for all three channels, each as a byte in two's complement. */
  private final int[] table = new int[TABLE];

  private double tableNoise;
  private int[] copy = new int[0];

  /** A sensor with that standard deviation by day, in steps of 1/255. */
  Sensor(double noise) {
    this.noise = noise;
  }

  /**
   * Smears a part of the picture along a movement of {@code dx, dy} pixels.
   *
   * @param pixels {@code 0xRRGGBB}, row by row
   * @param area the part; must lie inside the picture
   */
  void smear(int[] pixels, int width, Rectangle area, double dx, double dy) {
    int taps = (int) Math.min(MOST_TAPS, Math.round(Math.hypot(dx, dy)) + 1);
    int marginX = (int) Math.ceil(Math.abs(dx) / 2);
    int marginY = (int) Math.ceil(Math.abs(dy) / 2);
    if (taps < 2 || area.width <= 2 * marginX || area.height <= 2 * marginY) {
      return;
    }
    if (copy.length < area.width * area.height) {
      copy = new int[area.width * area.height];
    }
    for (int y = 0; y < area.height; y++) {
      System.arraycopy(pixels, (area.y + y) * width + area.x, copy, y * area.width, area.width);
    }
    int[] shift = new int[taps];
    for (int tap = 0; tap < taps; tap++) {
      double share = (double) tap / (taps - 1) - 0.5;
      shift[tap] = (int) Math.round(share * dy) * area.width + (int) Math.round(share * dx);
    }
    for (int y = marginY; y < area.height - marginY; y++) {
      for (int x = marginX; x < area.width - marginX; x++) {
        pixels[(area.y + y) * width + area.x + x] = mean(y * area.width + x, shift);
      }
    }
  }

  /** Up to 24 taps of 255 fit into 16 bits, so red and blue are summed in one int. */
  private int mean(int at, int[] shift) {
    int redBlue = 0;
    int green = 0;
    for (int offset : shift) {
      int rgb = copy[at + offset];
      redBlue += rgb & 0xFF00FF;
      green += (rgb >>> 8) & 0xFF;
    }
    int taps = shift.length;
    int red = (redBlue >>> 16) / taps;
    int blue = (redBlue & 0xFFFF) / taps;
    return (red << 16) | ((green / taps) << 8) | blue;
  }

  /**
   * Adds noise.
   *
   * @param seed picks it; the same seed gives the same noise
   */
  void noise(int[] pixels, int width, int height, Light light, long seed) {
    double deviation = noise * (1 + 1.1 * light.dusk());
    if (deviation <= 0) {
      return;
    }
    fill(deviation);
    SplittableRandom random = new SplittableRandom(seed);
    for (int y = 0; y < height; y++) {
      int start = random.nextInt(TABLE - width);
      add(pixels, y * width, start, width);
    }
  }

  /**
   * Adds a signed number to three channels at once, modulo 256 each, and repairs the few that ran
   * over: those where there was a carry but nothing was taken away, or the other way round.
   */
  private void add(int[] pixels, int from, int start, int count) {
    for (int i = 0; i < count; i++) {
      int rgb = pixels[from + i];
      int step = table[start + i];
      int sum = ((rgb & LOW_BITS) + (step & LOW_BITS)) ^ ((rgb ^ step) & HIGH_BITS);
      int carry = (rgb & step) | ((rgb | step) & ~sum);
      int wrong = (carry ^ step) & HIGH_BITS;
      pixels[from + i] = wrong == 0 ? sum : repaired(sum, wrong, step);
    }
  }

  private static int repaired(int sum, int wrong, int step) {
    int channels = (wrong << 1) - (wrong >>> 7);
    return (step & 0x80) != 0 ? sum & ~channels : sum | channels;
  }

  private void fill(double deviation) {
    if (deviation == tableNoise) {
      return;
    }
    tableNoise = deviation;
    SplittableRandom random = new SplittableRandom(17);
    for (int i = 0; i < TABLE; i++) {
      // The sum of four even draws has a variance of a third and looks like a bell.
      double draw =
          random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble() - 2;
      int step = (int) Math.round(draw * Math.sqrt(3) * deviation);
      table[i] = (Math.max(-127, Math.min(127, step)) & 0xFF) * 0x010101;
    }
  }
}
