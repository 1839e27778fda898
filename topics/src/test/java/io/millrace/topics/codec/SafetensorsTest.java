package io.millrace.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

  private static final List<Tensor.ElementType> TYPES = List.of(Tensor.ElementType.values());

  /** Made by {@code safetensors.numpy.save} of Python's safetensors 0.8.0. */
  private static final String BY_THE_REFERENCE =
      "0AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJrIjoiw6kifSwibiI6eyJkdHlwZSI6Ikk2NCIsInNoYXBlIjpbMV0s"
          + "ImRhdGFfb2Zmc2V0cyI6WzAsOF19LCJzY29yZSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMSwxXSwiZGF0"
          + "YV9vZmZzZXRzIjpbOCwxMl19LCJjcm9wLjAiOnsiZHR5cGUiOiJVOCIsInNoYXBlIjpbMSwyLDNdLCJkYXRh"
          + "X29mZnNldHMiOlsxMiwxOF19fSAgICAgBwAAAAAAAAAAAMA/AAECAwQF";

  @Test
  void shouldReadWhatTheReferenceImplementationWrites() {
    Safetensors read =
        Safetensors.read(ByteBuffer.wrap(Base64.getDecoder().decode(BY_THE_REFERENCE)));

    assertThat(read.metadata()).isEqualTo(Map.of("k", "é"));
    assertThat(read.tensors().keySet()).containsExactly("n", "score", "crop.0");
    assertThat(read.tensor("n").data().getLong()).isEqualTo(7);
    assertThat(read.tensor("score").data().getFloat()).isEqualTo(1.5f);
    assertThat(read.tensor("score").shape()).containsExactly(1, 1);
    assertThat(bytes(read.tensor("crop.0"))).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void shouldReadAFileWrittenByHand() {
    // Given: 8 bytes of length 0x48 = 72, 72 bytes of header, then six elements
    String header = "{\"crop.0\":{\"dtype\":\"U8\",\"shape\":[1,2,3],\"data_offsets\":[0,6]}}";
    byte[] file = new byte[8 + 72 + 6];
    file[0] = 0x48;
    byte[] text = header.getBytes(UTF_8);
    System.arraycopy(text, 0, file, 8, text.length);
    for (int i = 8 + text.length; i < 80; i++) {
      file[i] = ' ';
    }
    for (int i = 0; i < 6; i++) {
      file[80 + i] = (byte) (10 * i);
    }

    Safetensors read = Safetensors.read(ByteBuffer.wrap(file));

    Tensor crop = read.tensor("crop.0");
    assertThat(read.tensors()).containsOnlyKeys("crop.0");
    assertThat(read.metadata()).isEmpty();
    assertThat(crop.type()).isEqualTo(Tensor.ElementType.U8);
    assertThat(crop.shape()).containsExactly(1, 2, 3);
    assertThat(bytes(crop)).containsExactly(0, 10, 20, 30, 40, 50);
  }

  @Test
  void shouldWriteTheBytesOfTheFormat() {
    // Given
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.ofBytes(List.of(2), new byte[] {7, 8}));
    ByteBuffer floats = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 1.0f);
    tensors.put("a", new Tensor(Tensor.ElementType.F32, List.of(), floats));

    // When
    byte[] written = new Safetensors(tensors, Map.of("finds", "[\"é\"]")).write();

    // Then: in the order given, the header filled up with blanks to a multiple of eight
    String header =
        "{\"__metadata__\":{\"finds\":\"[\\\"é\\\"]\"},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[2,6]}}";
    int length = (header.getBytes(UTF_8).length + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + length + 6).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(length).put(header.getBytes(UTF_8));
    while (expected.position() < 8 + length) {
      expected.put((byte) ' ');
    }
    expected.put((byte) 7).put((byte) 8).putFloat(1.0f);
    assertThat(written).isEqualTo(expected.array());
  }

  @Test
  void shouldNotCopyWhatItReads() {
    // Given: a value that does not begin at its array's beginning
    byte[] written =
        new Safetensors(
                Map.of("crop.0", Tensor.ofBytes(List.of(2, 2), new byte[] {1, 2, 3, 4})), Map.of())
            .write();
    byte[] larger = new byte[written.length + 5];
    System.arraycopy(written, 0, larger, 5, written.length);

    Tensor crop = Safetensors.read(ByteBuffer.wrap(larger, 5, written.length)).tensor("crop.0");

    assertThat(crop.data().array()).isSameAs(larger);
    larger[larger.length - 1] = 99;
    assertThat(crop.data().get(3)).isEqualTo((byte) 99);
  }

  @Test
  void shouldGiveEveryReaderItsOwnPosition() {
    Tensor tensor =
        new Tensor(
            Tensor.ElementType.I32,
            List.of(2),
            ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 2, 0, 0, 0}));

    assertThat(tensor.data().getInt()).isEqualTo(1);
    assertThat(tensor.data().getInt()).as("little-endian, from the beginning").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldGiveBackWhatWasWritten(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      Safetensors written = tensors(random);

      byte[] bytes = written.write();
      Safetensors read = Safetensors.read(ByteBuffer.wrap(bytes));

      assertThat(read).isEqualTo(written);
      assertThat(new ArrayList<>(read.tensors().keySet()))
          .isEqualTo(new ArrayList<>(written.tensors().keySet()));
      assertThat(read.write()).as("a second time").isEqualTo(bytes);
    }
  }

  /**
   * Whatever bytes come: a value or a {@link CodecException}, and no more memory than they take.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldSurviveAnyBytes(long seed) {
    Random random = new Random(seed);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long me = Thread.currentThread().getId();
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = mutate(tensors(random).write(), random);
      boolean warm = i > 500;
      long before = threads.getThreadAllocatedBytes(me);
      try {
        Safetensors read = Safetensors.read(ByteBuffer.wrap(bytes));
        long taken = threads.getThreadAllocatedBytes(me) - before;
        assertThat(taken).isLessThan(warm ? 1_000_000 : Long.MAX_VALUE);
        assertThat(read.write()).hasSizeLessThanOrEqualTo(bytes.length + 1024);
      } catch (CodecException e) {
        long taken = threads.getThreadAllocatedBytes(me) - before;
        refused++;
        // The parser's own buffers and table of names; a length or shape that lies would take more.
        assertThat(taken).isLessThan(warm ? 1_000_000 : Long.MAX_VALUE);
        assertThat(e.reason()).isEqualTo(CodecException.Reason.SAFETENSORS);
        assertThat(e).hasMessageNotContaining("No enum constant");
      }
    }
    assertThat(refused).as("mutations that matter").isBetween(1_000, 3_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,5]}}     | The tensor 'a' lies from 0 to 5 but the value has 4 bytes
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,9999999999]}} | The tensor 'a' lies from 0 to 9999999999 but the value has 4 bytes
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}    | The tensor 'a' lies from -4 to 0 but must begin at 0
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}     | The tensor 'a' lies from 4 to 0 but must begin at 0
          {"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}     | The tensor 'a' lies from 1 to 4 but must begin at 0
          {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}     | The value has 4 bytes after its header but its tensors take 2
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}} | The tensor 'b' lies from 0 to 4 but must begin at 4, where the one before it ends
          {"a":{"dtype":"U8","shape":[5],"data_offsets":[0,4]}}     | The tensor 'a' of type U8 and shape [5] cannot be read: A U8 tensor of shape [5] takes 5 bytes (has 4)
          {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}    | The tensor 'a' of type F32 and shape [4] cannot be read
          {"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}    | must not be negative
          {"a":{"dtype":"U8","shape":[65536,65536,65536,65536],"data_offsets":[0,4]}} | cannot be read
          {"a":{"dtype":"U8","shape":[4294967300],"data_offsets":[0,4]}} | cannot be read
          {"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,4]}} | not the JSON of safetensors
          {"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,4],"data_offsets":[0,4]}} | The tensor 'a' has more than 8 dimensions
          {"a":{"dtype":"U8","shape":[4.0],"data_offsets":[0,4]}}   | The header has VALUE_NUMBER_FLOAT at byte
          {"a":{"dtype":"U8","shape":4,"data_offsets":[0,4]}}       | The header has VALUE_NUMBER_INT at byte
          {"a":{"dtype":"U8","data_offsets":[0,4]}}                 | The tensor 'a' has no shape
          {"a":{"dtype":"U8","shape":[4]}}                          | The tensor 'a' must have two data_offsets
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0]}}       | The tensor 'a' must have two data_offsets
          {"a":{"shape":[4],"data_offsets":[0,4]}}                  | The tensor 'a' has the dtype ''
          {"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}   | The tensor 'a' has the dtype 'BF16'
          {"a":{"dtype":7,"shape":[4],"data_offsets":[0,4]}}        | The header has VALUE_NUMBER_INT at byte
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}} | Duplicate field 'a'
          {"a":{"dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]}} | Duplicate field 'dtype'
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}{}   | The header goes on after its end
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}      | not the JSON of safetensors
          {"__metadata__":{"finds":[1]}}                            | The header has START_ARRAY at byte
          {"a":7}                                                   | The header has VALUE_NUMBER_INT at byte
          [1,2]                                                     | The header has START_ARRAY at byte
          hello                                                     | not the JSON of safetensors
          """)
  void shouldSayWhatIsWrongWithAHeader(String header, String message) {
    assertThatThrownBy(() -> Safetensors.read(value(header, 4)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldSayWhatIsWrongWithALength() {
    assertThatThrownBy(() -> Safetensors.read(ByteBuffer.wrap(new byte[7])))
        .isInstanceOf(CodecException.class)
        .hasMessage("The value has 7 bytes, too few for the header's length.");
    for (long length : new long[] {-1, 0, 1, Long.MIN_VALUE, Long.MAX_VALUE, (1 << 20) + 1}) {
      assertThatThrownBy(() -> Safetensors.read(withLength(length)))
          .isInstanceOf(CodecException.class)
          .hasMessage("The header's length is %d bytes but must be 2 to 1048576.", length);
    }
    assertThatThrownBy(() -> Safetensors.read(withLength(3)))
        .isInstanceOf(CodecException.class)
        .hasMessage("The header's length is 3 bytes but only 2 follow.");
  }

  @Test
  void shouldReadTensorsInTheOrderOfTheirBytes() {
    String header =
        "{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[3,4]},"
            + "\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3],\"note\":{\"x\":[1]}}}";

    Safetensors read = Safetensors.read(value(header, 4));

    assertThat(read.tensors().keySet()).containsExactly("a", "b");
  }

  @Test
  void shouldReadAValueWithoutTensors() {
    Safetensors nothing = new Safetensors(Map.of(), Map.of("finds", "[]"));

    assertThat(Safetensors.read(ByteBuffer.wrap(nothing.write()))).isEqualTo(nothing);
    assertThat(Safetensors.read(value("{}", 0)).tensors()).isEmpty();
    assertThatThrownBy(() -> nothing.tensor("crop.0"))
        .isInstanceOf(CodecException.class)
        .hasMessage("There is no tensor 'crop.0' among the 0 in the value.");
  }

  @Test
  void shouldNotWriteWhatCouldNotBeReadAgain() {
    Safetensors tooMuch = new Safetensors(Map.of(), Map.of("finds", "x".repeat(1 << 20)));

    assertThatThrownBy(tooMuch::write)
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("The header takes 1048605 bytes");
    assertThatThrownBy(
            () ->
                new Safetensors(
                    Map.of("__metadata__", Tensor.ofBytes(List.of(1), new byte[1])), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseATensorThatIsNotAsLargeAsItsShape() {
    assertThatThrownBy(() -> Tensor.ofBytes(List.of(2, 3), new byte[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A U8 tensor of shape [2, 3] takes 6 bytes (has 5).");
  }

  private static Safetensors tensors(Random random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int t = random.nextInt(4); t > 0; t--) {
      Tensor.ElementType type = TYPES.get(random.nextInt(TYPES.size()));
      List<Integer> shape =
          IntStream.range(0, random.nextInt(5)).mapToObj(d -> random.nextInt(5)).toList();
      byte[] data = new byte[Math.toIntExact(Tensor.byteCount(type, shape))];
      random.nextBytes(data);
      tensors.put(text(random), new Tensor(type, shape, ByteBuffer.wrap(data)));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (int m = random.nextInt(3); m > 0; m--) {
      metadata.put(text(random), text(random));
    }
    return new Safetensors(tensors, metadata);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("t");
    for (int i = random.nextInt(12); i > 0; i--) {
      // Quotes, controls and everything else of the basic plane below the surrogates.
      text.append((char) random.nextInt(random.nextBoolean() ? 128 : 0xd800));
    }
    return text.toString();
  }

  private static byte[] mutate(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> {
        int from = random.nextInt(bytes.length);
        for (int i = from; i < Math.min(bytes.length, from + 8); i++) {
          bytes[i] = (byte) random.nextInt();
        }
      }
      case 2 -> {
        // In the header, where digits become other digits and brackets other brackets.
        for (int i = 0; i < 3; i++) {
          int at = Math.min(bytes.length - 1, 8 + random.nextInt(100));
          bytes[at] = (byte) "0123456789[]{}\",:-e.".charAt(random.nextInt(20));
        }
      }
      default -> bytes[random.nextInt(8)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static ByteBuffer value(String header, int dataBytes) {
    byte[] text = header.getBytes(UTF_8);
    ByteBuffer value =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    value.putLong(text.length).put(text).position(0);
    return value;
  }

  private static ByteBuffer withLength(long length) {
    return ByteBuffer.allocate(10)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, length)
        .put(8, "{}".getBytes(UTF_8));
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[tensor.data().remaining()];
    tensor.data().get(bytes);
    return bytes;
  }
}
