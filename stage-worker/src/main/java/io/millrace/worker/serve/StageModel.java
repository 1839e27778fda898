package io.millrace.worker.serve;

import io.millrace.models.task.Task;
import io.millrace.topics.record.PieceSpec;
import io.millrace.worker.infer.InferenceEngine;
import java.util.function.Supplier;

/**
 * The model of a stage: what it is for, and how to load it.
 *
 * @param task what to do with pictures before and answers after the model
 * @param piece which piece of it the stage runs
 * @param engine loads the model; called once per instance, on the instance's own thread
 */
public record StageModel(Task task, PieceSpec piece, Supplier<InferenceEngine> engine) {

  /** A whole model. */
  public StageModel(Task task, Supplier<InferenceEngine> engine) {
    this(task, PieceSpec.WHOLE, engine);
  }
}
