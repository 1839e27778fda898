package io.millrace.worker.infer;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OrtSession;
import io.millrace.models.task.Output;
import io.millrace.models.task.Row;
import io.millrace.worker.infer.InferenceException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model in DJL's ONNX Runtime engine.
 *
 * <p>Rows are written once, straight into one direct buffer that is reused from call to call and
 * that the runtime reads in place. The runtime's output is copied once, into a new array that the
 * outputs share: its own memory is gone after the call.
 */
final class DjlEngine implements InferenceEngine {

  private static final String ENGINE = "OnnxRuntime";

  private final Path file;
  private final Model model;
  private final ModelInput input;
  private final ParameterStore parameters;
  private FloatBuffer batch = FloatBuffer.allocate(0);

  private DjlEngine(Path file, Model model, ModelInput input) {
    this.file = file;
    this.model = model;
    this.input = input;
    this.parameters = new ParameterStore(model.getNDManager(), false);
  }

  static DjlEngine load(Path file, Processor processor) {
    Model model = newModel(file);
    try {
      OrtSession session = Sessions.open(file, processor);
      // The block, and with it the session, is closed with the model's manager.
      model.setBlock(new OrtSymbolBlock(session, (OrtNDManager) model.getNDManager()));
      return new DjlEngine(file, model, Sessions.input(file, session));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * A DJL model without a block. DJL insists on making the process-wide ONNX Runtime environment
   * itself, so this comes before anything else of the runtime's.
   */
  private static Model newModel(Path file) {
    // Read when DJL's first class is loaded. Nothing that we start reports to anybody unasked.
    if (System.getProperty("OPT_OUT_TRACKING") == null) {
      System.setProperty("OPT_OUT_TRACKING", "true");
    }
    try {
      return Model.newInstance(file.getFileName().toString(), Device.cpu(), ENGINE);
    } catch (LinkageError | EngineException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new InferenceException(
          Reason.RUNTIME,
          "ONNX Runtime does not start in this process: %s.%nMaybe there is no native library for this platform, or other code made an OrtEnvironment before the first model was loaded."
              .formatted(cause.getMessage()),
          e);
    }
  }

  @Override
  public ModelInput input() {
    return input;
  }

  @Override
  public List<Output> run(List<Row> rows) {
    int[] rowShape = rows.get(0).shape();
    check(rows, rowShape);
    FloatBuffer values = write(rows, rowShape);
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDArray array = scope.create(values, batchShape(rows.size(), rowShape), DataType.FLOAT32);
      NDList outputs = model.getBlock().forward(parameters, new NDList(array), false);
      return split(outputs.get(0), rows.size());
    } catch (EngineException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new InferenceException(
          Reason.RUN,
          "%s: ONNX Runtime failed on %d row(s) of shape %s: %s"
              .formatted(file, rows.size(), Arrays.toString(rowShape), cause.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    model.close();
  }

  private void check(List<Row> rows, int[] rowShape) {
    if (!input.fits(rowShape)) {
      throw new InferenceException(
          Reason.INPUT_SHAPE,
          "%s takes %s, but a row has shape %s.%nMaybe the catalogue's entry describes another model."
              .formatted(file, input.describe(), Arrays.toString(rowShape)));
    }
    if (rows.size() > input.maxRows()) {
      throw new InferenceException(
          Reason.INPUT_SHAPE,
          "%s takes %s, but the batch has %d rows.".formatted(file, input.describe(), rows.size()));
    }
    for (Row row : rows) {
      if (!Arrays.equals(row.shape(), rowShape)) {
        throw new IllegalArgumentException(
            "rows of one batch must have one shape (were %s and %s)"
                .formatted(Arrays.toString(rowShape), Arrays.toString(row.shape())));
      }
    }
  }

  private FloatBuffer write(List<Row> rows, int[] rowShape) {
    int values = rows.size();
    for (int extent : rowShape) {
      values = Math.multiplyExact(values, extent);
    }
    if (batch.capacity() < values) {
      batch =
          ByteBuffer.allocateDirect(Math.multiplyExact(values, Float.BYTES))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }
    batch.clear();
    for (Row row : rows) {
      row.write(batch);
    }
    batch.flip();
    if (batch.remaining() != values) {
      throw new IllegalStateException(
          "rows of shape %s wrote %d values where %d were due"
              .formatted(Arrays.toString(rowShape), batch.remaining(), values));
    }
    return batch;
  }

  private static Shape batchShape(int rows, int[] rowShape) {
    long[] shape = new long[rowShape.length + 1];
    shape[0] = rows;
    for (int i = 0; i < rowShape.length; i++) {
      shape[i + 1] = rowShape[i];
    }
    return new Shape(shape);
  }

  private List<Output> split(NDArray output, int rows) {
    long[] shape = output.getShape().getShape();
    if (output.getDataType() != DataType.FLOAT32 || shape.length == 0 || shape[0] != rows) {
      throw new InferenceException(
          Reason.OUTPUT_SHAPE,
          "%s: the output '%s' is %s %s where float32 with one entry for each of %d row(s) was due."
              .formatted(
                  file, output.getName(), output.getDataType(), Arrays.toString(shape), rows));
    }
    int[] rowShape = new int[shape.length - 1];
    for (int i = 0; i < rowShape.length; i++) {
      rowShape[i] = Math.toIntExact(shape[i + 1]);
    }
    FloatBuffer all = output.toByteBuffer(false).asFloatBuffer();
    int size = all.capacity() / rows;
    List<Output> split = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      split.add(Output.of(all.slice(row * size, size), rowShape));
    }
    return split;
  }
}
