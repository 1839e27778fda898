package io.millrace.models.task;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns texts that stand on their heads, with a two-class model such as PP-OCR's angle classifier.
 *
 * <p>Input {@code [3, height, width]} float32, -1..1: the text brought to the input's height in its
 * own proportions (squeezed when too wide), the rest grey. Output {@code [2]}: how likely it is
 * upright, and turned by 180 degrees. A text turned with at least the threshold's certainty is
 * turned back, quad and pixels; nothing else of the find changes.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>name</th><th>default</th><th>meaning</th></tr>
 *   <tr><td>width, height</td><td>192, 48</td><td>of the input, in pixels</td></tr>
 *   <tr><td>threshold</td><td>0.9</td><td>least certainty with which a text is turned</td></tr>
 * </table>
 */
public final class TextAngle implements Task {
  private final int width;
  private final int height;
  private final double threshold;

  /** Makes the task; unknown settings and values out of range are errors. */
  public TextAngle(Settings settings) {
    width = settings.integer("width", 192, 8, 4096);
    height = settings.integer("height", 48, 8, 1024);
    threshold = settings.number("threshold", 0.9, 0.5, 1);
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
      rows.add(new TextRow(region.pixels(), width, height));
    }
    return rows;
  }

  @Override
  public Scene finish(Scene scene, List<Output> outputs) {
    Outputs.requireCount(outputs, scene.regions().size());
    List<Region> upright = new ArrayList<>(outputs.size());
    float[] scores = new float[2];
    for (int i = 0; i < outputs.size(); i++) {
      Outputs.requireShape(outputs.get(i), 2);
      outputs.get(i).read(0, scores);
      Region region = scene.regions().get(i);
      boolean turned = scores[1] > scores[0] && scores[1] >= threshold;
      upright.add(turned ? region.turned180() : region);
    }
    return scene.withRegions(upright);
  }
}
