package io.millrace.worker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.models.image.Image;
import io.millrace.models.task.Region;
import io.millrace.models.task.Scene;
import io.millrace.topics.codec.Json;
import io.millrace.topics.codec.Safetensors;
import io.millrace.topics.codec.Tensor;
import io.millrace.topics.record.Find;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what a stage found for the stage after it: safetensors with one tensor {@code crop.i} per
 * region, uint8 {@code [height, width, 3]} in blue, green, red, and in the metadata the frame's
 * {@value #WIDTH} and {@value #HEIGHT} in pixels and the {@value #FINDS} as a JSON array, one per
 * crop in the same order.
 */
public final class SceneWriter {

  static final String FRAME = "frame";
  static final String WIDTH = "width";
  static final String HEIGHT = "height";
  static final String FINDS = "finds";

  private SceneWriter() {}

  /** The scene as a value; pixels are copied once. */
  public static byte[] tensors(Scene scene) {
    List<Region> regions = scene.regions();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < regions.size(); i++) {
      tensors.put(crop(i), tensor(regions.get(i).pixels()));
    }
    List<Find> finds = regions.stream().map(region -> Finds.toRecord(region.find())).toList();
    Map<String, String> metadata =
        Map.of(
            WIDTH,
            Integer.toString(scene.width()),
            HEIGHT,
            Integer.toString(scene.height()),
            FINDS,
            new String(Json.write(finds), UTF_8));
    return new Safetensors(tensors, metadata).write();
  }

  /** A frame's raw pixels as a value, for cameras that send no JPEG. */
  public static byte[] frame(Image frame) {
    return new Safetensors(Map.of(FRAME, tensor(frame)), Map.of()).write();
  }

  /** What was found, as it stands in a result. */
  public static List<Find> finds(Scene scene) {
    return scene.finds().stream().map(Finds::toRecord).toList();
  }

  static String crop(int index) {
    return "crop." + index;
  }

  private static Tensor tensor(Image image) {
    List<Integer> shape = List.of(image.height(), image.width(), Image.CHANNELS);
    boolean gapless = image.rowStride() == image.width() * Image.CHANNELS;
    return gapless
        ? new Tensor(
            Tensor.ElementType.U8,
            shape,
            ByteBuffer.wrap(image.data(), image.offset(), image.sizeBytes()))
        : Tensor.ofBytes(shape, image.toByteArray());
  }
}
