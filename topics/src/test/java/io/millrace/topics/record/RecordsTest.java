package io.millrace.topics.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {

  private static final Instant AT = Instant.parse("2026-11-21T06:13:00Z");
  private static final CameraId CAMERA = new CameraId("gate");
  private static final FrameRef FRAME = new FrameRef(CAMERA, 3, 4, AT);
  private static final PipelineId TEXT = new PipelineId("text");
  private static final StageSpec DETECT = stage("detect");
  private static final List<List<Double>> QUAD =
      List.of(List.of(0.0, 0.0), List.of(1.0, 0.0), List.of(1.0, 1.0), List.of(0.0, 1.0));

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-1", "9.x_y", "jetson-1.local"})
  void shouldTakeNamesThatFitATopicAUrlAndALabel(String name) {
    assertThat(new CameraId(name).value()).isEqualTo(name);
    assertThat(new DeviceId(name)).hasToString(name);
    assertThat(new InstanceId(name)).isEqualTo(InstanceId.of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "-a", ".a", "ä", "a/b", "a\n", "a:b"})
  void shouldRefuseNamesThatFitNowhere(String name) {
    assertThatThrownBy(() -> new CameraId(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The camera name '%s' must be 1 to 100 letters", name);
  }

  @Test
  void shouldRefuseANameThatIsTooLongForATopic() {
    assertThat(new PipelineId("x".repeat(100)).value()).hasSize(100);
    assertThatThrownBy(() -> new PipelineId("x".repeat(101)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** With dots allowed, stage {@code b.c} of {@code a} and stage {@code c} of {@code a.b} meet. */
  @Test
  void shouldRefuseAStageWithADotBecauseItsTopicCouldBeAnotherPipelines() {
    assertThatThrownBy(() -> new StageId("b.c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The stage name 'b.c' must be 1 to 100 letters, digits, '_' or '-'");
  }

  static Stream<Arguments> shouldSayWhatIsWrong() {
    return Stream.of(
        bad("must not be negative (were -1, 0)", () -> new FrameRef(CAMERA, -1, 0, AT)),
        bad("must not be negative (were 0, -1)", () -> new FrameRef(CAMERA, 0, -1, AT)),
        bad("address must not be blank", () -> new CameraSpec(CAMERA, " ", "native")),
        bad("pace must not be blank", () -> new CameraSpec(CAMERA, "gate:", "")),
        bad("four [x, y] corners", () -> new Find(QUAD.subList(0, 3), "text", 1, "", 0)),
        bad("must be numbers", () -> new Find(QUAD, "text", Double.NaN, "", 0)),
        bad("must be numbers", () -> new Find(QUAD, "text", 1, "", Double.POSITIVE_INFINITY)),
        bad("version must be at least 1 (was 0)", () -> result(0, 1, 1)),
        bad("The size of frame gate/3/4 must be at least 1x1 (was 0x1)", () -> result(1, 0, 1)),
        bad(
            "version must be at least 1",
            () -> new Drop(TEXT, 0, FRAME, new StageId("detect"), Reason.STALE)),
        bad(
            "(0) and offset (-1) of a dead letter of text.frames must not be negative, or both be -1",
            () -> new DeadLetter(FRAME, "text.frames", 0, -1, new StageId("detect"), "broken")),
        bad(
            "at least one stage",
            () -> new PipelineSpec(TEXT, 1, Duration.ofSeconds(1), List.of())),
        bad(
            "version must",
            () -> new PipelineSpec(TEXT, 0, Duration.ofSeconds(1), List.of(DETECT))),
        bad("freshness must be positive", () -> pipeline(TEXT, Duration.ZERO, DETECT)),
        bad("freshness must be positive", () -> pipeline(TEXT, Duration.ofMillis(-1), DETECT)),
        bad("('detect' stands twice)", () -> pipeline(DETECT, stage("read"), DETECT)),
        bad("('results' stands twice)", () -> pipeline(stage("results"))),
        bad("('frames' stands twice)", () -> pipeline(DETECT, stage("frames"))),
        bad("('dead-letters' stands twice)", () -> pipeline(stage("dead-letters"))),
        bad(
            "name must not be 'millrace'",
            () -> pipeline(new PipelineId("millrace"), Duration.ofSeconds(1), DETECT)),
        bad("model must not be blank", () -> stage("", 1, Duration.ZERO, 1, "camera")),
        bad("batch must be 1 to 256 (was 0)", () -> stage("m", 0, Duration.ZERO, 1, "camera")),
        bad("batch must be 1 to 256 (was 257)", () -> stage("m", 257, Duration.ZERO, 1, "camera")),
        bad("linger must not be negative", () -> stage("m", 1, Duration.ofNanos(-1), 1, "camera")),
        bad("lanes must be 1 to 1024 (was 0)", () -> stage("m", 1, Duration.ZERO, 0, "camera")),
        bad(
            "lanes must be 1 to 1024 (was 1025)",
            () -> stage("m", 1, Duration.ZERO, 1025, "camera")),
        bad("routing must not be blank", () -> stage("m", 1, Duration.ZERO, 1, "")),
        bad(
            "The lanes [0, -1] of detect-0 must not be negative",
            () -> report(List.of(0, -1), 0, 0)),
        bad(
            "backlog of detect-0 must be a number, 0 or more (was -1.0)",
            () -> report(List.of(), -1, 0)),
        bad("serviceSeconds of detect-0 must be", () -> report(List.of(), 0, Double.NaN)),
        bad("serviceSeconds of detect-0 must be", () -> report(List.of(), 0, 1 / 0.0)),
        bad("The extension 'Truth' of gate/3/4", () -> Envelope.jpeg(FRAME).with("Truth", "x")),
        bad("The extension 'id' of gate/3/4", () -> Envelope.jpeg(FRAME).with("id", "x")),
        bad("The extension '' of gate/3/4", () -> Envelope.jpeg(FRAME).with("", "x")),
        bad(
            "The extension expirytime of gate/3/4 must be an RFC 3339 time (was 'soon')",
            () -> Envelope.jpeg(FRAME).with(Envelope.EXPIRY, "soon")),
        bad(
            "The content type of gate/3/4 must not be blank",
            () -> new Envelope("", RecordType.FRAME, FRAME, "", "", Map.of())),
        bad(
            "The stage name 'a@b'",
            () -> new Envelope("a@b", RecordType.FRAME, FRAME, "image/jpeg", "", Map.of())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shouldSayWhatIsWrong(String message, ThrowingCallable construction) {
    assertThatThrownBy(construction)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldLetAFrameBeADeadLetterThatItsTopicWouldNotTake() {
    DeadLetter refused =
        new DeadLetter(
            FRAME,
            "text.frames",
            DeadLetter.NOWHERE,
            DeadLetter.NOWHERE,
            new StageId("ingest"),
            "too large");

    assertThat(refused.offset()).isEqualTo(-1);
  }

  @Test
  void shouldLetAFrameWaitLessThanNothingWhenClocksDiffer() {
    LoadReport report = report(List.of(0), 3, 0.01);

    assertThat(report.waitP50Seconds()).isNegative();
  }

  @Test
  void shouldNameARecordTheSameWayEveryTimeTheSameStageWorksOnTheSameFrame() {
    Envelope frame = Envelope.jpeg(FRAME).with(Envelope.EXPIRY, "2026-11-21T06:13:02Z");
    StageId detect = new StageId("detect");

    Envelope tensors = frame.carrying(detect, RecordType.TENSORS, Envelope.SAFETENSORS);

    assertThat(frame.id()).isEqualTo("gate/3/4");
    assertThat(tensors.id()).isEqualTo("gate/3/4@detect");
    assertThat(tensors).isEqualTo(frame.carrying(detect, RecordType.TENSORS, Envelope.SAFETENSORS));
    assertThat(tensors.expiry()).as("travels on").isEqualTo("2026-11-21T06:13:02Z");
    assertThat(Envelope.jpeg(FRAME).expiry()).isEqualTo(Instant.MAX);
  }

  @Test
  void shouldWalkTheChainOfStages() {
    PipelineSpec pipeline = pipeline(DETECT, stage("angle"), stage("read"));

    assertThat(pipeline.first()).isEqualTo(DETECT);
    assertThat(pipeline.after(new StageId("detect"))).contains(stage("angle"));
    assertThat(pipeline.after(new StageId("read"))).isEmpty();
    assertThatThrownBy(() -> pipeline.stage(new StageId("raed")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The pipeline 'text' has no stage 'raed'.")
        .hasMessageContaining("Maybe one of [detect, angle, read].");
  }

  private static Arguments bad(String message, ThrowingCallable construction) {
    return Arguments.of(message, construction);
  }

  private static PipelineSpec pipeline(StageSpec... stages) {
    return pipeline(TEXT, Duration.ofSeconds(1), stages);
  }

  private static PipelineSpec pipeline(PipelineId name, Duration freshness, StageSpec... stages) {
    return new PipelineSpec(name, 1, freshness, List.of(stages));
  }

  private static StageSpec stage(String name) {
    return new StageSpec(
        new StageId(name), "model", 1, Duration.ZERO, 1, StageSpec.DEFAULT_ROUTING, Map.of());
  }

  private static StageSpec stage(
      String model, int batch, Duration linger, int lanes, String routing) {
    return new StageSpec(new StageId("detect"), model, batch, linger, lanes, routing, Map.of());
  }

  private static Result result(int version, int width, int height) {
    return new Result(
        TEXT,
        version,
        FRAME,
        width,
        height,
        AT,
        new StageId("read"),
        new DeviceId("here"),
        List.of(),
        "");
  }

  private static LoadReport report(List<Integer> lanes, long backlog, double serviceSeconds) {
    return new LoadReport(
        new InstanceId("detect-0"),
        new DeviceId("here"),
        TEXT,
        new StageId("detect"),
        AT,
        LoadReport.SERVING,
        lanes,
        backlog,
        0,
        serviceSeconds,
        serviceSeconds,
        0,
        0,
        -0.002,
        0,
        0,
        0,
        0,
        0,
        0,
        Map.of(),
        false);
  }
}
