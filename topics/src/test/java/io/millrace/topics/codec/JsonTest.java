package io.millrace.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.DeadLetter;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.Find;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {

  private static final Instant AT = Instant.parse("2026-11-21T06:13:00.25Z");
  private static final FrameRef FRAME =
      new FrameRef(new CameraId("gate"), 1_795_000_000_000L, 7, AT);

  static Stream<Object> shouldGiveBackEveryRecord() {
    return Stream.of(
        FRAME,
        new CameraSpec(new CameraId("gate"), "gate:", "5/s"),
        new DeadLetter(FRAME, "text.frames", 3, 42, new StageId("detect"), "no JPEG"),
        new Drop(new PipelineId("text"), 2, FRAME, new StageId("detect"), Reason.STALE),
        new Result(
            new PipelineId("text"),
            2,
            FRAME,
            1920,
            1080,
            AT.plusMillis(80),
            new StageId("read"),
            new DeviceId("jetson-1"),
            List.of(
                new Find(
                    List.of(
                        List.of(1.0, 2.0), List.of(9.5, 2.0), List.of(9.5, 5.0), List.of(1.0, 5.0)),
                    "text",
                    0.93,
                    "ÖX-417 \"é\"",
                    0.88)),
            "{\"plates\":[]}"),
        new LoadReport(
            new InstanceId("detect-0"),
            new DeviceId("jetson-1"),
            new PipelineId("text"),
            new StageId("detect"),
            AT,
            LoadReport.SERVING,
            List.of(0, 3),
            17,
            4,
            0.0125,
            0.0115,
            79.5,
            3.2,
            0.031,
            0.052,
            0.091,
            1.25,
            1_000_000_007L,
            999_999_990L,
            10,
            Map.of(Reason.STALE, 6L, Reason.SHUTDOWN, 1L),
            true),
        new PipelineSpec(
            new PipelineId("text"),
            3,
            Duration.ofMillis(1500),
            List.of(
                new StageSpec(
                    new StageId("detect"),
                    "text-detect",
                    8,
                    Duration.ofMillis(5),
                    4,
                    "least-finish",
                    Map.of(
                        "threshold", 0.3, "classes", List.of("car"), "size", 640, "wide", true)))));
  }

  @ParameterizedTest
  @MethodSource
  void shouldGiveBackEveryRecord(Object record) {
    assertThat((Object) Json.read(Json.write(record), record.getClass(), "topic"))
        .isEqualTo(record);
    assertThat((Object) Json.read(Json.pretty(record).getBytes(UTF_8), record.getClass(), "topic"))
        .isEqualTo(record);
  }

  @Test
  void shouldWriteTimesDurationsAndReasonsAsPeopleReadThem() {
    Drop drop = new Drop(new PipelineId("text"), 2, FRAME, new StageId("detect"), Reason.STALE);

    assertThat(new String(Json.write(drop), UTF_8))
        .isEqualTo(
            "{\"pipeline\":\"text\",\"version\":2,\"frame\":{\"camera\":\"gate\",\"run\":1795000000000,"
                + "\"sequence\":7,\"captured\":\"2026-11-21T06:13:00.250Z\"},"
                + "\"stage\":\"detect\",\"reason\":\"stale\"}");
    assertThat(new String(Json.write(Duration.ofMillis(1500)), UTF_8)).isEqualTo("\"PT1.5S\"");
  }

  @Test
  void shouldIgnoreAFieldThatANewerVersionWrites() {
    byte[] newer =
        "{\"id\":\"gate\",\"address\":\"gate:\",\"pace\":\"native\",\"zoom\":{\"x\":[2]}}"
            .getBytes(UTF_8);

    CameraSpec camera = Json.read(newer, CameraSpec.class, "millrace.cameras");

    assertThat(camera).isEqualTo(new CameraSpec(new CameraId("gate"), "gate:", "native"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"id":"gate","pace":"native"}                | millrace.cameras: address: missing
          {"id":"gate","address":null,"pace":"native"} | millrace.cameras: address: null
          {"id":7,"address":"gate:","pace":"native"}   | millrace.cameras: id:
          {"id":"a b","address":"x","pace":"native"}   | millrace.cameras: id: The camera name 'a b' must be
          {"id":"gate","address":"","pace":"native"}   | millrace.cameras: CameraSpec: address must not be blank
          [1]                                          | millrace.cameras: CameraSpec:
          {"id":"gate"                                 | millrace.cameras: not JSON of a CameraSpec
          §§                                           | millrace.cameras: not JSON of a CameraSpec: no bytes
          null                                         | millrace.cameras: null where a CameraSpec must stand
          {"id":"a","address":"x","pace":"y"} garbage  | millrace.cameras: not JSON of a CameraSpec
          """)
  void shouldNameTheTopicAndTheField(String json, String message) {
    assertThatThrownBy(() -> Json.read(json.getBytes(UTF_8), CameraSpec.class, "millrace.cameras"))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((CodecException) e).reason())
        .isEqualTo(CodecException.Reason.JSON);
  }

  @Test
  void shouldNameAFieldThatIsMissingDeepInside() {
    byte[] json =
        "{\"pipeline\":\"text\",\"version\":2,\"frame\":{\"camera\":\"gate\",\"run\":1,\"sequence\":7},\"stage\":\"detect\",\"reason\":\"stale\"}"
            .getBytes(UTF_8);

    assertThatThrownBy(() -> Json.read(json, Drop.class, "text.results"))
        .hasMessageStartingWith("text.results: frame.captured: missing");
  }

  @Test
  void shouldRefuseBytesThatAreNoText() {
    assertThatThrownBy(
            () -> Json.read(new byte[] {(byte) 0xff, (byte) 0xd8, 1}, Drop.class, "text.results"))
        .isInstanceOf(CodecException.class)
        .hasMessageStartingWith("text.results: not JSON of a Drop");
  }
}
