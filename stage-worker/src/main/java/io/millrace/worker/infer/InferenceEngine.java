package io.millrace.worker.infer;

import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * One loaded model, ready to run. It belongs to one thread at a time: calls must not overlap.
 *
 * <p>Several engines may load the same file; each has a session, and so memory and threads, of its
 * own.
 */
public interface InferenceEngine extends AutoCloseable {

  /**
   * Loads a model.
   *
   * @param file an ONNX file with one float32 input whose first dimension is the batch
   * @throws InferenceException if the file, the model or the processor does not do
   */
  static InferenceEngine load(Path file, Processor processor) {
    return DjlEngine.load(file, processor);
  }

  /** The execution providers that the runtime in this process was built with. */
  static Set<ExecutionProvider> providers() {
    return Sessions.providers();
  }

  /** What the model takes. */
  ModelInput input();

  /**
   * Runs the model once.
   *
   * @param rows 1 to {@link ModelInput#maxRows()} rows of the same shape, which make up the batch
   * @return the model's first output, row by row in the same order; valid for good
   * @throws InferenceException if the rows do not fit the model, or the runtime fails
   */
  List<Output> run(List<Row> rows);

  /** Frees the session; closing again does nothing. */
  @Override
  void close();
}
