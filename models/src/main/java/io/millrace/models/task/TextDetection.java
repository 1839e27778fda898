package io.millrace.models.task;

import io.millrace.models.image.Image;
import io.millrace.models.image.Point;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds lines of text with a differentiable-binarisation model such as PP-OCRv4's detector.
 *
 * <p>Input {@code [3, H, W]} float32, H and W multiples of 32: the frame in its own proportions in
 * the top-left corner, the rest the mean colour. Output {@code [1, H, W]}: the probability that a
 * pixel belongs to the shrunk core of a text. Each connected area above {@code threshold} gives the
 * rectangle of least area around it; rectangles whose mean probability is below {@code
 * box-threshold} are dropped; the others grow by {@code area * unclip-ratio / perimeter}, which
 * undoes the shrinking the model was trained with (M. Liao et al., <i>Real-time Scene Text
 * Detection with Differentiable Binarization</i>, AAAI 2020, section 3.4). A text at least 1.5
 * times as high as wide is taken to run upwards: its quad begins at the top-right corner, so that
 * its pixels come out lying.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>name</th><th>default</th><th>meaning</th></tr>
 *   <tr><td>side-pixels</td><td>960</td><td>longest side of the input; larger frames are shrunk</td></tr>
 *   <tr><td>enlarge</td><td>false</td><td>whether smaller frames are enlarged to it</td></tr>
 *   <tr><td>threshold</td><td>0.3</td><td>probability above which a pixel is text</td></tr>
 *   <tr><td>box-threshold</td><td>0.6</td><td>least mean probability of a text</td></tr>
 *   <tr><td>unclip-ratio</td><td>1.5</td><td>how far a core grows</td></tr>
 *   <tr><td>core-pixels</td><td>3</td><td>least side of a core, in input pixels</td></tr>
 *   <tr><td>max-finds</td><td>200</td><td>texts kept, the surest first</td></tr>
 *   <tr><td>mean, deviation</td><td>ImageNet's</td><td>normalisation per channel: blue, green, red</td></tr>
 * </table>
 */
public final class TextDetection implements Task {
  /** The label of what it finds. */
  public static final String LABEL = "text";

  private static final int STEP = 32;
  private static final double UPWARDS = 1.5;
  private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> DEVIATION = List.of(0.229, 0.224, 0.225);

  private final int sidePixels;
  private final boolean enlarge;
  private final float threshold;
  private final double boxThreshold;
  private final double unclipRatio;
  private final double corePixels;
  private final int maxFinds;
  private final Normalisation normalisation;

  /** Makes the task; unknown settings and values out of range are errors. */
  public TextDetection(Settings settings) {
    sidePixels = settings.integer("side-pixels", 960, STEP, 8192);
    enlarge = settings.flag("enlarge", false);
    threshold = (float) settings.number("threshold", 0.3, 0, 1);
    boxThreshold = settings.number("box-threshold", 0.6, 0, 1);
    unclipRatio = settings.number("unclip-ratio", 1.5, 0, 10);
    corePixels = settings.number("core-pixels", 3, 1, 1000);
    maxFinds = settings.integer("max-finds", 200, 1, 10_000);
    normalisation =
        Normalisation.of(
            settings.channels("mean", MEAN),
            settings.positiveChannels("deviation", DEVIATION),
            false);
    settings.requireAllTaken();
  }

  @Override
  public boolean finds() {
    return true;
  }

  @Override
  public List<Row> prepare(Scene scene) {
    return List.of(new FrameRow(scene.wholeFrame(), fit(scene), normalisation));
  }

  @Override
  public Scene finish(Scene scene, List<Output> outputs) {
    Region frame = scene.wholeRegion();
    Fit fit = fit(scene);
    Output output = Outputs.single(outputs);
    Outputs.requireShape(output, 1, fit.height, fit.width);
    float[] map = new float[fit.height * fit.width];
    output.read(0, map);
    List<Find> finds = new ArrayList<>();
    for (Blobs.Blob blob : Blobs.find(map, fit.width, fit.height, threshold)) {
      OrientedRectangle core = OrientedRectangle.around(blob);
      if (Math.min(core.width(), core.height()) >= corePixels) {
        double score = core.mean(map, fit.width, fit.height);
        if (score >= boxThreshold) {
          finds.add(Find.of(quad(core, fit, scene), LABEL, Math.min(1, score)));
        }
      }
    }
    finds.sort(Comparator.comparingDouble(Find::score).reversed());
    List<Find> kept = finds.subList(0, Math.min(finds.size(), maxFinds));
    return scene.withRegions(ReadingOrder.of(kept).stream().map(frame::part).toList());
  }

  private List<Point> quad(OrientedRectangle core, Fit fit, Scene scene) {
    double perimeter = 2 * (core.width() + core.height());
    OrientedRectangle text = core.grown(core.area() * unclipRatio / perimeter);
    List<Point> quad = new ArrayList<>();
    for (Point corner : text.corners()) {
      double x = corner.x() * scene.width() / fit.contentWidth;
      double y = corner.y() * scene.height() / fit.contentHeight;
      quad.add(
          new Point(
              Math.max(0, Math.min(x, scene.width())), Math.max(0, Math.min(y, scene.height()))));
    }
    if (text.height() >= UPWARDS * text.width()) {
      quad.add(quad.remove(0));
    }
    return quad;
  }

  private Fit fit(Scene scene) {
    int longest = Math.max(scene.width(), scene.height());
    double scale = longest > sidePixels || enlarge ? (double) sidePixels / longest : 1;
    return new Fit(
        (int) Math.max(1, Math.round(scene.width() * scale)),
        (int) Math.max(1, Math.round(scene.height() * scale)));
  }

  /** How a frame lies in the input. */
  private static final class Fit {
    final int contentWidth;
    final int contentHeight;
    final int width;
    final int height;

    Fit(int contentWidth, int contentHeight) {
      this.contentWidth = contentWidth;
      this.contentHeight = contentHeight;
      this.width = roundUp(contentWidth);
      this.height = roundUp(contentHeight);
    }

    private static int roundUp(int pixels) {
      return (pixels + STEP - 1) / STEP * STEP;
    }
  }

  private record FrameRow(Image frame, Fit fit, Normalisation normalisation) implements Row {
    /** The mean colour, normalised. */
    private static final float[] PAD = new float[3];

    @Override
    public int[] shape() {
      return new int[] {3, fit.height, fit.width};
    }

    @Override
    public void write(FloatBuffer target) {
      PlaneWriter.write(
          frame,
          PlaneWriter.Window.whole(frame),
          fit.contentWidth,
          fit.contentHeight,
          fit.width,
          fit.height,
          normalisation,
          PAD,
          target);
    }
  }
}
