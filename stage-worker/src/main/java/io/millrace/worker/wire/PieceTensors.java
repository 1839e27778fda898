package io.millrace.worker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.models.task.Find;
import io.millrace.models.task.Output;
import io.millrace.models.task.Region;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.topics.codec.CodecException;
import io.millrace.topics.codec.Float16;
import io.millrace.topics.codec.Json;
import io.millrace.topics.codec.Safetensors;
import io.millrace.topics.codec.Tensor;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.record.TensorForm;
import io.millrace.worker.wire.SceneReader.Unfit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What travels between two pieces of one model: safetensors with one tensor {@code row.i} for every
 * row that the piece computed, and in the metadata the scene without its pixels.
 *
 * <p>A row is F32, F16 or U8, without the batch dimension. The number that a U8 element {@code q}
 * stands for is {@code offset + scale * q}; the two stand in the metadata as {@code row.i.offset}
 * and {@code row.i.scale}. The offset is the row's least number and the scale a 255th of its range,
 * so that no number is off by more than half the scale, and the zeros after a rectifier stay zeros.
 *
 * <p>Metadata: the frame's {@code width} and {@code height} in pixels, the {@code finds} as in
 * {@link SceneWriter}, and {@code whole}, which is {@code true} when the one find is the frame.
 */
public final class PieceTensors {

  private static final String WHOLE = "whole";
  private static final int STEPS = 255;

  private PieceTensors() {}

  /**
   * A piece's outputs as a value.
   *
   * @throws IllegalArgumentException if a number that is none, or infinite, shall travel as UINT8
   */
  public static byte[] write(Scene scene, List<Output> outputs, TensorForm form) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(SceneWriter.WIDTH, Integer.toString(scene.width()));
    metadata.put(SceneWriter.HEIGHT, Integer.toString(scene.height()));
    metadata.put(
        SceneWriter.FINDS,
        new String(
            Json.write(
                scene.regions().stream().map(region -> Finds.toRecord(region.find())).toList()),
            UTF_8));
    metadata.put(
        WHOLE,
        Boolean.toString(scene.regions().size() == 1 && scene.regions().get(0).wholeFrame()));
    for (int i = 0; i < outputs.size(); i++) {
      Output output = outputs.get(i);
      tensors.put(
          row(i),
          switch (form) {
            case FLOAT32 -> float32(output);
            case FLOAT16 -> float16(output);
            case UINT8 -> {
              Steps steps = Steps.of(row(i), output.values());
              metadata.put(row(i) + ".offset", Float.toString(steps.offset()));
              metadata.put(row(i) + ".scale", Float.toString(steps.scale()));
              yield steps.tensor(output);
            }
          });
    }
    return new Safetensors(tensors, metadata).write();
  }

  /** The scene and the rows in a value; never throws for what stands in it. */
  public static Reading read(Envelope envelope, byte[] value) {
    if (envelope.type() != RecordType.TENSORS
        || !envelope.contentType().equals(Envelope.SAFETENSORS)) {
      return new Reading.Failed(
          "A stage with a later piece of a model reads tensors, but the record is a %s of content type '%s'."
              .formatted(envelope.type().ceType(), envelope.contentType()));
    }
    try {
      Safetensors read = Safetensors.read(ByteBuffer.wrap(value));
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < read.tensors().size(); i++) {
        rows.add(row(read, row(i)));
      }
      return new Reading.Computed(scene(read), rows);
    } catch (CodecException e) {
      return new Reading.Failed("The value is no tensors of a piece: " + e.getMessage());
    } catch (Unfit e) {
      return new Reading.Failed(String.valueOf(e.getMessage()));
    }
  }

  private static Scene scene(Safetensors value) {
    int width = SceneReader.extent(value, SceneWriter.WIDTH);
    int height = SceneReader.extent(value, SceneWriter.HEIGHT);
    boolean whole = Boolean.parseBoolean(SceneReader.metadata(value, WHOLE));
    List<Find> finds = SceneReader.finds(SceneReader.metadata(value, SceneWriter.FINDS));
    return new Scene(
        width, height, finds.stream().map(find -> Region.unseen(find, whole)).toList());
  }

  private static Row row(Safetensors value, String name) {
    Tensor tensor = value.tensor(name);
    int[] shape = tensor.shape().stream().mapToInt(Integer::intValue).toArray();
    ByteBuffer data = tensor.data();
    return switch (tensor.type()) {
      case F32 -> new TensorRow(shape, data.asFloatBuffer());
      case F16 -> {
        float[] numbers = new float[data.remaining() / Short.BYTES];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = Float16.toFloat(data.getShort());
        }
        yield new TensorRow(shape, FloatBuffer.wrap(numbers));
      }
      case U8 -> {
        float offset = number(value, name + ".offset");
        float scale = number(value, name + ".scale");
        float[] numbers = new float[data.remaining()];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = offset + scale * (data.get() & 0xff);
        }
        yield new TensorRow(shape, FloatBuffer.wrap(numbers));
      }
      default ->
          throw new Unfit(
              "The tensor '%s' is %s but must be F32, F16 or U8.".formatted(name, tensor.type()));
    };
  }

  private static float number(Safetensors value, String name) {
    String text = SceneReader.metadata(value, name);
    try {
      float number = Float.parseFloat(text);
      if (Float.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new Unfit("The metadata '%s' is '%s' but must be a number.".formatted(name, text));
  }

  private static Tensor float32(Output output) {
    FloatBuffer values = output.values();
    ByteBuffer bytes = bytes(values.limit(), Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return new Tensor(Tensor.ElementType.F32, shape(output), bytes);
  }

  private static Tensor float16(Output output) {
    FloatBuffer values = output.values();
    ByteBuffer bytes = bytes(values.limit(), Short.BYTES);
    while (values.hasRemaining()) {
      bytes.putShort(Float16.of(values.get()));
    }
    return new Tensor(Tensor.ElementType.F16, shape(output), bytes.flip());
  }

  private static ByteBuffer bytes(int count, int each) {
    return ByteBuffer.allocate(Math.multiplyExact(count, each)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static List<Integer> shape(Output output) {
    List<Integer> shape = new ArrayList<>();
    for (int extent : output.shape()) {
      shape.add(extent);
    }
    return shape;
  }

  private static String row(int index) {
    return "row." + index;
  }

  /** What the 256 steps of a row mean. */
  private record Steps(float offset, float scale) {

    static Steps of(String name, FloatBuffer values) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      while (values.hasRemaining()) {
        float value = values.get();
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "%s has %s at place %d, which no step of 256 stands for.%nMaybe let the tensors travel as float16 or float32."
                  .formatted(name, value, values.position() - 1));
        }
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      return least > most
          ? new Steps(0, 0)
          : new Steps(least, (float) (((double) most - least) / STEPS));
    }

    Tensor tensor(Output output) {
      FloatBuffer values = output.values();
      byte[] steps = new byte[values.limit()];
      for (int i = 0; i < steps.length; i++) {
        double step = scale == 0 ? 0 : ((double) values.get(i) - offset) / scale;
        steps[i] = (byte) Math.min(STEPS, Math.round(step));
      }
      return Tensor.ofBytes(shape(output), steps);
    }
  }

  /** A row over numbers that were received. */
  private static final class TensorRow implements Row {

    private final int[] shape;
    private final FloatBuffer values;

    TensorRow(int[] shape, FloatBuffer values) {
      this.shape = shape;
      this.values = values;
    }

    @Override
    public int[] shape() {
      return shape.clone();
    }

    @Override
    public void write(FloatBuffer target) {
      target.put(values.duplicate());
    }
  }
}
