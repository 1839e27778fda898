package io.millrace.worker.serve;

import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageSpec;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.InferenceException;
import io.millrace.worker.infer.RowBatches;
import io.millrace.worker.wire.SceneWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an instance does with a batch of frames, from bytes to bytes: decode, prepare, infer,
 * finish, encode.
 *
 * <p>A frame that fails becomes a dead letter and the others go on. When a model call fails, whose
 * rows come from several frames, each frame is tried again alone, so that only the culprit dies.
 *
 * <p>Used by one thread, the one that owns the engine.
 */
final class FrameWork {

  /** Most rows in one model call: enough to keep any processor busy, few enough to fit memory. */
  static final int MAX_ROWS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(FrameWork.class);

  private final PipelineSpec pipeline;
  private final StageSpec stage;
  private final boolean last;
  private final DeviceId device;
  private final PieceEnds ends;
  private final InferenceEngine engine;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final int maxRows;
  private Times times = Times.NONE;

  /** How long the parts of a batch took, in nanoseconds. */
  record Times(long prepareNanos, long inferNanos, long finishNanos) {
    static final Times NONE = new Times(0, 0, 0);

    Times plus(long moreInferNanos, long moreFinishNanos) {
      return new Times(prepareNanos, inferNanos + moreInferNanos, finishNanos + moreFinishNanos);
    }
  }

  /** A frame that was decoded and waits for the model. */
  private record Prepared(Job job, Scene scene, List<Row> rows) {}

  FrameWork(
      PipelineSpec pipeline,
      StageSpec stage,
      DeviceId device,
      PieceEnds ends,
      InferenceEngine engine,
      Clock clock,
      LongSupplier nanoClock) {
    this.pipeline = pipeline;
    this.stage = stage;
    this.last = pipeline.after(stage.name()).isEmpty();
    this.device = device;
    this.ends = ends;
    this.engine = engine;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.maxRows = Math.min(MAX_ROWS, engine.input().maxRows());
  }

  /** Works on a batch; one outcome per frame, in no particular order. */
  List<Outcome> work(List<Job> jobs) {
    long start = nanoClock.getAsLong();
    List<Outcome> outcomes = new ArrayList<>(jobs.size());
    List<Prepared> prepared = new ArrayList<>(jobs.size());
    for (Job job : jobs) {
      try {
        PieceEnds.Begun begun = ends.begin(job.envelope(), job.taken().value());
        if (begun instanceof PieceEnds.Begun.Ready ready) {
          prepared.add(new Prepared(job, ready.scene(), ready.rows()));
        } else if (begun instanceof PieceEnds.Begun.Failed failed) {
          outcomes.add(new Outcome.Dead(job.taken(), job.leg(), failed.error()));
        }
      } catch (RuntimeException | OutOfMemoryError e) {
        outcomes.add(dead(job, "The frame cannot be prepared for the model", e));
      }
    }
    times = new Times(nanoClock.getAsLong() - start, 0, 0);
    infer(prepared, outcomes);
    return outcomes;
  }

  /** How long the parts of the last batch took. */
  Times times() {
    return times;
  }

  private void infer(List<Prepared> frames, List<Outcome> outcomes) {
    List<Row> rows = frames.stream().flatMap(frame -> frame.rows().stream()).toList();
    List<Output> outputs;
    long start = nanoClock.getAsLong();
    try {
      outputs = RowBatches.of(rows, maxRows).run(engine);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (frames.size() == 1) {
        outcomes.add(dead(frames.get(0).job(), "The model fails on the frame", e));
      } else {
        LOG.atWarn()
            .addKeyValue("stage", stage.name())
            .addKeyValue("frames", frames.size())
            .setCause(e)
            .log("model failed on a batch; its frames are tried one by one");
        frames.forEach(frame -> infer(List.of(frame), outcomes));
      }
      return;
    }
    long inferred = nanoClock.getAsLong();
    int from = 0;
    for (Prepared frame : frames) {
      int to = from + frame.rows().size();
      outcomes.add(finish(frame, outputs.subList(from, to)));
      from = to;
    }
    times = times.plus(inferred - start, nanoClock.getAsLong() - inferred);
  }

  private Outcome finish(Prepared frame, List<Output> outputs) {
    try {
      PieceEnds.Ended ended = ends.end(frame.scene(), outputs);
      Envelope envelope = frame.job().envelope();
      if (ended instanceof PieceEnds.Ended.Halfway halfway) {
        return passed(frame, halfway.value());
      }
      PieceEnds.Ended.Seen seen = (PieceEnds.Ended.Seen) ended;
      Scene scene = seen.scene();
      if (last || scene.regions().isEmpty()) {
        return new Outcome.Answered(
            frame.job().taken(),
            frame.job().leg(),
            envelope.carrying(stage.name(), RecordType.RESULT, Envelope.JSON),
            Json.write(result(envelope, scene)));
      }
      return passed(frame, seen.tensors());
    } catch (RuntimeException | OutOfMemoryError e) {
      return dead(frame.job(), "The model's answer cannot be used", e);
    }
  }

  private Outcome passed(Prepared frame, byte[] value) {
    return new Outcome.Passed(
        frame.job().taken(),
        frame.job().leg(),
        frame.job().envelope().carrying(stage.name(), RecordType.TENSORS, Envelope.SAFETENSORS),
        value);
  }

  private Result result(Envelope envelope, Scene scene) {
    return new Result(
        pipeline.name(),
        pipeline.version(),
        envelope.frame(),
        scene.width(),
        scene.height(),
        clock.instant(),
        stage.name(),
        device,
        SceneWriter.finds(scene),
        envelope.extension(Envelope.GROUND_TRUTH));
  }

  private Outcome.Dead dead(Job job, String what, Throwable cause) {
    String reason =
        cause instanceof InferenceException inference
            ? " (" + inference.reason().label() + ")"
            : "";
    String message = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
    return new Outcome.Dead(job.taken(), job.leg(), what + reason + ": " + message);
  }
}
