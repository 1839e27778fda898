package io.millrace.worker.serve;

import io.millrace.models.image.Image;
import io.millrace.models.task.Find;
import io.millrace.models.task.Output;
import io.millrace.models.task.Region;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.models.task.Task;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.RowBatches;
import io.millrace.worker.infer.ZeroRow;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a model on a grey picture before it gets real work: the first runs of a session allocate
 * memory and choose kernels, and a model that does not fit its task is found out here.
 */
final class WarmUp {

  private static final int RUNS = 3;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int CROP_WIDTH = 192;
  private static final int CROP_HEIGHT = 48;
  private static final byte GREY = 114;

  private WarmUp() {}

  static void run(StageModel model, InferenceEngine engine) {
    Task task = model.task();
    boolean first = model.piece().first();
    Scene scene = task.finds() ? Scene.whole(grey(WIDTH, HEIGHT)) : crop();
    for (int i = 0; i < RUNS; i++) {
      List<Row> rows = first ? task.prepare(scene) : List.of(new ZeroRow(engine.input()));
      List<Output> outputs = RowBatches.of(rows, engine.input().maxRows()).run(engine);
      // What zeros lead to halfway through a model need not make sense to its task.
      if (first && model.piece().last()) {
        task.finish(scene, outputs);
      }
    }
  }

  private static Scene crop() {
    Find find = Find.box(0, 0, CROP_WIDTH, CROP_HEIGHT, "warm-up", 1);
    return new Scene(WIDTH, HEIGHT, List.of(Region.of(grey(CROP_WIDTH, CROP_HEIGHT), find)));
  }

  private static Image grey(int width, int height) {
    byte[] pixels = new byte[width * height * Image.CHANNELS];
    Arrays.fill(pixels, GREY);
    return Image.of(width, height, pixels);
  }
}
