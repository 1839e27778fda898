package io.millrace.models.task;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A model in ONNX Runtime, one row at a time: the plain loop that the worker must agree with. */
final class Session implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  Session(Path model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(model.toString(), options);
    }
  }

  /** The scene after the task's model has looked at it. */
  Scene apply(Task task, Scene scene) throws OrtException {
    List<Output> outputs = new ArrayList<>();
    for (Row row : task.prepare(scene)) {
      outputs.add(run(row));
    }
    return task.finish(scene, outputs);
  }

  private Output run(Row row) throws OrtException {
    long[] shape =
        LongStream.concat(LongStream.of(1), Arrays.stream(row.shape()).asLongStream()).toArray();
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    FloatBuffer input =
        ByteBuffer.allocateDirect(size * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    row.write(input);
    input.flip();
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, input, shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      long[] outputShape = output.getInfo().getShape();
      return Output.of(
          output.getFloatBuffer(),
          Arrays.stream(outputShape).skip(1).mapToInt(Math::toIntExact).toArray());
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
