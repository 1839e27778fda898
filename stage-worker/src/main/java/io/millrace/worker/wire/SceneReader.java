package io.millrace.worker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.models.image.Image;
import io.millrace.models.image.ImageCodec;
import io.millrace.models.image.ImageException;
import io.millrace.models.task.Find;
import io.millrace.models.task.Region;
import io.millrace.models.task.Scene;
import io.millrace.topics.codec.CodecException;
import io.millrace.topics.codec.Json;
import io.millrace.topics.codec.Safetensors;
import io.millrace.topics.codec.Tensor;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.RecordType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the scene in a record's value: a camera's frame, or what the stage before found in it.
 *
 * <p>A frame is a JPEG or PNG, or safetensors with raw pixels in the tensor {@value
 * SceneWriter#FRAME}. What a stage wrote is as {@link SceneWriter} describes it. Pixels in
 * safetensors are not copied: the scene's images are views of the record's bytes.
 */
public final class SceneReader {

  private final ImageCodec codec;

  /** A reader that decodes pictures with this codec, within its limits. */
  public SceneReader(ImageCodec codec) {
    this.codec = codec;
  }

  /** Reads a value; never throws for what stands in it. */
  public Reading read(Envelope envelope, byte[] value) {
    try {
      return new Reading.Done(scene(envelope, value));
    } catch (ImageException e) {
      return new Reading.Failed(
          "The picture cannot be decoded (%s): %s.".formatted(e.reason(), e.getMessage()));
    } catch (CodecException e) {
      return new Reading.Failed("The value is no safetensors: " + e.getMessage());
    } catch (Unfit e) {
      return new Reading.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Scene scene(Envelope envelope, byte[] value) {
    boolean tensors = envelope.contentType().equals(Envelope.SAFETENSORS);
    if (envelope.type() == RecordType.FRAME) {
      return Scene.whole(tensors ? frame(value) : codec.decode(value));
    }
    if (envelope.type() == RecordType.TENSORS && tensors) {
      return found(Safetensors.read(ByteBuffer.wrap(value)));
    }
    throw new Unfit(
        "A stage reads frames and tensors, but the record is a %s of content type '%s'."
            .formatted(envelope.type().ceType(), envelope.contentType()));
  }

  private static Image frame(byte[] value) {
    return image(Safetensors.read(ByteBuffer.wrap(value)), SceneWriter.FRAME);
  }

  private static Scene found(Safetensors value) {
    int width = extent(value, SceneWriter.WIDTH);
    int height = extent(value, SceneWriter.HEIGHT);
    List<Find> finds = finds(metadata(value, SceneWriter.FINDS));
    if (value.tensors().size() != finds.size()) {
      throw new Unfit(
          "The value holds %d tensors for %d finds."
              .formatted(value.tensors().size(), finds.size()));
    }
    List<Region> regions = new ArrayList<>(finds.size());
    for (int i = 0; i < finds.size(); i++) {
      regions.add(Region.of(image(value, SceneWriter.crop(i)), finds.get(i)));
    }
    return new Scene(width, height, regions);
  }

  private static Image image(Safetensors value, String name) {
    Tensor tensor = value.tensors().get(name);
    if (tensor == null) {
      throw new Unfit(
          "The tensor '%s' is missing; there are %s.".formatted(name, value.tensors().keySet()));
    }
    List<Integer> shape = tensor.shape();
    if (tensor.type() != Tensor.ElementType.U8
        || shape.size() != 3
        || shape.get(0) < 1
        || shape.get(1) < 1
        || shape.get(2) != Image.CHANNELS) {
      throw new Unfit(
          "The tensor '%s' is %s %s but must be U8 [height, width, 3]."
              .formatted(name, tensor.type(), shape));
    }
    ByteBuffer data = tensor.data();
    return Image.of(shape.get(1), shape.get(0), data.array(), data.arrayOffset() + data.position());
  }

  static List<Find> finds(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    try {
      io.millrace.topics.record.Find[] finds =
          Json.read(bytes, io.millrace.topics.record.Find[].class, SceneWriter.FINDS);
      return Arrays.stream(finds).map(Finds::toModel).toList();
    } catch (CodecException | IllegalArgumentException e) {
      throw new Unfit("The finds in the value cannot be read: " + e.getMessage());
    }
  }

  static int extent(Safetensors value, String name) {
    String text = metadata(value, name);
    try {
      int extent = Integer.parseInt(text);
      if (extent > 0) {
        return extent;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new Unfit(
        "The frame's %s is '%s' but must be a whole number above 0.".formatted(name, text));
  }

  static String metadata(Safetensors value, String name) {
    String text = value.metadata().get(name);
    if (text == null) {
      throw new Unfit("The metadata '%s' is missing.".formatted(name));
    }
    return text;
  }

  /** The value is not what it should be; stays inside this package. */
  static final class Unfit extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }
}
