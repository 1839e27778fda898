package io.millrace.bench.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class FlowTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant KILLED = NOON.plusSeconds(20);
  private static final Instant END = NOON.plusSeconds(50);

  @Test
  void shouldRecoverAtOnceFromAKillThatNobodyNotices() {
    // When
    Flow.Recovery recovery = flow(at -> at + 300).recovery(KILLED, END);

    // Then
    assertThat(recovery.rateBefore()).isCloseTo(5, within(0.2));
    assertThat(recovery.recoverySeconds()).isZero();
    assertThat(recovery.pauseSeconds()).isCloseTo(0.2, within(0.01));
  }

  @Test
  void shouldNotBeWellWhileAFrameIsHeldUp() {
    // When: one frame, captured half a second after the kill, waits for seven seconds
    Flow.Recovery recovery = flow(at -> at == 20_400 ? at + 7_000 : at + 300).recovery(KILLED, END);

    // Then: others went on, and it is over when that frame is out
    assertThat(recovery.pauseSeconds()).isLessThan(1);
    assertThat(recovery.recoverySeconds()).isCloseTo(7.4, within(0.1));
    assertThat(recovery.longestSeconds()).isCloseTo(7, within(0.01));
  }

  @Test
  void shouldNotBeWellWhileNothingComesOut() {
    // When: what is captured in the eight seconds after the kill comes out together
    Flow.Recovery recovery =
        flow(at -> at >= 20_000 && at < 28_000 ? 28_000 : at + 300).recovery(KILLED, END);

    // Then
    assertThat(recovery.pauseSeconds()).isBetween(7.0, 8.0);
    assertThat(recovery.recoverySeconds()).isCloseTo(8, within(0.1));
  }

  @Test
  void shouldSayTheWholeTimeOfAPipelineThatNeverRecovers() {
    // When: nothing that was captured after the kill comes out before the watch ends
    Flow.Recovery recovery = flow(at -> at >= 20_000 ? 60_000 : at + 300).recovery(KILLED, END);

    // Then
    assertThat(recovery.recoverySeconds()).isEqualTo(30);
  }

  /** Five frames a second for a minute; milliseconds of capture to milliseconds of the result. */
  private static Flow flow(LongUnaryOperator finished) {
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long at = 200L * i;
      results.add(
          new Result(
              new PipelineId("text"),
              1,
              new FrameRef(new CameraId("gate"), 1, i, NOON.plusMillis(at)),
              10,
              10,
              NOON.plusMillis(finished.applyAsLong(at)),
              new StageId("read"),
              new DeviceId("here"),
              List.of(),
              ""));
    }
    return new Flow(results);
  }
}
