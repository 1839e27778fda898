package io.millrace.models.task;

import io.millrace.models.image.Image;
import java.nio.FloatBuffer;

/** Small pictures and buffers for the tests. */
final class Pictures {
  private Pictures() {}

  /** Blue = 10 x + y, green = 100, red = 200. */
  static Image ramp(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * 3;
        pixels[at] = (byte) (10 * x + y);
        pixels[at + 1] = 100;
        pixels[at + 2] = (byte) 200;
      }
    }
    return Image.of(width, height, pixels);
  }

  /** One colour. */
  static Image plain(int width, int height, int blue, int green, int red) {
    byte[] pixels = new byte[width * height * 3];
    for (int at = 0; at < pixels.length; at += 3) {
      pixels[at] = (byte) blue;
      pixels[at + 1] = (byte) green;
      pixels[at + 2] = (byte) red;
    }
    return Image.of(width, height, pixels);
  }

  /** A row's values as written, checked to be exactly as many as its shape says. */
  static float[] written(Row row) {
    int size = 1;
    for (int dimension : row.shape()) {
      size *= dimension;
    }
    FloatBuffer target = FloatBuffer.allocate(size + 2);
    target.position(1);
    row.write(target);
    if (target.position() != size + 1) {
      throw new AssertionError("wrote %d values of %d".formatted(target.position() - 1, size));
    }
    float[] values = new float[size];
    target.get(1, values);
    return values;
  }
}
