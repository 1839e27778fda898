package io.millrace.worker.serve;

import io.millrace.models.image.Image;
import io.millrace.models.image.ImageCodec;
import io.millrace.models.task.Find;
import io.millrace.models.task.Output;
import io.millrace.models.task.Region;
import io.millrace.models.task.Scene;
import io.millrace.models.task.Task;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.TensorForm;
import io.millrace.worker.infer.ModelInput;
import io.millrace.worker.infer.ZeroRow;
import io.millrace.worker.wire.PieceTensors;
import io.millrace.worker.wire.SceneWriter;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A record such as a stage gets, made up: for the first stage a 720p JPEG of a grey wall with
 * {@value #PLATES} light plates full of dark strokes, which text detectors take for text; for later
 * ones {@value #PLATES} crops of such plates. What a camera really shows has more or less in it, so
 * what is measured on this is a first guess, which reports from the live pipeline correct.
 *
 * @param envelope what its headers would say
 * @param value its bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record SampleInput(Envelope envelope, byte[] value) {

  static final int PLATES = 3;

  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final int PLATE_WIDTH = 192;
  private static final int PLATE_HEIGHT = 48;
  private static final int PLATE_DISTANCE = 220;
  private static final int JPEG_QUALITY = 90;
  private static final byte WALL = 114;
  private static final byte PLATE = (byte) 230;
  private static final byte STROKE = 20;

  /** Strokes are a few pixels wide, with as much between them, and a gap after every third. */
  private static final int STROKE_WIDTH = 4;

  /**
   * An input for this model.
   *
   * @param input what it takes
   */
  static SampleInput of(StageModel model, ModelInput input, ImageCodec codec) {
    Envelope frame = Envelope.jpeg(new FrameRef(new CameraId("profile"), 0, 0, Instant.EPOCH));
    Envelope tensors =
        frame.carrying(new StageId("profile"), RecordType.TENSORS, Envelope.SAFETENSORS);
    Task task = model.task();
    if (!model.piece().first()) {
      return new SampleInput(
          tensors,
          PieceTensors.write(
              Scene.whole(Image.of(WIDTH, HEIGHT, grey(WIDTH, HEIGHT))),
              List.of(zeros(input)),
              TensorForm.FLOAT32));
    }
    return task.finds()
        ? new SampleInput(frame, codec.encodeJpeg(wall(), JPEG_QUALITY))
        : new SampleInput(tensors, SceneWriter.tensors(crops()));
  }

  private static Output zeros(ModelInput input) {
    ZeroRow row = new ZeroRow(input);
    FloatBuffer values =
        FloatBuffer.allocate(Arrays.stream(row.shape()).reduce(1, Math::multiplyExact));
    row.write(values);
    return Output.of(values.clear(), row.shape());
  }

  private static Scene crops() {
    byte[] pixels = grey(PLATE_WIDTH, PLATE_HEIGHT);
    plate(pixels, PLATE_WIDTH, 0, 0);
    List<Region> regions =
        IntStream.range(0, PLATES)
            .mapToObj(
                i ->
                    Region.of(
                        Image.of(PLATE_WIDTH, PLATE_HEIGHT, pixels),
                        Find.box(
                            left(i),
                            top(i),
                            left(i) + PLATE_WIDTH,
                            top(i) + PLATE_HEIGHT,
                            "profile",
                            1)))
            .toList();
    return new Scene(WIDTH, HEIGHT, regions);
  }

  private static Image wall() {
    byte[] pixels = grey(WIDTH, HEIGHT);
    for (int i = 0; i < PLATES; i++) {
      plate(pixels, WIDTH, left(i), top(i));
    }
    return Image.of(WIDTH, HEIGHT, pixels);
  }

  private static int left(int plate) {
    return 100 + plate * PLATE_DISTANCE;
  }

  private static int top(int plate) {
    return 100 + plate * PLATE_DISTANCE;
  }

  private static void plate(byte[] pixels, int width, int left, int top) {
    for (int y = 0; y < PLATE_HEIGHT; y++) {
      for (int x = 0; x < PLATE_WIDTH; x++) {
        boolean inside = y >= 8 && y < PLATE_HEIGHT - 8 && x >= 8 && x < PLATE_WIDTH - 8;
        int stroke = x / STROKE_WIDTH;
        boolean dark = inside && stroke % 2 == 0 && stroke % 6 != 4;
        int at = ((top + y) * width + left + x) * Image.CHANNELS;
        Arrays.fill(pixels, at, at + Image.CHANNELS, dark ? STROKE : PLATE);
      }
    }
  }

  private static byte[] grey(int width, int height) {
    byte[] pixels = new byte[width * height * Image.CHANNELS];
    Arrays.fill(pixels, WALL);
    return pixels;
  }
}
