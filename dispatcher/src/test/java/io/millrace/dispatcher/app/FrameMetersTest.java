package io.millrace.dispatcher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.dispatcher.results.Outcome;
import io.millrace.dispatcher.results.ResultFlow;
import io.millrace.dispatcher.web.CameraPhase;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameMetersTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final PipelineId TEXT = PipelineId.of("text");
  private static final CameraId GATE = CameraId.of("gate");

  private final Clock clock = Clock.fixed(NOON.plusSeconds(3), ZoneOffset.UTC);
  private final MetricRegistry registry = MetricRegistry.ofProcess();
  private FrameMeters meters;
  private final ResultFlow flow =
      new ResultFlow(
          clock, () -> 0, Duration.ofSeconds(1), released -> this.meters.released(released));

  FrameMetersTest() {
    meters =
        new FrameMeters(
            registry,
            new PipelineSpec(
                TEXT,
                1,
                Duration.ofSeconds(2),
                List.of(
                    new StageSpec(
                        StageId.of("read"),
                        "text-read",
                        1,
                        Duration.ZERO,
                        1,
                        StageSpec.DEFAULT_ROUTING,
                        Map.of()))),
            flow,
            phase -> phase == CameraPhase.STREAMING ? 2L : 0L,
            () -> List.of(GATE),
            clock);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldTellWhereEveryFrameWent() {
    // Given: of five frames one answered twice, one dropped on the way, one never let in
    for (int i = 0; i < 4; i++) {
      flow.enter(frame(i));
    }
    flow.dropAtIngest(GATE, Reason.FULL);
    flow.accept(answered(0));
    flow.accept(answered(0));
    flow.accept(new Outcome.Dropped(new Drop(TEXT, 1, frame(1), StageId.of("read"), Reason.STALE)));

    String text = registry.scrape(MetricRegistry.TEXT);

    assertThat(text.lines())
        .contains(
            "millrace_frames_total{pipeline=\"text\"} 5.0",
            "millrace_results_total{pipeline=\"text\"} 1.0",
            "millrace_dead_letters_total{pipeline=\"text\"} 0.0",
            "millrace_drops_total{pipeline=\"text\",reason=\"full\",stage=\"ingest\"} 1.0",
            "millrace_drops_total{pipeline=\"text\",reason=\"stale\",stage=\"read\"} 1.0",
            "millrace_duplicates_total{pipeline=\"text\"} 1.0",
            "millrace_in_flight_frames{pipeline=\"text\"} 2.0",
            "millrace_oldest_frame_age_seconds{pipeline=\"text\"} 1.0",
            "millrace_result_latency_seconds_bucket{pipeline=\"text\",le=\"0.2\"} 0",
            "millrace_result_latency_seconds_bucket{pipeline=\"text\",le=\"0.5\"} 1",
            "millrace_cameras{pipeline=\"text\",state=\"streaming\"} 2.0",
            "millrace_cameras{pipeline=\"text\",state=\"failed\"} 0.0",
            "millrace_freshness_limit_seconds{pipeline=\"text\"} 2.0",
            "millrace_dispatch_part_seconds_count{part=\"order\",pipeline=\"text\"} 1",
            "millrace_camera_frames_total{camera=\"gate\",pipeline=\"text\"} 5.0",
            "millrace_camera_drops_total{camera=\"gate\",pipeline=\"text\"} 2.0",
            "millrace_camera_in_flight_frames{camera=\"gate\",pipeline=\"text\"} 2.0");
  }

  @Test
  void shouldCountDropsOnAfterTheyWereFirstSeen() {
    flow.dropAtIngest(GATE, Reason.FULL);
    registry.scrape(MetricRegistry.TEXT);
    flow.dropAtIngest(GATE, Reason.FULL);

    assertThat(registry.scrape(MetricRegistry.TEXT).lines())
        .contains("millrace_drops_total{pipeline=\"text\",reason=\"full\",stage=\"ingest\"} 2.0");
  }

  private static FrameRef frame(long sequence) {
    return new FrameRef(GATE, 1, sequence, NOON.plusSeconds(sequence));
  }

  private static Outcome answered(long sequence) {
    FrameRef frame = frame(sequence);
    return new Outcome.Answered(
        new Result(
            TEXT,
            1,
            frame,
            640,
            360,
            frame.captured().plusMillis(300),
            StageId.of("read"),
            DeviceId.of("here"),
            List.of(),
            ""));
  }
}
