package io.millrace.worker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.models.image.Image;
import io.millrace.models.image.ImageCodec;
import io.millrace.models.image.Point;
import io.millrace.models.task.Find;
import io.millrace.models.task.Region;
import io.millrace.models.task.Scene;
import io.millrace.topics.codec.Safetensors;
import io.millrace.topics.codec.Tensor;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.record.StageId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SceneWireTest {

  private static final Envelope JPEG =
      Envelope.jpeg(new FrameRef(new CameraId("gate"), 1, 7, Instant.EPOCH));
  private static final Envelope TENSORS =
      JPEG.carrying(new StageId("detect"), RecordType.TENSORS, Envelope.SAFETENSORS);
  private static final Envelope RAW =
      new Envelope("", RecordType.FRAME, JPEG.frame(), Envelope.SAFETENSORS, "", Map.of());

  private final ImageCodec codec = new ImageCodec(64 * 64);
  private final SceneReader reader = new SceneReader(codec);

  @Test
  void shouldReadAJpegAsOneWholeFrame() {
    // Given
    byte[] value = codec.encodeJpeg(image(16, 8), 90);

    // When
    Scene scene = scene(reader.read(JPEG, value));

    // Then
    assertThat(scene.width()).isEqualTo(16);
    assertThat(scene.height()).isEqualTo(8);
    assertThat(scene.regions()).singleElement().matches(Region::wholeFrame);
  }

  @Test
  void shouldReadRawPixelsAsOneWholeFrameWithoutCopyingThem() {
    // Given
    byte[] value = SceneWriter.frame(image(4, 2));

    // When
    Scene scene = scene(reader.read(RAW, value));

    // Then
    Image frame = scene.regions().get(0).pixels();
    assertThat(frame.data()).isSameAs(value);
    assertThat(frame.toByteArray()).isEqualTo(image(4, 2).toByteArray());
    assertThat(scene.regions().get(0).wholeFrame()).isTrue();
  }

  @Test
  void shouldGiveTheNextStageWhatThisOneFound() {
    // Given: a find with all it can have, and one whose pixels are a window of a larger picture
    Find first = new Find(quad(1.5, 2, 9, 6.25), "text", 0.75, "AB \"1\" Ü", 0.5);
    Find second = Find.of(quad(0, 0, 2, 2), "plate", 0.25);
    Image window = image(10, 10).crop(3, 4, 2, 3);
    Scene scene =
        new Scene(640, 360, List.of(Region.of(image(5, 4), first), Region.of(window, second)));

    // When
    byte[] value = SceneWriter.tensors(scene);
    Scene read = scene(reader.read(TENSORS, value));

    // Then
    assertThat(read.width()).isEqualTo(640);
    assertThat(read.height()).isEqualTo(360);
    assertThat(read.finds()).containsExactly(first, second);
    assertThat(read.regions().get(0).pixels().toByteArray()).isEqualTo(image(5, 4).toByteArray());
    assertThat(read.regions().get(1).pixels().toByteArray()).isEqualTo(window.toByteArray());
    assertThat(read.regions()).allMatch(region -> region.pixels().data() == value);
    assertThat(read.regions()).noneMatch(Region::wholeFrame);
  }

  @Test
  void shouldWriteCropsThatAnySafetensorsReaderOpens() {
    // Given
    Scene scene =
        new Scene(8, 8, List.of(Region.of(image(5, 4), Find.of(quad(0, 0, 5, 4), "text", 1))));

    // When
    Safetensors value = Safetensors.read(ByteBuffer.wrap(SceneWriter.tensors(scene)));

    // Then
    assertThat(value.tensors()).containsOnlyKeys("crop.0");
    assertThat(value.tensors().values())
        .singleElement()
        .matches(crop -> crop.type() == Tensor.ElementType.U8)
        .extracting(Tensor::shape)
        .isEqualTo(List.of(4, 5, 3));
    assertThat(value.metadata()).containsOnlyKeys("width", "height", "finds");
  }

  @Test
  void shouldRefuseWhatIsNoPictureAndSayWhy() {
    byte[] whole = codec.encodeJpeg(image(16, 8), 90);

    assertThat(error(reader.read(JPEG, new byte[0]))).contains("EMPTY");
    assertThat(error(reader.read(JPEG, "hello".getBytes(UTF_8)))).contains("UNKNOWN_FORMAT");
    assertThat(error(reader.read(JPEG, Arrays.copyOf(whole, whole.length / 2))))
        .contains("TRUNCATED");
    assertThat(error(reader.read(JPEG, new ImageCodec().encodeJpeg(image(80, 80), 90))))
        .contains("TOO_LARGE")
        .contains("80x80");
  }

  @Test
  void shouldRefuseSafetensorsThatAreCutShort() {
    // Given
    byte[] value = SceneWriter.frame(image(4, 2));

    // When / Then: within the header's length, within the header, within the pixels
    assertThat(error(reader.read(RAW, Arrays.copyOf(value, 5)))).contains("has 5 bytes");
    assertThat(error(reader.read(RAW, Arrays.copyOf(value, 20)))).contains("only 12 follow");
    assertThat(error(reader.read(RAW, Arrays.copyOf(value, value.length - 1))))
        .contains("tensor 'frame'");
  }

  @Test
  void shouldRefuseTensorsThatAreNoCrops() {
    Map<String, String> good = Map.of("width", "8", "height", "8", "finds", find());
    Tensor crop = Tensor.ofBytes(List.of(1, 2, 3), new byte[6]);

    assertThat(error(read(Map.of("crop.0", crop), good))).isEmpty();
    assertThat(error(read(Map.of("crop.1", crop), good)))
        .contains("'crop.0' is missing")
        .contains("[crop.1]");
    assertThat(error(read(Map.of(), good))).contains("0 tensors for 1 finds");
    assertThat(error(read(Map.of("crop.0", Tensor.ofBytes(List.of(2, 3), new byte[6])), good)))
        .contains("U8 [2, 3] but must be U8 [height, width, 3]");
    assertThat(error(read(Map.of("crop.0", Tensor.ofBytes(List.of(0, 2, 3), new byte[0])), good)))
        .contains("U8 [0, 2, 3]");
    assertThat(error(read(Map.of("crop.0", crop), without(good, "width"))))
        .contains("'width' is missing");
    assertThat(error(read(Map.of("crop.0", crop), with(good, "height", "0"))))
        .contains("height is '0'");
    assertThat(error(read(Map.of("crop.0", crop), with(good, "finds", "[{}]")))).contains("finds");
    assertThat(error(read(Map.of("crop.0", crop), with(good, "finds", "[null]"))))
        .contains("finds");
    assertThat(error(read(Map.of("crop.0", crop), with(good, "finds", "nonsense"))))
        .contains("finds");
    assertThat(
            error(
                read(
                    Map.of("crop.0", crop),
                    with(good, "finds", find().replace("\"score\":1", "\"score\":7")))))
        .contains("score must be within 0..1 (was 7.0)");
  }

  @Test
  void shouldRefuseRecordsOfAnotherKind() {
    Envelope result = JPEG.carrying(new StageId("read"), RecordType.RESULT, Envelope.JSON);

    assertThat(error(reader.read(result, "{}".getBytes(UTF_8))))
        .contains("io.millrace.result.v1")
        .contains("application/json");
  }

  private Reading read(Map<String, Tensor> tensors, Map<String, String> metadata) {
    return reader.read(TENSORS, new Safetensors(tensors, metadata).write());
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(map);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, String> without(Map<String, String> map, String name) {
    Map<String, String> changed = new LinkedHashMap<>(map);
    changed.remove(name);
    return changed;
  }

  private static String find() {
    return "[{\"quad\":[[0,0],[1,0],[1,1],[0,1]],\"label\":\"text\",\"score\":1,\"text\":\"\",\"textScore\":0}]";
  }

  private static Scene scene(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Done.class);
    return ((Reading.Done) reading).scene();
  }

  private static String error(Reading reading) {
    return reading instanceof Reading.Failed failed ? failed.error() : "";
  }

  private static List<Point> quad(double left, double top, double right, double bottom) {
    return List.of(
        new Point(left, top),
        new Point(right, top),
        new Point(right, bottom),
        new Point(left, bottom));
  }

  /** A picture whose every byte tells where it stands. */
  private static Image image(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    return Image.of(width, height, pixels);
  }
}
