package io.millrace.worker.serve;

import io.millrace.models.image.Image;
import io.millrace.models.task.Find;
import io.millrace.models.task.Output;
import io.millrace.models.task.OutputValues;
import io.millrace.models.task.Region;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.models.task.Task;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Two small tasks for a model that gives the mean of each colour plane. */
final class ColourTasks {

  static final float BRIGHT = 128;

  private ColourTasks() {}

  /** Finds the left half of every frame that is blue enough, and calls it {@code blue}. */
  static Task findBlue() {
    return new Task() {
      @Override
      public List<Row> prepare(Scene scene) {
        return List.of(row(scene.regions().get(0).pixels()));
      }

      @Override
      public Scene finish(Scene scene, List<Output> outputs) {
        float blue = OutputValues.of(outputs.get(0))[0];
        Image frame = scene.regions().get(0).pixels();
        return scene.withRegions(
            blue < BRIGHT
                ? List.of()
                : List.of(
                    Region.cut(
                        frame, Find.box(0, 0, scene.width() / 2.0, scene.height(), "blue", 1))));
      }

      @Override
      public boolean finds() {
        return true;
      }
    };
  }

  /** Reads how red each region is, in tens. */
  static Task readRed() {
    return new Task() {
      @Override
      public List<Row> prepare(Scene scene) {
        return scene.regions().stream().map(region -> row(region.pixels())).toList();
      }

      @Override
      public Scene finish(Scene scene, List<Output> outputs) {
        List<Region> read = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
          Region region = scene.regions().get(i);
          long tens = Math.round(OutputValues.of(outputs.get(i))[2] / 10.0);
          read.add(region.withFind(region.find().withText(Long.toString(tens), 1)));
        }
        return scene.withRegions(read);
      }

      @Override
      public boolean finds() {
        return false;
      }
    };
  }

  /** The picture's planes as they are, blue first. */
  private static Row row(Image image) {
    return new Row() {
      @Override
      public int[] shape() {
        return new int[] {3, image.height(), image.width()};
      }

      @Override
      public void write(FloatBuffer target) {
        for (int channel = 0; channel < 3; channel++) {
          for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
              target.put(
                  switch (channel) {
                    case 0 -> image.blue(x, y);
                    case 1 -> image.green(x, y);
                    default -> image.red(x, y);
                  });
            }
          }
        }
      }
    };
  }
}
