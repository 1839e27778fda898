package io.millrace.worker.infer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import io.millrace.worker.infer.InferenceException.Reason;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * A model in ONNX Runtime and nothing else: one row a call, no engine around it, no buffer kept. It
 * is the judge of what the engine and pieces of the model compute. An {@link InferenceEngine} must
 * have been loaded before in this process, because DJL wants to start the runtime.
 */
public final class PlainSession implements AutoCloseable {

  private final Path file;
  private final OrtSession session;
  private final ModelInput input;

  /**
   * Loads a model.
   *
   * @throws InferenceException if the file, the model or the processor does not do
   */
  public PlainSession(Path file, Processor processor) {
    this.file = file;
    this.session = Sessions.open(file, processor);
    this.input = Sessions.input(file, session);
  }

  /** The model's first output for one row, without the batch dimension. */
  public Output run(Row row) {
    int[] shape = row.shape();
    long[] batch = new long[shape.length + 1];
    batch[0] = 1;
    int size = 1;
    for (int i = 0; i < shape.length; i++) {
      batch[i + 1] = shape[i];
      size = Math.multiplyExact(size, shape[i]);
    }
    FloatBuffer values = FloatBuffer.allocate(size);
    row.write(values);
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values.flip(), batch);
        OrtSession.Result result = session.run(Map.of(input.name(), tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      int[] outputShape =
          Arrays.stream(output.getInfo().getShape()).skip(1).mapToInt(Math::toIntExact).toArray();
      // A copy: the runtime's memory ends with the result.
      return Output.of(output.getFloatBuffer(), outputShape);
    } catch (OrtException e) {
      throw new InferenceException(
          Reason.RUN,
          "%s: ONNX Runtime failed on a row of shape %s: %s"
              .formatted(file, Arrays.toString(shape), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new InferenceException(Reason.RUN, file + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}
