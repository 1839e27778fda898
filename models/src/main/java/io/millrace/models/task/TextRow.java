package io.millrace.models.task;

import io.millrace.models.image.Image;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A lying text as model input {@code [3, height, width]}, -1..1: as high as the input, as wide as
 * its proportions ask, at most the input's width; what is left over is grey (0).
 */
record TextRow(Image text, int width, int height) implements Row {
  private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
  private static final Normalisation NORMALISATION = Normalisation.of(HALF, HALF, false);
  private static final float[] PAD = new float[3];

  /** The width that a text has when it is brought to {@code height}, rounded up to whole pixels. */
  static int widthAt(Image text, int height) {
    return (int) Math.max(1, ((long) text.width() * height + text.height() - 1) / text.height());
  }

  @Override
  public int[] shape() {
    return new int[] {3, height, width};
  }

  @Override
  public void write(FloatBuffer target) {
    PlaneWriter.write(
        text,
        PlaneWriter.Window.whole(text),
        Math.min(width, widthAt(text, height)),
        height,
        width,
        height,
        NORMALISATION,
        PAD,
        target);
  }
}
