package io.millrace.dispatcher.ingest.gate;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * What stands still in a scene, for any light.
 *
 * <p>Drawing it takes many times longer than a picture may, so it is drawn for a few lights only
 * and mixed between the two nearest. Two are kept; the light comes back to each once in half a day.
 */
final class Backdrop {

  /** Lights that it is drawn for, between day and dusk. */
  private static final int KEYS = 8;

  private final Scene scene;
  private final int width;
  private final int height;
  private final int[][] kept = new int[2][];
  private final int[] keptKey = {-1, -1};
  private final int[] mixed;
  private double mixedDusk = -1;

  Backdrop(Scene scene, int width, int height) {
    this.scene = scene;
    this.width = width;
    this.height = height;
    this.mixed = new int[width * height];
  }

  /** Copies it into a picture of the same size. */
  void copy(Light light, int[] pixels) {
    if (light.dusk() != mixedDusk) {
      double at = light.dusk() * KEYS;
      int key = (int) Math.min(KEYS - 1, Math.floor(at));
      mix(drawn(key), drawn(key + 1), (int) Math.round((at - key) * 256));
      mixedDusk = light.dusk();
    }
    System.arraycopy(mixed, 0, pixels, 0, pixels.length);
  }

  /** {@code share} of the second picture, in 256ths. */
  private void mix(int[] from, int[] to, int share) {
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = ConvexFill.blend(from[i], to[i], share);
    }
  }

  private int[] drawn(int key) {
    int slot = key & 1;
    if (keptKey[slot] != key) {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Canvas canvas = new Canvas(image, scene.view(), new Light((double) key / KEYS));
      scene.backdrop(canvas);
      canvas.dispose();
      kept[slot] = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
      keptKey[slot] = key;
    }
    return kept[slot];
  }
}
