package io.millrace.models.task;

import io.millrace.models.image.Image;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Turns a picture into planar float32 model input {@code [3, height, width]}: resizes, normalises,
 * pads and splits into planes in one pass.
 *
 * <p>Resizing is bilinear with pixel centres at .5 and no smoothing when it shrinks, as the models'
 * training pipelines (OpenCV's {@code INTER_LINEAR}) do it. Each source line in use is stretched
 * once into three float lines; a target line then is a weighted sum of two such lines, which the
 * compiler turns into vector instructions. Nothing is allocated per pixel or per line.
 */
final class PlaneWriter {
  private static final int CHANNELS = Image.CHANNELS;

  private final Image image;
  private final Normalisation normalisation;
  private final int contentWidth;
  private final float scaleY;
  private final float top;
  private final boolean unscaled;
  private final int[] left;
  private final int[] right;
  private final float[] weight;
  private float[][] upper;
  private float[][] lower;
  private int upperLine = -1;
  private int lowerLine = -1;

  private PlaneWriter(
      Image image,
      Window window,
      int contentWidth,
      int contentHeight,
      Normalisation normalisation) {
    this.image = image;
    this.normalisation = normalisation;
    this.contentWidth = contentWidth;
    this.scaleY = (float) (window.height() / contentHeight);
    this.top = (float) window.top();
    this.left = new int[contentWidth];
    this.right = new int[contentWidth];
    this.weight = new float[contentWidth];
    this.upper = new float[CHANNELS][contentWidth];
    this.lower = new float[CHANNELS][contentWidth];
    double scaleX = window.width() / contentWidth;
    boolean whole = true;
    int last = image.width() - 1;
    for (int x = 0; x < contentWidth; x++) {
      double at = Math.max(0, Math.min((x + 0.5) * scaleX + window.left() - 0.5, last));
      int pixel = (int) at;
      left[x] = pixel * CHANNELS;
      right[x] = Math.min(pixel + 1, last) * CHANNELS;
      weight[x] = (float) (at - pixel);
      whole &= weight[x] == 0 && left[x] == left[0] + x * CHANNELS;
    }
    this.unscaled = whole;
  }

  /**
   * The part of a picture that is looked at, in its pixels.
   *
   * @param width > 0
   * @param height > 0
   */
  record Window(double left, double top, double width, double height) {
    static Window whole(Image image) {
      return new Window(0, 0, image.width(), image.height());
    }
  }

  /**
   * Writes {@code 3 * width * height} floats at the target's position and moves it behind them.
   *
   * @param window the part of the picture that fills the content
   * @param contentWidth width of the resized window in the top-left corner, within 1..width
   * @param contentHeight its height, within 1..height
   * @param pad what the rest is filled with, per channel, already normalised
   */
  static void write(
      Image image,
      Window window,
      int contentWidth,
      int contentHeight,
      int width,
      int height,
      Normalisation normalisation,
      float[] pad,
      FloatBuffer target) {
    PlaneWriter writer = new PlaneWriter(image, window, contentWidth, contentHeight, normalisation);
    float[][] lines = new float[CHANNELS][width];
    for (int c = 0; c < CHANNELS; c++) {
      Arrays.fill(lines[c], contentWidth, width, pad[c]);
    }
    int start = target.position();
    int plane = width * height;
    for (int y = 0; y < contentHeight; y++) {
      writer.line(y, lines);
      for (int c = 0; c < CHANNELS; c++) {
        target.put(start + c * plane + y * width, lines[c], 0, width);
      }
    }
    if (contentHeight < height) {
      for (int c = 0; c < CHANNELS; c++) {
        Arrays.fill(lines[c], pad[c]);
        for (int y = contentHeight; y < height; y++) {
          target.put(start + c * plane + y * width, lines[c], 0, width);
        }
      }
    }
    target.position(start + CHANNELS * plane);
  }

  private void line(int y, float[][] target) {
    int last = image.height() - 1;
    float at = Math.max(0, Math.min((y + 0.5f) * scaleY + top - 0.5f, last));
    int line = (int) at;
    float fraction = at - line;
    select(line, Math.min(line + 1, last), fraction > 0);
    for (int c = 0; c < CHANNELS; c++) {
      float factor = normalisation.factor(c);
      float offset = normalisation.offset(c);
      if (fraction > 0) {
        blend(upper[c], lower[c], factor * (1 - fraction), factor * fraction, offset, target[c]);
      } else {
        scale(upper[c], factor, offset, target[c]);
      }
    }
  }

  /** Makes the two source lines available, reusing those of the target line before. */
  private void select(int first, int second, boolean both) {
    if (upperLine != first && lowerLine == first) {
      float[][] swap = upper;
      upper = lower;
      lower = swap;
      lowerLine = upperLine;
      upperLine = first;
    }
    if (upperLine != first) {
      stretch(first, upper);
      upperLine = first;
    }
    if (both && lowerLine != second) {
      stretch(second, lower);
      lowerLine = second;
    }
  }

  private void stretch(int line, float[][] target) {
    int row = image.offset() + line * image.rowStride();
    byte[] data = image.data();
    for (int c = 0; c < CHANNELS; c++) {
      int start = row + normalisation.byteOf(c);
      if (unscaled) {
        copy(data, start + left[0], target[c]);
      } else {
        stretch(data, start, target[c]);
      }
    }
  }

  private void copy(byte[] data, int start, float[] target) {
    for (int x = 0; x < contentWidth; x++) {
      target[x] = data[start + x * CHANNELS] & 0xff;
    }
  }

  private void stretch(byte[] data, int start, float[] target) {
    for (int x = 0; x < contentWidth; x++) {
      int a = data[start + left[x]] & 0xff;
      int b = data[start + right[x]] & 0xff;
      target[x] = a + (b - a) * weight[x];
    }
  }

  private void blend(
      float[] a, float[] b, float factorA, float factorB, float offset, float[] target) {
    for (int x = 0; x < contentWidth; x++) {
      target[x] = a[x] * factorA + b[x] * factorB + offset;
    }
  }

  private void scale(float[] a, float factor, float offset, float[] target) {
    for (int x = 0; x < contentWidth; x++) {
      target[x] = a[x] * factor + offset;
    }
  }
}
