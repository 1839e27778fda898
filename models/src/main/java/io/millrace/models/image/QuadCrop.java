package io.millrace.models.image;

import java.util.List;

/**
 * Cuts a quadrilateral out of a picture and straightens it.
 *
 * <p>A general quad is sampled bilinearly through the perspective map that takes the unit square to
 * it (P. Heckbert, <i>Fundamentals of Texture Mapping and Image Warping</i>, 1989, section 2.2.3);
 * what lies outside the picture repeats its border. An upright rectangle is rounded to whole pixels
 * and clipped to the picture, and then costs nothing: the result is a view.
 */
public final class QuadCrop {
  /** Corners this near to a common line, in pixels, make an upright rectangle. */
  private static final double UPRIGHT_PIXELS = 1e-6;

  private QuadCrop() {}

  /**
   * Cuts along {@code quad}. The result is as wide as the longer of the quad's first and third side
   * and as high as the longer of the other two, rounded, at least one pixel, and no longer than the
   * picture's diagonal.
   *
   * @param quad four corners in the picture's pixels; the first becomes the result's top-left, the
   *     others follow clockwise
   */
  public static Image cut(Image image, List<Point> quad) {
    if (quad.size() != 4) {
      throw new IllegalArgumentException("a quad has four corners (had %d)".formatted(quad.size()));
    }
    Point a = quad.get(0);
    Point b = quad.get(1);
    Point c = quad.get(2);
    Point d = quad.get(3);
    if (isUpright(a, b, c, d)) {
      return upright(image, a, c);
    }
    int longest = (int) Math.ceil(Math.hypot(image.width(), image.height()));
    int width = side(Math.max(a.distance(b), d.distance(c)), longest);
    int height = side(Math.max(a.distance(d), b.distance(c)), longest);
    return warp(image, width, height, a, b, c, d);
  }

  private static int side(double pixels, int longest) {
    return (int) Math.max(1, Math.min(Math.round(pixels), longest));
  }

  private static boolean isUpright(Point a, Point b, Point c, Point d) {
    return near(a.y(), b.y())
        && near(b.x(), c.x())
        && near(c.y(), d.y())
        && near(d.x(), a.x())
        && a.x() <= b.x()
        && a.y() <= d.y();
  }

  private static boolean near(double left, double right) {
    return Math.abs(left - right) <= UPRIGHT_PIXELS;
  }

  private static Image upright(Image image, Point topLeft, Point bottomRight) {
    int left = clamp(Math.round(topLeft.x()), image.width() - 1);
    int top = clamp(Math.round(topLeft.y()), image.height() - 1);
    int right = Math.max(left + 1, clamp(Math.round(bottomRight.x()), image.width()));
    int bottom = Math.max(top + 1, clamp(Math.round(bottomRight.y()), image.height()));
    return image.crop(left, top, right - left, bottom - top);
  }

  private static int clamp(long value, int max) {
    return (int) Math.max(0, Math.min(value, max));
  }

  private static Image warp(
      Image image, int width, int height, Point a, Point b, Point c, Point d) {
    // x = (m0 u + m1 v + m2) / w, y = (m3 u + m4 v + m5) / w, w = m6 u + m7 v + 1, for u, v in
    // 0..1.
    double dx1 = b.x() - c.x();
    double dy1 = b.y() - c.y();
    double dx2 = d.x() - c.x();
    double dy2 = d.y() - c.y();
    double sumX = a.x() - b.x() + c.x() - d.x();
    double sumY = a.y() - b.y() + c.y() - d.y();
    double determinant = dx1 * dy2 - dx2 * dy1;
    double m6 = 0;
    double m7 = 0;
    if (Math.abs(determinant) > 1e-9 && (Math.abs(sumX) > 1e-9 || Math.abs(sumY) > 1e-9)) {
      m6 = (sumX * dy2 - sumY * dx2) / determinant;
      m7 = (dx1 * sumY - dy1 * sumX) / determinant;
    }
    double m0 = (b.x() - a.x() + m6 * b.x()) / width;
    double m3 = (b.y() - a.y() + m6 * b.y()) / width;
    double m1 = (d.x() - a.x() + m7 * d.x()) / height;
    double m4 = (d.y() - a.y() + m7 * d.y()) / height;
    m6 /= width;
    m7 /= height;

    byte[] pixels = new byte[width * height * Image.CHANNELS];
    byte[] data = image.data();
    int stride = image.rowStride();
    int offset = image.offset();
    int lastX = image.width() - 1;
    int lastY = image.height() - 1;
    int to = 0;
    for (int row = 0; row < height; row++) {
      double v = row + 0.5;
      for (int column = 0; column < width; column++) {
        double u = column + 0.5;
        double w = m6 * u + m7 * v + 1;
        // Pixel centres lie at .5, so that a cut of the whole picture is the picture.
        double x = (m0 * u + m1 * v + a.x()) / w - 0.5;
        double y = (m3 * u + m4 * v + a.y()) / w - 0.5;
        // The comparison also sends a quad's vanishing line (NaN, infinite) to the border.
        x = x > 0 ? Math.min(x, lastX) : 0;
        y = y > 0 ? Math.min(y, lastY) : 0;
        int x0 = (int) x;
        int y0 = (int) y;
        int fx = (int) ((x - x0) * 256);
        int fy = (int) ((y - y0) * 256);
        int p = offset + y0 * stride + x0 * Image.CHANNELS;
        int right = x0 < lastX ? Image.CHANNELS : 0;
        int down = y0 < lastY ? stride : 0;
        for (int channel = 0; channel < Image.CHANNELS; channel++, p++) {
          int top = (data[p] & 0xff) * (256 - fx) + (data[p + right] & 0xff) * fx;
          int bottom = (data[p + down] & 0xff) * (256 - fx) + (data[p + down + right] & 0xff) * fx;
          pixels[to++] = (byte) ((top * (256 - fy) + bottom * fy + (1 << 15)) >> 16);
        }
      }
    }
    return Image.of(width, height, pixels);
  }
}
