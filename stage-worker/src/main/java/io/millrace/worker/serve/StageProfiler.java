package io.millrace.worker.serve;

import io.millrace.models.image.ImageCodec;
import io.millrace.models.task.Output;
import io.millrace.topics.codec.Json;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.RowBatches;
import io.millrace.worker.wire.SceneWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Measures how long a stage takes on this machine, as an instance would work: decode, prepare,
 * infer, finish, encode, on a made-up record.
 *
 * <p>For each batch size the stage is run until it is warm, then for {@link #MEASURED} or {@value
 * #MOST_CALLS} calls, at least {@value #LEAST_CALLS}; what counts is the mean of the middle 80 %.
 * Memory is what the process grows by when the model is loaded and run a second time, because the
 * first time grows the Java heap too; never less than the model's file.
 */
public final class StageProfiler {

  /** How long each batch size is run before anything counts. */
  static final Duration WARM = Duration.ofMillis(800);

  /** How long each batch size is measured, more or less. */
  static final Duration MEASURED = Duration.ofMillis(1500);

  static final int LEAST_CALLS = 5;
  static final int MOST_CALLS = 200;

  /** Calls that are left out at either end, of ten. */
  private static final int TRIMMED = 10;

  private final ImageCodec codec;
  private final LongSupplier nanoClock;
  private final LongSupplier memoryBytes;

  /**
   * What was measured.
   *
   * @param secondsByBatch seconds of one call by frames in it
   * @param variation standard deviation over mean of the calls at the smallest batch
   * @param memoryBytes what one instance holds
   * @param outputBytes what it sends on per frame
   */
  public record Measured(
      SortedMap<Integer, Double> secondsByBatch,
      double variation,
      long memoryBytes,
      double outputBytes) {

    /** Copies the map. */
    public Measured {
      secondsByBatch = Collections.unmodifiableSortedMap(new TreeMap<>(secondsByBatch));
    }
  }

  /**
   * A profiler.
   *
   * @param memoryBytes what the process holds now
   */
  public StageProfiler(ImageCodec codec, LongSupplier nanoClock, LongSupplier memoryBytes) {
    this.codec = codec;
    this.nanoClock = nanoClock;
    this.memoryBytes = memoryBytes;
  }

  /**
   * Measures a stage at batch 1 and at its own batch; takes a few seconds for each.
   *
   * @param batch the stage's batch, at least 1
   * @param last whether what it sends on are results, of which the finds are counted, instead of
   *     crops
   * @param fileBytes size of the model's file
   */
  public Measured measure(StageModel model, int batch, boolean last, long fileBytes) {
    SortedMap<Integer, Double> seconds = new TreeMap<>();
    double variation = 0;
    double outputBytes;
    long memory;
    try (InferenceEngine engine = model.engine().get()) {
      WarmUp.run(model, engine);
      SampleInput input = SampleInput.of(model, engine.input(), codec);
      outputBytes = bytes(call(model, engine, input, 1).get(0), last);
      for (int size : new TreeSet<>(List.of(1, batch))) {
        double[] calls = calls(model, engine, input, size, last);
        seconds.put(size, mean(calls));
        variation = seconds.size() == 1 ? deviation(calls) / mean(calls) : variation;
      }
      // While the first is open: what it gave back would be taken again without growth.
      memory = Math.max(fileBytes, growth(model, input, batch));
    }
    return new Measured(seconds, variation, memory, outputBytes);
  }

  private long growth(StageModel model, SampleInput input, int batch) {
    long before = memoryBytes.getAsLong();
    try (InferenceEngine engine = model.engine().get()) {
      call(model, engine, input, batch);
      call(model, engine, input, batch);
      return memoryBytes.getAsLong() - before;
    }
  }

  /** Seconds of the calls that count, ascending. */
  private double[] calls(
      StageModel model, InferenceEngine engine, SampleInput input, int size, boolean last) {
    long begin = nanoClock.getAsLong();
    int warmUps = 0;
    while (warmUps < 2 || nanoClock.getAsLong() - begin < WARM.toNanos()) {
      call(model, engine, input, size);
      warmUps++;
    }
    List<Double> seconds = new ArrayList<>();
    long start = nanoClock.getAsLong();
    while (seconds.size() < LEAST_CALLS
        || (seconds.size() < MOST_CALLS && nanoClock.getAsLong() - start < MEASURED.toNanos())) {
      long from = nanoClock.getAsLong();
      call(model, engine, input, size).forEach(ended -> bytes(ended, last));
      seconds.add(Math.max(1, nanoClock.getAsLong() - from) / 1e9);
    }
    return middle(seconds);
  }

  /** One call; what comes of each frame. */
  private List<PieceEnds.Ended> call(
      StageModel model, InferenceEngine engine, SampleInput input, int size) {
    PieceEnds ends = new PieceEnds(model.task(), model.piece(), codec);
    List<PieceEnds.Begun.Ready> frames = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (!(ends.begin(input.envelope(), input.value()) instanceof PieceEnds.Begun.Ready ready)) {
        throw new IllegalStateException("The sample cannot be read.");
      }
      frames.add(ready);
    }
    int maxRows = Math.min(FrameWork.MAX_ROWS, engine.input().maxRows());
    List<Output> outputs =
        RowBatches.of(frames.stream().flatMap(frame -> frame.rows().stream()).toList(), maxRows)
            .run(engine);
    List<PieceEnds.Ended> finished = new ArrayList<>();
    int from = 0;
    for (PieceEnds.Begun.Ready frame : frames) {
      int to = from + frame.rows().size();
      finished.add(ends.end(frame.scene(), outputs.subList(from, to)));
      from = to;
    }
    return finished;
  }

  private static long bytes(PieceEnds.Ended ended, boolean last) {
    if (ended instanceof PieceEnds.Ended.Halfway halfway) {
      return halfway.value().length;
    }
    PieceEnds.Ended.Seen seen = (PieceEnds.Ended.Seen) ended;
    return last ? Json.write(SceneWriter.finds(seen.scene())).length : seen.tensors().length;
  }

  /** The middle 80 %, ascending. */
  public static double[] middle(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int cut = sorted.length / TRIMMED;
    return Arrays.copyOfRange(sorted, cut, sorted.length - cut);
  }

  /** The mean. */
  public static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The standard deviation. */
  public static double deviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }
}
