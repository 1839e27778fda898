package io.millrace.models.task;

import io.millrace.models.image.Image;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds objects with a YOLOX model.
 *
 * <p>Input {@code [3, height, width]} float32, blue, green, red, 0..255: the frame in its own
 * proportions in the top-left corner, the rest 114. Output {@code [anchors, 5 + classes]}: per cell
 * of the grids of the strides (row after row, grid after grid) centre x, centre y, width, height,
 * objectness and the classes' scores, with {@code x = (cx + column) * stride} and {@code width =
 * exp(w) * stride} (Z. Ge et al., <i>YOLOX: Exceeding YOLO Series in 2021</i>, section 2.1). A cell
 * names its likeliest class; its score is objectness times class. Of finds of one class that
 * overlap more than the threshold only the surest stays. Boxes are clipped to the frame.
 *
 * <p>Cost: linear in the output, plus quadratic in the finds of one class above the threshold.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>name</th><th>default</th><th>meaning</th></tr>
 *   <tr><td>labels</td><td>–</td><td>the classes' names in order: a list, or classpath:NAME or
 *       file:PATH of a text with one per line</td></tr>
 *   <tr><td>width, height</td><td>640, 640</td><td>of the input, in pixels, multiples of 32</td></tr>
 *   <tr><td>score-threshold</td><td>0.3</td><td>least score of a find</td></tr>
 *   <tr><td>overlap-threshold</td><td>0.45</td><td>largest intersection over union of two finds of a
 *       class</td></tr>
 *   <tr><td>max-finds</td><td>300</td><td>finds kept, the surest first</td></tr>
 * </table>
 */
public final class ObjectDetection implements Task {
  private static final int[] STRIDES = {8, 16, 32};
  private static final int LARGEST_STRIDE = 32;
  private static final int BOX = 5;
  private static final int OBJECTNESS = 4;
  private static final float[] PAD = {114, 114, 114};
  private static final Normalisation NORMALISATION = Normalisation.none(false);

  private final List<String> labels;
  private final int width;
  private final int height;
  private final double scoreThreshold;
  private final double overlapThreshold;
  private final int maxFinds;

  /** Makes the task; unknown settings and values out of range are errors. */
  public ObjectDetection(Settings settings) {
    labels = settings.lines("labels");
    width = settings.multiple("width", 640, LARGEST_STRIDE, 8192);
    height = settings.multiple("height", 640, LARGEST_STRIDE, 8192);
    scoreThreshold = settings.number("score-threshold", 0.3, 0, 1);
    overlapThreshold = settings.number("overlap-threshold", 0.45, 0, 1);
    maxFinds = settings.integer("max-finds", 300, 1, 10_000);
    settings.requireAllTaken();
  }

  @Override
  public boolean finds() {
    return true;
  }

  @Override
  public List<Row> prepare(Scene scene) {
    return List.of(
        new FrameRow(scene.wholeFrame(), contentWidth(scene), contentHeight(scene), width, height));
  }

  private double scale(Scene scene) {
    return Math.min((double) width / scene.width(), (double) height / scene.height());
  }

  private int contentWidth(Scene scene) {
    return Math.max(1, (int) Math.round(scene.width() * scale(scene)));
  }

  private int contentHeight(Scene scene) {
    return Math.max(1, (int) Math.round(scene.height() * scale(scene)));
  }

  @Override
  public Scene finish(Scene scene, List<Output> outputs) {
    Region frame = scene.wholeRegion();
    Output output = Outputs.single(outputs);
    Outputs.requireShape(output, anchors(), BOX + labels.size());
    List<Box> boxes = decode(scene, output);
    boxes.sort(Comparator.comparingDouble(Box::score).reversed());
    return scene.withRegions(
        suppress(boxes).stream().map(box -> frame.part(box.toFind(labels))).toList());
  }

  private int anchors() {
    int anchors = 0;
    for (int stride : STRIDES) {
      anchors += (width / stride) * (height / stride);
    }
    return anchors;
  }

  private List<Box> decode(Scene scene, Output output) {
    double scaleX = (double) scene.width() / contentWidth(scene);
    double scaleY = (double) scene.height() / contentHeight(scene);
    float[] cell = new float[BOX + labels.size()];
    List<Box> boxes = new ArrayList<>();
    int at = 0;
    for (int stride : STRIDES) {
      for (int row = 0; row < height / stride; row++) {
        for (int column = 0; column < width / stride; column++, at += cell.length) {
          // A class's score is at most 1: most cells end here, after one read.
          if (output.value(at + OBJECTNESS) >= scoreThreshold) {
            output.read(at, cell);
            int best = likeliest(cell);
            double score = (double) cell[OBJECTNESS] * cell[BOX + best];
            if (score >= scoreThreshold) {
              double x = (cell[0] + column) * stride;
              double y = (cell[1] + row) * stride;
              double w = Math.exp(cell[2]) * stride;
              double h = Math.exp(cell[3]) * stride;
              add(
                  boxes,
                  best,
                  score,
                  clip((x - w / 2) * scaleX, scene.width()),
                  clip((y - h / 2) * scaleY, scene.height()),
                  clip((x + w / 2) * scaleX, scene.width()),
                  clip((y + h / 2) * scaleY, scene.height()));
            }
          }
        }
      }
    }
    return boxes;
  }

  private static int likeliest(float[] cell) {
    int best = 0;
    for (int i = 1; i < cell.length - BOX; i++) {
      if (cell[BOX + i] > cell[BOX + best]) {
        best = i;
      }
    }
    return best;
  }

  private static double clip(double value, double max) {
    return Math.max(0, Math.min(value, max));
  }

  /**
   * Adds the box unless nothing of it lies within the frame; a place that is no number drops out.
   */
  private static void add(
      List<Box> boxes,
      int label,
      double score,
      double left,
      double top,
      double right,
      double bottom) {
    if (right > left && bottom > top) {
      boxes.add(new Box(label, Math.min(1, score), left, top, right, bottom));
    }
  }

  /** Of boxes sorted by score: those that no surer one of the same class covers. */
  private List<Box> suppress(List<Box> boxes) {
    List<Box> kept = new ArrayList<>();
    for (Box box : boxes) {
      if (kept.size() == maxFinds) {
        break;
      }
      boolean covered = false;
      for (Box surer : kept) {
        if (surer.label == box.label && surer.overlap(box) > overlapThreshold) {
          covered = true;
          break;
        }
      }
      if (!covered) {
        kept.add(box);
      }
    }
    return kept;
  }

  private record Box(
      int label, double score, double left, double top, double right, double bottom) {
    double area() {
      return (right - left) * (bottom - top);
    }

    /** Intersection over union. */
    double overlap(Box other) {
      double w = Math.min(right, other.right) - Math.max(left, other.left);
      double h = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      if (w <= 0 || h <= 0) {
        return 0;
      }
      return w * h / (area() + other.area() - w * h);
    }

    Find toFind(List<String> labels) {
      return Find.box(left, top, right, bottom, labels.get(label), score);
    }
  }

  private record FrameRow(Image frame, int contentWidth, int contentHeight, int width, int height)
      implements Row {
    @Override
    public int[] shape() {
      return new int[] {3, height, width};
    }

    @Override
    public void write(FloatBuffer target) {
      PlaneWriter.write(
          frame,
          PlaneWriter.Window.whole(frame),
          contentWidth,
          contentHeight,
          width,
          height,
          NORMALISATION,
          PAD,
          target);
    }
  }
}
