package io.millrace.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DeadLetter;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.record.StageId;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventHeadersTest {

  private static final Instant AT = Instant.parse("2026-11-21T06:13:00.25Z");
  private static final FrameRef FRAME = new FrameRef(new CameraId("gate"), 17, 4711, AT);
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final Envelope TENSORS =
      new Envelope(
          "text-detect",
          RecordType.TENSORS,
          FRAME,
          Envelope.SAFETENSORS,
          TRACE,
          Map.of(Envelope.EXPIRY, "2026-11-21T06:13:02Z", Envelope.GROUND_TRUTH, "[\"ÖX 4\"]"));

  @Test
  void shouldWriteTheHeadersOfTheKafkaBinding() {
    List<String> headers = new ArrayList<>();
    for (Header header : CloudEventHeaders.write(TENSORS)) {
      headers.add(header.key() + ": " + new String(header.value(), UTF_8));
    }

    assertThat(headers)
        .containsExactly(
            "ce_specversion: 1.0",
            "ce_id: gate/17/4711@text-detect",
            "ce_source: /cameras/gate",
            "ce_type: io.millrace.tensors.v1",
            "ce_time: 2026-11-21T06:13:00.250Z",
            "content-type: application/x-safetensors",
            "ce_sequence: 4711",
            "ce_run: 17",
            "traceparent: " + TRACE,
            "ce_expirytime: 2026-11-21T06:13:02Z",
            "ce_groundtruth: [\"ÖX 4\"]");
  }

  @Test
  void shouldBeReadByTheCloudEventsSdk() {
    Headers headers = CloudEventHeaders.write(TENSORS);

    CloudEvent event = KafkaMessageFactory.createReader(headers, new byte[] {1, 2}).toEvent();

    assertThat(KafkaMessageFactory.createReader(headers, new byte[0]).getEncoding())
        .isEqualTo(Encoding.BINARY);
    assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
    assertThat(event.getId()).isEqualTo("gate/17/4711@text-detect");
    assertThat(event.getSource()).isEqualTo(URI.create("/cameras/gate"));
    assertThat(event.getType()).isEqualTo("io.millrace.tensors.v1");
    assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse("2026-11-21T06:13:00.25Z"));
    assertThat(event.getDataContentType()).isEqualTo("application/x-safetensors");
    assertThat(event.getExtensionNames())
        .containsExactlyInAnyOrder("sequence", "run", "expirytime", "groundtruth");
    assertThat(event.getExtension("sequence")).isEqualTo("4711");
    assertThat(event.getExtension("groundtruth")).isEqualTo("[\"ÖX 4\"]");
    assertThat(event.getData().toBytes()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldGiveBackWhatWasWritten(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      Envelope envelope =
          new Envelope(
              random.nextBoolean() ? "" : "stage-" + random.nextInt(3),
              List.of(RecordType.values()).get(random.nextInt(RecordType.values().length)),
              new FrameRef(
                  new CameraId("cam." + random.nextInt(9)),
                  random.nextLong() >>> 1,
                  random.nextLong() >>> 1,
                  Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000))),
              random.nextBoolean() ? Envelope.JPEG : Envelope.JSON,
              random.nextBoolean() ? "" : TRACE,
              random.nextBoolean()
                  ? Map.of()
                  : Map.of("x" + random.nextInt(9), "ä" + random.nextLong(), "y", ""));

      assertThat(CloudEventHeaders.read(CloudEventHeaders.write(envelope))).isEqualTo(envelope);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ce_specversion",
        "ce_id",
        "ce_source",
        "ce_type",
        "ce_time",
        "content-type",
        "ce_sequence",
        "ce_run"
      })
  void shouldNameTheHeaderThatIsMissing(String name) {
    Headers headers = CloudEventHeaders.write(TENSORS).remove(name);

    assertThatThrownBy(() -> CloudEventHeaders.read(headers))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("The header " + name + " is missing.")
        .extracting(e -> ((CodecException) e).reason())
        .isEqualTo(CodecException.Reason.HEADERS);
    // A header without a value says as little.
    assertThatThrownBy(() -> CloudEventHeaders.read(headers.add(name, null)))
        .hasMessageStartingWith("The header " + name + " is missing.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ce_specversion | 0.3                    | must be 1.0
          ce_id          | 8f14e45f               | must be gate/17/4711 or gate/17/4711@<stage>
          ce_id          | gate/17/4712@detect    | must be gate/17/4711 or gate/17/4711@<stage>
          ce_id          | gate/17/47111          | must be gate/17/4711 or gate/17/4711@<stage>
          ce_id          | gate/17/4711@a b       | The stage name 'a b'
          ce_source      | /devices/gate          | must be /cameras/<camera>
          ce_source      | /cameras/              | must be /cameras/<camera>
          ce_source      | /cameras/a/b           | must be /cameras/<camera>
          ce_type        | io.millrace.frame.v9   | must be one of [io.millrace.frame.v1,
          ce_time        | yesterday              | must be an RFC 3339 time
          ce_time        | 1795000000             | must be an RFC 3339 time
          ce_sequence    | -1                     | must be a whole number, 0 or more
          ce_sequence    | 9223372036854775808    | must be a whole number, 0 or more
          ce_sequence    | 1.5                    | must be a whole number, 0 or more
          ce_sequence    | ''                     | must be a whole number, 0 or more
          ce_run         | -9223372036854775808   | must be a whole number, 0 or more
          ce_expirytime  | in two seconds         | must be an RFC 3339 time
          ce_expirytime  | ''                     | must be an RFC 3339 time
          content-type   | ''                     | content type
          ce_Loud        | x                      | The extension 'Loud'
          """)
  void shouldNameTheHeaderThatIsWrong(String name, String value, String message) {
    Headers headers = CloudEventHeaders.write(TENSORS).remove(name);
    headers.add(name, value.getBytes(UTF_8));

    assertThatThrownBy(() -> CloudEventHeaders.read(headers))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(message);
    if (message.startsWith("must")) {
      assertThatThrownBy(() -> CloudEventHeaders.read(headers))
          .hasMessageStartingWith("The header %s is '%s' but ", name, value);
    }
  }

  @Test
  void shouldReadWhatOthersMayWrite() {
    // Given: a time with an offset, a header of somebody else, an attribute that we do not use
    Headers headers = CloudEventHeaders.write(TENSORS).remove("ce_time");
    headers.add("ce_time", "2026-11-21T07:13:00.25+01:00".getBytes(UTF_8));
    headers.add("b3", "1".getBytes(UTF_8));
    headers.add("ce_subject", "lane 3".getBytes(UTF_8));

    Envelope read = CloudEventHeaders.read(headers);

    assertThat(read.frame().captured()).isEqualTo(AT);
    assertThat(read.extension("subject")).isEqualTo("lane 3");
    assertThat(read.extensions()).doesNotContainKey("b3");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldSurviveAnyHeaders(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      RecordHeaders headers = new RecordHeaders();
      for (Header header : CloudEventHeaders.write(TENSORS)) {
        byte[] value = header.value().clone();
        if (random.nextInt(6) == 0 && value.length > 0) {
          value[random.nextInt(value.length)] = (byte) random.nextInt();
        }
        headers.add(header.key(), random.nextInt(40) == 0 ? null : value);
      }

      try {
        assertThat(CloudEventHeaders.read(headers).frame()).isNotNull();
      } catch (CodecException e) {
        assertThat(e.reason()).isEqualTo(CodecException.Reason.HEADERS);
      }
    }
  }

  @Test
  void shouldKeepWhatADeadLetterCameWith() {
    Headers came = CloudEventHeaders.write(TENSORS);

    Headers dead =
        DeadLetterHeaders.write(
            came, "text.text-read", 3, 42, new StageId("text-read"), "crop.1: no picture");

    assertThat(DeadLetterHeaders.read(dead))
        .isEqualTo(
            new DeadLetter(
                FRAME, "text.text-read", 3, 42, new StageId("text-read"), "crop.1: no picture"));
    assertThat(CloudEventHeaders.read(dead)).as("ready to be sent once more").isEqualTo(TENSORS);
    assertThat(came).as("the headers it came with").hasSize(11);
  }

  @Test
  void shouldTellOnlyTheLastFailureOfADeadLetterThatCameBack() {
    Headers once =
        DeadLetterHeaders.write(
            CloudEventHeaders.write(TENSORS), "a.b", 0, 1, new StageId("b"), "first");

    Headers twice = DeadLetterHeaders.write(once, "a.b", 0, 9, new StageId("b"), "x".repeat(9000));

    assertThat(DeadLetterHeaders.read(twice).offset()).isEqualTo(9);
    assertThat(DeadLetterHeaders.read(twice).error()).hasSize(4096);
    assertThat(twice.headers(DeadLetterHeaders.ERROR)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "millrace-failed-topic, , is missing",
    "millrace-failed-partition, x, must be a whole number",
    "millrace-failed-partition, 99999999999, integer overflow",
    "millrace-failed-offset, -1, must not be negative",
    "millrace-failed-stage, a b, The stage name 'a b'",
    "millrace-failed-error, , is missing",
    "ce_id, , The header ce_id is missing",
  })
  void shouldSayWhatIsWrongWithADeadLetter(String name, String value, String message) {
    Headers headers =
        DeadLetterHeaders.write(
                CloudEventHeaders.write(TENSORS), "a.b", 0, 1, new StageId("b"), "broken")
            .remove(name);
    if (value != null) {
      headers.add(name, value.getBytes(UTF_8));
    }

    assertThatThrownBy(() -> DeadLetterHeaders.read(headers))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldMakeADeadLetterOfARecordWithoutAnyHeaders() {
    Headers dead =
        DeadLetterHeaders.write(new RecordHeaders(), "a.b", 0, 1, new StageId("b"), "no headers");

    assertThat(dead).hasSize(5);
    assertThatCode(() -> CloudEventHeaders.read(dead)).isInstanceOf(CodecException.class);
  }
}
