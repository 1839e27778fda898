package io.millrace.bench.live;

import io.millrace.models.image.Image;
import io.millrace.models.task.Find;
import io.millrace.models.task.Output;
import io.millrace.models.task.Region;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.models.task.Task;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A task that runs its model on a grey picture and passes on so many bytes, whatever it is given:
 * what a stage costs and sends is then what the experiment says.
 */
final class Relay implements Task {

  private static final int[] SHAPE = {3, 48, 192};
  private static final int VALUES = 3 * 48 * 192;

  private final Image passedOn;

  /** A task whose answers hold about so many bytes. */
  Relay(long outputBytes) {
    int side = (int) Math.max(1, Math.round(Math.sqrt(outputBytes / (double) Image.CHANNELS)));
    this.passedOn = Image.of(side, side, new byte[side * side * Image.CHANNELS]);
  }

  @Override
  public boolean finds() {
    return false;
  }

  @Override
  public List<Row> prepare(Scene scene) {
    return List.of(Grey.ROW);
  }

  @Override
  public Scene finish(Scene scene, List<Output> outputs) {
    return scene.withRegions(
        List.of(Region.of(passedOn, Find.box(0, 0, scene.width(), scene.height(), "relay", 1))));
  }

  private enum Grey implements Row {
    ROW;

    @Override
    public int[] shape() {
      return SHAPE.clone();
    }

    @Override
    public void write(FloatBuffer target) {
      for (int i = 0; i < VALUES; i++) {
        target.put(0);
      }
    }
  }
}
