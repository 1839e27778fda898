package io.millrace.models.task;

import io.millrace.models.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads lines of text with a CTC model such as PP-OCRv4's recogniser.
 *
 * <p>Input {@code [3, height, W]} float32, -1..1: the text brought to the input's height in its own
 * proportions, W rounded up to a step so that texts of similar length form a batch; a text at least
 * 1.5 times as high as wide is laid down first (its right side up). Output {@code [T, C]}: for each
 * of T places from left to right the probabilities of the blank, each character, and the space. The
 * text is the likeliest class of each place, repeats and blanks left out (A. Graves et al.,
 * <i>Connectionist Temporal Classification</i>, ICML 2006, best-path decoding); its score is the
 * mean probability of the classes kept.
 *
 * <p>A find that cannot be read stays, with text "" and text score 0, unless {@code min-score} says
 * otherwise.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>name</th><th>default</th><th>meaning</th></tr>
 *   <tr><td>characters</td><td>–</td><td>the model's characters without blank and space, in order: a
 *       list, or classpath:NAME or file:PATH of a text with one per line</td></tr>
 *   <tr><td>height</td><td>48</td><td>of the input, in pixels</td></tr>
 *   <tr><td>step</td><td>32</td><td>widths are multiples of it, in pixels</td></tr>
 *   <tr><td>min-width, max-width</td><td>64, 2048</td><td>of the input; a longer text is squeezed</td></tr>
 *   <tr><td>min-score</td><td>0</td><td>texts below it leave the scene</td></tr>
 * </table>
 */
public final class TextReading implements Task {
  private static final double UPWARDS = 1.5;
  private static final int BLANK = 0;

  private final List<String> characters;
  private final int height;
  private final int step;
  private final int minWidth;
  private final int maxWidth;
  private final double minScore;

  /** Makes the task; unknown settings and values out of range are errors. */
  public TextReading(Settings settings) {
    characters = new ArrayList<>(settings.lines("characters"));
    characters.add(" ");
    height = settings.integer("height", 48, 8, 1024);
    step = settings.integer("step", 32, 1, 4096);
    minWidth = settings.integer("min-width", 64, 8, 4096);
    maxWidth = settings.integer("max-width", 2048, minWidth, 16_384);
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
      Image text = lying(region.pixels());
      rows.add(new TextRow(text, bucket(TextRow.widthAt(text, height)), height));
    }
    return rows;
  }

  private static Image lying(Image text) {
    return text.height() >= UPWARDS * text.width() ? text.rotated90CounterClockwise() : text;
  }

  private int bucket(int width) {
    int wanted = Math.max(minWidth, Math.min(width, maxWidth));
    return (wanted + step - 1) / step * step;
  }

  @Override
  public Scene finish(Scene scene, List<Output> outputs) {
    Outputs.requireCount(outputs, scene.regions().size());
    List<Region> read = new ArrayList<>(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      Region region = scene.regions().get(i);
      Find find = decode(region.find(), outputs.get(i));
      if (find.textScore() >= minScore) {
        read.add(region.withFind(find));
      }
    }
    return scene.withRegions(read);
  }

  private Find decode(Find find, Output output) {
    int classes = characters.size() + 1;
    if (output.rank() != 2 || output.dimension(1) != classes) {
      throw new OutputException(
          "the model gave %s, but [T, %d] was expected (blank, %d characters, space); is this the model of the catalogue entry, and are these its characters?"
              .formatted(output, classes, characters.size() - 1));
    }
    float[] place = new float[classes];
    StringBuilder text = new StringBuilder();
    double sum = 0;
    int kept = 0;
    int previous = BLANK;
    for (int t = 0; t < output.dimension(0); t++) {
      output.read(t * classes, place);
      int best = likeliest(place);
      if (best != BLANK && best != previous) {
        text.append(characters.get(best - 1));
        sum += place[best];
        kept++;
      }
      previous = best;
    }
    return find.withText(text.toString(), kept == 0 ? 0 : Math.max(0, Math.min(1, sum / kept)));
  }

  private static int likeliest(float[] values) {
    int best = 0;
    float most = values[0];
    for (int i = 1; i < values.length; i++) {
      if (values[i] > most) {
        most = values[i];
        best = i;
      }
    }
    return best;
  }
}
