package io.millrace.models.task;

import io.millrace.models.image.Image;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Names what a region shows, or the whole frame.
 *
 * <p>Input {@code [3, crop, crop]} float32: the picture resized so that its shorter side has {@code
 * resize} pixels, of that the middle square of {@code crop} pixels, normalised by mean and
 * deviation. Output {@code [classes]}: a number per class, turned into shares of 1 by softmax when
 * the model has not done so. Each region becomes {@code top} regions at the same place, one per
 * class, the likeliest first; of equal classes the earlier one comes first.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>name</th><th>default</th><th>meaning</th></tr>
 *   <tr><td>labels</td><td>–</td><td>the classes' names in order: a list, or classpath:NAME or
 *       file:PATH of a text with one per line</td></tr>
 *   <tr><td>resize, crop</td><td>256, 224</td><td>in pixels, crop at most resize</td></tr>
 *   <tr><td>rgb</td><td>true</td><td>whether the model's first channel is red; else it is blue</td></tr>
 *   <tr><td>mean, deviation</td><td>ImageNet's</td><td>per channel of the model, of values 0..1</td></tr>
 *   <tr><td>softmax</td><td>true</td><td>whether the output still needs it</td></tr>
 *   <tr><td>top</td><td>1</td><td>classes per region; fewer when the model has fewer</td></tr>
 *   <tr><td>min-score</td><td>0</td><td>classes below it are left out</td></tr>
 * </table>
 */
public final class Classification implements Task {
  private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> DEVIATION = List.of(0.229, 0.224, 0.225);

  private final List<String> labels;
  private final int resize;
  private final int crop;
  private final Normalisation normalisation;
  private final boolean softmax;
  private final int top;
  private final double minScore;

  /** Makes the task; unknown settings and values out of range are errors. */
  public Classification(Settings settings) {
    labels = settings.lines("labels");
    resize = settings.integer("resize", 256, 8, 4096);
    crop = settings.integer("crop", Math.min(224, resize), 8, resize);
    normalisation =
        Normalisation.of(
            settings.channels("mean", MEAN),
            settings.positiveChannels("deviation", DEVIATION),
            settings.flag("rgb", true));
    softmax = settings.flag("softmax", true);
    top = settings.integer("top", 1, 1, 1000);
    minScore = settings.number("min-score", 0, 0, 1);
    settings.requireAllTaken();
  }

  @Override
  public boolean finds() {
    return false;
  }

  @Override
  public List<Row> prepare(Scene scene) {
    List<Row> rows = new ArrayList<>(scene.regions().size());
    for (Region region : scene.regions()) {
      rows.add(new SquareRow(region.pixels(), resize, crop, normalisation));
    }
    return rows;
  }

  @Override
  public Scene finish(Scene scene, List<Output> outputs) {
    Outputs.requireCount(outputs, scene.regions().size());
    List<Region> named = new ArrayList<>();
    float[] scores = new float[labels.size()];
    for (int i = 0; i < outputs.size(); i++) {
      Outputs.requireShape(outputs.get(i), labels.size());
      outputs.get(i).read(0, scores);
      if (softmax) {
        softmax(scores);
      }
      addTop(scene.regions().get(i), scores, named);
    }
    return scene.withRegions(named);
  }

  private void addTop(Region region, float[] scores, List<Region> named) {
    boolean[] taken = new boolean[scores.length];
    for (int rank = 0; rank < Math.min(top, scores.length); rank++) {
      int best = -1;
      for (int i = 0; i < scores.length; i++) {
        if (!taken[i] && (best < 0 || scores[i] > scores[best])) {
          best = i;
        }
      }
      taken[best] = true;
      if (scores[best] < minScore) {
        return;
      }
      double score = Math.max(0, Math.min(1, scores[best]));
      named.add(region.withFind(region.find().withLabel(labels.get(best), score)));
    }
  }

  /** Shares of 1; the largest value is taken off first, so that no power overflows. */
  private static void softmax(float[] values) {
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      most = Math.max(most, value);
    }
    double sum = 0;
    for (float value : values) {
      sum += Math.exp(value - most);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.exp(values[i] - most) / sum);
    }
  }

  private record SquareRow(Image picture, int resize, int crop, Normalisation normalisation)
      implements Row {
    private static final float[] PAD = new float[3];

    @Override
    public int[] shape() {
      return new int[] {3, crop, crop};
    }

    @Override
    public void write(FloatBuffer target) {
      // The middle square of the resized picture is a square of the picture itself.
      double side = (double) Math.min(picture.width(), picture.height()) * crop / resize;
      PlaneWriter.Window middle =
          new PlaneWriter.Window(
              (picture.width() - side) / 2, (picture.height() - side) / 2, side, side);
      PlaneWriter.write(picture, middle, crop, crop, crop, crop, normalisation, PAD, target);
    }
  }
}
