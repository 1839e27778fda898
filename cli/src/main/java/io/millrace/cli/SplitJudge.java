package io.millrace.cli;

import io.millrace.models.image.ImageCodec;
import io.millrace.models.task.Find;
import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.models.task.Task;
import io.millrace.worker.infer.PlainSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Holds what the last piece of a model gave in the live pipeline against what the whole model gives
 * for the same frames in a session of its own.
 *
 * <p>The pipeline has one lane and one instance per stage, so that frames leave it in the order in
 * which they came.
 */
final class SplitJudge {

  /** Overlap from which two finds of one label are the same thing. */
  private static final double SAME_PLACE = 0.5;

  private final Task task;
  private final List<Given> given = Collections.synchronizedList(new ArrayList<>());

  /** What the last piece gave for a frame. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  private record Given(float[] values, List<Find> finds) {}

  /**
   * How near the pieces came to the whole.
   *
   * @param frames compared
   * @param equalFrames of them, whose every number is the whole model's bit for bit
   * @param largestDifference of any number, absolute
   * @param relativeDifference the same over the greatest number of its frame's answer
   * @param finds of the whole model
   * @param foundAgain of them, found by the pieces too: same label, half the place in common
   * @param foundOnly of the pieces' finds, those that the whole model did not find
   * @param largestScoreDifference between a find and the same one of the pieces
   */
  record Verdict(
      int frames,
      int equalFrames,
      double largestDifference,
      double relativeDifference,
      int finds,
      int foundAgain,
      int foundOnly,
      double largestScoreDifference) {

    /** Whether all frames' answers are equal bit for bit. */
    boolean equal() {
      return frames > 0 && equalFrames == frames;
    }
  }

  SplitJudge(Task task) {
    this.task = task;
  }

  /** The task for the last stage: the model's own, watched. */
  Task watched() {
    return new Task() {
      @Override
      public List<Row> prepare(Scene scene) {
        return task.prepare(scene);
      }

      @Override
      public Scene finish(Scene scene, List<Output> outputs) {
        Scene finished = task.finish(scene, outputs);
        given.add(new Given(values(outputs), finished.finds()));
        return finished;
      }

      @Override
      public boolean finds() {
        return task.finds();
      }
    };
  }

  /** How many frames have come out. */
  int count() {
    return given.size();
  }

  /** Judges the first frames that came out by the frames that went in, in their order. */
  Verdict judge(List<byte[]> frames, ImageCodec codec, PlainSession whole) {
    int count = Math.min(frames.size(), given.size());
    int equal = 0;
    double largest = 0;
    double relative = 0;
    int finds = 0;
    int again = 0;
    int only = 0;
    double score = 0;
    for (int i = 0; i < count; i++) {
      Scene scene = Scene.whole(codec.decode(frames.get(i)));
      List<Output> outputs = task.prepare(scene).stream().map(whole::run).toList();
      float[] expected = values(outputs);
      float[] actual = given.get(i).values();
      if (expected.length != actual.length) {
        throw new CommandException(
            "The last piece gave %d numbers for frame %d where the whole model gives %d."
                .formatted(actual.length, i, expected.length));
      }
      double greatest = Float.MIN_NORMAL;
      double worst = 0;
      boolean same = true;
      for (int k = 0; k < expected.length; k++) {
        same &= Float.floatToRawIntBits(expected[k]) == Float.floatToRawIntBits(actual[k]);
        worst = Math.max(worst, Math.abs((double) expected[k] - actual[k]));
        greatest = Math.max(greatest, Math.abs(expected[k]));
      }
      equal += same ? 1 : 0;
      largest = Math.max(largest, worst);
      relative = Math.max(relative, worst / greatest);
      List<Find> wanted = task.finish(scene, outputs).finds();
      List<Find> left = new ArrayList<>(given.get(i).finds());
      finds += wanted.size();
      for (Find find : wanted) {
        int best = -1;
        double most = SAME_PLACE;
        for (int k = 0; k < left.size(); k++) {
          double overlap =
              find.label().equals(left.get(k).label()) ? overlap(find, left.get(k)) : 0;
          if (overlap >= most) {
            most = overlap;
            best = k;
          }
        }
        if (best >= 0) {
          again++;
          score = Math.max(score, Math.abs(find.score() - left.remove(best).score()));
        }
      }
      only += left.size();
    }
    return new Verdict(count, equal, largest, relative, finds, again, only, score);
  }

  /** Intersection over union of two finds' upright boxes. */
  private static double overlap(Find one, Find other) {
    double width = Math.min(one.right(), other.right()) - Math.max(one.left(), other.left());
    double height = Math.min(one.bottom(), other.bottom()) - Math.max(one.top(), other.top());
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double both = width * height;
    return both / (area(one) + area(other) - both);
  }

  private static double area(Find find) {
    return (find.right() - find.left()) * (find.bottom() - find.top());
  }

  private static float[] values(List<Output> outputs) {
    int size = outputs.stream().mapToInt(output -> output.values().limit()).sum();
    FloatBuffer all = FloatBuffer.allocate(size);
    outputs.forEach(output -> all.put(output.values()));
    return all.array();
  }
}
