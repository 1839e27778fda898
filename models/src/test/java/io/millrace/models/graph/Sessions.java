package io.millrace.models.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs models with one input and one output in ONNX Runtime, one thread. */
final class Sessions {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private Sessions() {}

  /** Pixels between 0 and 1 from a seed. */
  static float[] frame(TensorInfo input, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) input.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }

  static float[] run(
      Path model, TensorInfo input, float[] values, OrtSession.SessionOptions.OptLevel level)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setOptimizationLevel(level);
      try (OrtSession session = ENVIRONMENT.createSession(model.toString(), options)) {
        FloatBuffer buffer =
            ByteBuffer.allocateDirect(values.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        buffer.put(values).flip();
        long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
        try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, buffer, shape);
            OrtSession.Result result = session.run(Map.of(input.name(), tensor))) {
          FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
          float[] copy = new float[out.remaining()];
          out.get(copy);
          return copy;
        }
      }
    }
  }

  /** The pieces one after the other. */
  static float[] run(
      List<SubModel> pieces, float[] values, OrtSession.SessionOptions.OptLevel level)
      throws OrtException {
    float[] now = values;
    for (SubModel piece : pieces) {
      now = run(piece.saved().file(), piece.inputs().get(0), now, level);
    }
    return now;
  }
}
