package io.millrace.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.models.image.Image;
import io.millrace.models.task.Output;
import io.millrace.models.task.Region;
import io.millrace.models.task.Row;
import io.millrace.models.task.Scene;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.TensorForm;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PieceTensorsTest {

  private static final Envelope JPEG =
      Envelope.jpeg(new FrameRef(new CameraId("gate"), 1, 7, Instant.EPOCH));
  private static final Envelope TENSORS =
      JPEG.carrying(new StageId("head"), RecordType.TENSORS, Envelope.SAFETENSORS);
  private static final Scene SCENE = Scene.whole(Image.of(4, 2, new byte[4 * 2 * 3]));

  @Test
  void shouldCarryFloatsBitForBit() {
    // Given: every kind of float, those included that no arithmetic leaves alone
    float[] values = {
      0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 0.1f, -3.25f
    };

    // When
    float[] back = through(values, TensorForm.FLOAT32);

    // Then
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(back[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
    }
  }

  @Test
  void shouldLoseElevenBitsAtMostAsFloat16() {
    float[] values = random(-40, 40);

    float[] back = through(values, TensorForm.FLOAT16);

    for (int i = 0; i < values.length; i++) {
      assertThat(back[i]).isCloseTo(values[i], within(Math.abs(values[i]) / 2048 + 1e-7f));
    }
  }

  @Test
  void shouldBeOffByHalfAStepAtMostAsUint8() {
    float[] values = random(-3, 7);

    float[] back = through(values, TensorForm.UINT8);

    float half = (float) (10 / 255.0 / 2);
    for (int i = 0; i < values.length; i++) {
      assertThat(back[i]).isCloseTo(values[i], within(half * 1.001f));
    }
  }

  @Test
  void shouldKeepTheZerosOfARectifierAsUint8() {
    float[] back = through(new float[] {0, 0, 5.9f, 0.3f}, TensorForm.UINT8);

    assertThat(back[0]).isZero();
    assertThat(back[1]).isZero();
    assertThat(back[2]).isCloseTo(5.9f, within(1e-5f));
  }

  @Test
  void shouldKeepATensorOfOneValueAsUint8() {
    assertThat(through(new float[] {-2.5f, -2.5f, -2.5f, -2.5f}, TensorForm.UINT8))
        .containsOnly(-2.5f);
  }

  @Test
  void shouldRefuseToQuantiseWhatIsNoNumber() {
    assertThatThrownBy(() -> through(new float[] {1, Float.NaN, 2, 3}, TensorForm.UINT8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row.0 has NaN at place 1");
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayWhereTheSceneIsWithoutItsPixels(TensorForm form) {
    byte[] value = PieceTensors.write(SCENE, List.of(Output.of(new float[] {1, 2}, 2, 1)), form);

    Reading.Computed read = (Reading.Computed) PieceTensors.read(TENSORS, value);

    assertThat(read.scene().width()).isEqualTo(4);
    assertThat(read.scene().height()).isEqualTo(2);
    assertThat(read.rows())
        .singleElement()
        .matches(row -> Arrays.equals(row.shape(), new int[] {2, 1}));
    Region region = read.scene().regions().get(0);
    assertThat(region.wholeFrame()).isTrue();
    assertThatThrownBy(region::pixels)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("first piece");
  }

  @Test
  void shouldTellAPictureAndAScenesCropsFromTensors() {
    assertThat(PieceTensors.read(JPEG, new byte[3])).isInstanceOf(Reading.Failed.class);
    assertThat(PieceTensors.read(TENSORS, SceneWriter.frame(SCENE.regions().get(0).pixels())))
        .isInstanceOfSatisfying(
            Reading.Failed.class, failed -> assertThat(failed.error()).contains("row.0"));
  }

  private static float[] through(float[] values, TensorForm form) {
    byte[] value = PieceTensors.write(SCENE, List.of(Output.of(values, values.length)), form);
    Row row = ((Reading.Computed) PieceTensors.read(TENSORS, value)).rows().get(0);
    FloatBuffer back = FloatBuffer.allocate(values.length);
    row.write(back);
    return back.array();
  }

  private static float[] random(double least, double most) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(least, most);
    }
    return values;
  }
}
