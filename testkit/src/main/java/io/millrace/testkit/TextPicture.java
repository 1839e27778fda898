package io.millrace.testkit;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A drawn picture with texts to read: dark letters on light plates over a noisy background.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bgr {@code [height, width, 3]}, blue, green, red
 */
@SuppressWarnings("ArrayRecordComponent") // A picture is looked at, never compared.
public record TextPicture(int width, int height, byte[] bgr) {

  private static final int LETTER_PIXELS = 32;
  private static final int NOISE = 24;

  /**
   * Draws a picture.
   *
   * @param texts one below the other, each on a plate of its own; as many as fit the height
   * @param seed of the background and of where the plates lie
   */
  public static TextPicture draw(int width, int height, List<String> texts, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < bgr.length; i++) {
      int shade = 60 + 90 * (i / 3 / width) / height;
      bgr[i] = (byte) (shade + random.nextInt(NOISE));
    }
    Graphics2D pen = picture.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, LETTER_PIXELS));
    int row = height / (texts.size() + 1);
    for (int i = 0; i < texts.size(); i++) {
      int textWidth = pen.getFontMetrics().stringWidth(texts.get(i));
      int left = 20 + random.nextInt(Math.max(1, width - textWidth - 60));
      int baseline = (i + 1) * row;
      pen.setColor(new Color(235, 235, 225));
      pen.fillRect(left, baseline - 36, textWidth + 24, 48);
      pen.setColor(new Color(20, 20, 30));
      pen.drawString(texts.get(i), left + 12, baseline);
    }
    pen.dispose();
    return new TextPicture(width, height, bgr);
  }
}
