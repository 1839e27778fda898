package io.millrace.bench.efficiency;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.models.task.Task;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A model called the way a careful person would call ONNX Runtime by hand: one session, one thread,
 * one direct buffer, rows one after the other.
 */
final class PlainModel implements AutoCloseable {

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Task task;
  private final String input;
  private FloatBuffer buffer = allocate(1);

  PlainModel(Path file, Task task) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      this.session = environment.createSession(file.toString(), options);
    }
    this.task = task;
    this.input = session.getInputNames().iterator().next();
  }

  /** The scene after the model has looked at it. */
  Scene apply(Scene scene) throws OrtException {
    List<Output> outputs = new ArrayList<>();
    for (Row row : task.prepare(scene)) {
      outputs.add(run(row));
    }
    return task.finish(scene, outputs);
  }

  private Output run(Row row) throws OrtException {
    int[] shape = row.shape();
    int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (buffer.capacity() < size) {
      buffer = allocate(size);
    }
    buffer.clear();
    row.write(buffer);
    buffer.flip();
    long[] batch = new long[shape.length + 1];
    batch[0] = 1;
    for (int i = 0; i < shape.length; i++) {
      batch[i + 1] = shape[i];
    }
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, batch);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      int[] outputShape =
          Arrays.stream(output.getInfo().getShape()).skip(1).mapToInt(Math::toIntExact).toArray();
      // The values are copied: the output's memory ends with the result.
      return Output.of(output.getFloatBuffer(), outputShape);
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }

  private static FloatBuffer allocate(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
