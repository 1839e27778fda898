package io.millrace.dispatcher.ingest.gate;

import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Draws the gate's pictures: the picture of an index depends on the settings and the index alone.
 *
 * <p>Belongs to one thread.
 */
final class GateRenderer {

  /** Texts lower than this in the picture cannot be asked for (7 pixels). */
  static final double READABLE_PIXELS = 7;

  /** A text that is turned away must keep this share of its width. */
  private static final double READABLE_SHARE = 0.5;

  /** Pixels that a readable text keeps from the edge of the picture. */
  private static final double MARGIN = 3;

  private final GateSettings settings;
  private final Scene scene;
  private final Sensor sensor;
  private final BufferedImage image;
  private final int[] pixels;
  private final Backdrop backdrop;

  GateRenderer(GateSettings settings) {
    this.settings = settings;
    this.scene =
        switch (settings.scene()) {
          case VEHICLES -> new RoadScene(settings);
          case CONTAINERS -> new YardScene(settings);
        };
    this.sensor = new Sensor(settings.noise());
    this.image = new BufferedImage(settings.width(), settings.height(), BufferedImage.TYPE_INT_RGB);
    this.pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    this.backdrop = new Backdrop(scene, settings.width(), settings.height());
  }

  /** The picture as {@code 0xRRGGBB}, row by row; overwritten by the next one. */
  int[] pixels() {
    return pixels;
  }

  /** Draws a picture and says what stands in it. */
  List<GroundTruth> draw(long index) {
    double seconds = index / settings.picturesPerSecond();
    Light light = Light.at(seconds, settings.day());
    backdrop.copy(light, pixels);
    Canvas canvas = new Canvas(image, scene.view(), light);
    List<Thing> things = new ArrayList<>(scene.things(seconds));
    things.sort(Comparator.comparingDouble(Thing::depth).reversed());
    for (Thing thing : things) {
      thing.draw(canvas);
      smear(thing);
    }
    canvas.dispose();
    sensor.noise(
        pixels,
        settings.width(),
        settings.height(),
        light,
        settings.seed() * 0x9E3779B97F4A7C15L + index);
    return truth(things);
  }

  private void smear(Thing thing) {
    Projection view = scene.view();
    Vec now = thing.anchor();
    Vec before = now.minus(thing.velocity().times(settings.blurMillis() / 1000));
    if (now.y() < 1 || before.y() < 1) {
      return;
    }
    double dx = view.pixelX(now) - view.pixelX(before);
    double dy = view.pixelY(now) - view.pixelY(before);
    if (Math.hypot(dx, dy) < 1) {
      return;
    }
    Rectangle area = thing.outline(view).getBounds();
    area.grow(2, 2);
    sensor.smear(
        pixels,
        settings.width(),
        area.intersection(new Rectangle(settings.width(), settings.height())),
        dx,
        dy);
  }

  /** What can be seen of all texts; {@code things} from the farthest to the nearest. */
  private List<GroundTruth> truth(List<Thing> things) {
    Projection view = scene.view();
    List<GroundTruth> truths = new ArrayList<>();
    for (int i = 0; i < things.size(); i++) {
      for (Lettering lettering : things.get(i).letterings()) {
        if (lettering.visible(view)) {
          List<Point2D.Double> quad = lettering.quad().stream().map(view::pixel).toList();
          Rectangle bounds = bounds(quad);
          if (bounds.intersects(new Rectangle(settings.width(), settings.height()))) {
            boolean readable =
                inside(quad)
                    && largeEnough(quad, lettering)
                    && !hidden(bounds, things.subList(i + 1, things.size()));
            truths.add(
                new GroundTruth(
                    lettering.text(),
                    quad.stream().map(c -> List.of(round(c.x), round(c.y))).toList(),
                    readable));
          }
        }
      }
    }
    return truths;
  }

  private boolean hidden(Rectangle bounds, List<Thing> nearer) {
    for (Thing thing : nearer) {
      Shape outline = thing.outline(scene.view());
      if (outline.intersects(bounds)) {
        return true;
      }
    }
    return false;
  }

  private boolean inside(List<Point2D.Double> quad) {
    return quad.stream()
        .allMatch(
            corner ->
                corner.x >= MARGIN
                    && corner.y >= MARGIN
                    && corner.x <= settings.width() - MARGIN
                    && corner.y <= settings.height() - MARGIN);
  }

  private static boolean largeEnough(List<Point2D.Double> quad, Lettering lettering) {
    double height = Math.min(quad.get(0).distance(quad.get(3)), quad.get(1).distance(quad.get(2)));
    double width = Math.min(quad.get(0).distance(quad.get(1)), quad.get(3).distance(quad.get(2)));
    double unturned = Glyphs.width(lettering.text()) * height;
    return height >= READABLE_PIXELS && width >= READABLE_SHARE * unturned;
  }

  private static Rectangle bounds(List<Point2D.Double> quad) {
    Rectangle bounds = new Rectangle((int) quad.get(0).x, (int) quad.get(0).y, 0, 0);
    quad.forEach(corner -> bounds.add(corner.x, corner.y));
    return bounds;
  }

  private static double round(double pixels) {
    return Math.round(pixels * 10) / 10.0;
  }
}
