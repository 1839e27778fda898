package io.millrace.dispatcher.web;

import io.millrace.topics.record.Find;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A drawn yard with passing lorries whose plates are known: something to look at in tests. */
final class FakeScene {

  static final int WIDTH = 960;
  static final int HEIGHT = 540;

  /** A picture and what stands in it. */
  record Shot(BufferedImage image, List<Find> finds) {
    byte[] jpeg() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        ImageIO.write(image, "jpeg", bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  private final long seed;

  FakeScene(long seed) {
    this.seed = seed;
  }

  /** The scene at a step; the same step always looks the same. */
  Shot shot(long step) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    yard(pen);
    List<Find> finds = new ArrayList<>();
    for (int lane = 0; lane < 2; lane++) {
      long period = 150 + 40L * lane;
      long shifted = step + 70L * lane + 53 * Math.floorMod(seed, 7L);
      long round = shifted / period;
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + round * 31 + lane);
      double x = (shifted % period) / (double) period * (WIDTH + 460) - 380;
      vehicle(pen, random, x, 196 + 150 * lane, 0.8 + 0.25 * lane, finds);
    }
    pen.dispose();
    return new Shot(image, finds);
  }

  private static void yard(Graphics2D pen) {
    pen.setPaint(new GradientPaint(0, 0, new Color(0x7d93ad), 0, 210, new Color(0xc3ccd6)));
    pen.fillRect(0, 0, WIDTH, 210);
    Color[] stacks = {new Color(0x4d5f73), new Color(0x6a5148), new Color(0x45655f)};
    for (int i = 0; i < 9; i++) {
      pen.setColor(stacks[i % 3]);
      int high = 50 + 26 * (i * 7 % 3);
      pen.fillRect(i * 112 - 14, 190 - high, 108, high);
    }
    pen.setPaint(new GradientPaint(0, 190, new Color(0x5f666e), 0, HEIGHT, new Color(0x3d434a)));
    pen.fillRect(0, 190, WIDTH, HEIGHT - 190);
    pen.setColor(new Color(0xb9bfc6));
    pen.setStroke(
        new BasicStroke(
            4, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {46, 34}, 0));
    pen.drawLine(0, 352, WIDTH, 352);
  }

  private static void vehicle(
      Graphics2D pen, SplittableRandom random, double x, double y, double size, List<Find> finds) {
    AffineTransform before = pen.getTransform();
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.rotate(Math.toRadians(random.nextDouble(-1.5, 1.5)));
    place.scale(size, size);
    pen.transform(place);
    Color body = Color.getHSBColor((float) random.nextDouble(), 0.45f, 0.62f);
    pen.setColor(new Color(0, 0, 0, 70));
    pen.fillOval(0, 128, 350, 26);
    pen.setColor(body);
    pen.fill(new RoundRectangle2D.Double(0, 8, 250, 118, 8, 8));
    pen.setColor(body.darker());
    pen.fill(new RoundRectangle2D.Double(256, 40, 88, 92, 16, 16));
    pen.setColor(new Color(0x1c2733));
    pen.fill(new RoundRectangle2D.Double(292, 50, 46, 34, 8, 8));
    for (int wheel : new int[] {30, 84, 280}) {
      pen.setColor(new Color(0x15181c));
      pen.fillOval(wheel, 112, 40, 40);
      pen.setColor(new Color(0x8c939b));
      pen.fillOval(wheel + 13, 125, 14, 14);
    }
    String code = letters(random, 4) + " " + random.nextInt(100_000, 999_999);
    pen.setColor(new Color(0xf2f4f6));
    pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 26));
    pen.drawString(code, 22, 48);
    int wide = pen.getFontMetrics().stringWidth(code);
    find(place, 18, 24, wide + 8, 30, code, 0.97, finds);

    String plate = letters(random, 2) + " " + random.nextInt(100, 999) + " " + letters(random, 2);
    pen.setColor(Color.WHITE);
    pen.fillRect(258, 102, 84, 20);
    pen.setColor(Color.BLACK);
    pen.setStroke(new BasicStroke(1));
    pen.drawRect(258, 102, 84, 20);
    pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    pen.drawString(plate, 262, 117);
    find(place, 258, 102, 84, 20, plate, 0.92, finds);
    pen.setTransform(before);
  }

  private static void find(
      AffineTransform place,
      double x,
      double y,
      double wide,
      double high,
      String text,
      double score,
      List<Find> finds) {
    List<List<Double>> quad =
        Stream.of(
                new Point2D.Double(x, y),
                new Point2D.Double(x + wide, y),
                new Point2D.Double(x + wide, y + high),
                new Point2D.Double(x, y + high))
            .map(corner -> place.transform(corner, null))
            .map(corner -> List.of(corner.getX(), corner.getY()))
            .toList();
    if (quad.stream().allMatch(corner -> corner.get(0) > 4 && corner.get(0) < WIDTH - 4)) {
      finds.add(new Find(quad, "text", score, text, score));
    }
  }

  private static String letters(SplittableRandom random, int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append("ABCDEFGHKLMNPRSTUVWXYZ".charAt(random.nextInt(22)));
    }
    return letters.toString();
  }
}
