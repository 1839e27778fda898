package io.millrace.dispatcher.results;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DeadLetter;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.Find;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Small outcomes to test with. */
final class Samples {

  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  static final CameraId GATE = CameraId.of("gate");
  static final CameraId YARD = CameraId.of("yard");
  static final PipelineId TEXT = PipelineId.of("text");
  static final StageId DETECT = StageId.of("detect");

  private Samples() {}

  static FrameRef frame(CameraId camera, long run, long sequence) {
    return new FrameRef(camera, run, sequence, NOON.plusMillis(40 * sequence));
  }

  static FrameRef frame(long sequence) {
    return frame(GATE, 1, sequence);
  }

  static Result result(FrameRef frame, Duration latency, List<Find> finds, String truth) {
    return new Result(
        TEXT,
        1,
        frame,
        640,
        480,
        frame.captured().plus(latency),
        StageId.of("read"),
        DeviceId.of("here"),
        finds,
        truth);
  }

  static Outcome answered(FrameRef frame) {
    return new Outcome.Answered(result(frame, Duration.ofMillis(100), List.of(), ""));
  }

  static Outcome failed(FrameRef frame) {
    return new Outcome.Failed(
        new DeadLetter(frame, "text.frames", 0, frame.sequence(), DETECT, "not a JPEG"));
  }

  static Outcome dropped(FrameRef frame, StageId stage, Reason reason) {
    return new Outcome.Dropped(new Drop(TEXT, 1, frame, stage, reason));
  }

  static Find text(String text, double left, double top, double right, double bottom) {
    return new Find(box(left, top, right, bottom), "text", 0.9, text, 0.9);
  }

  static List<List<Double>> box(double left, double top, double right, double bottom) {
    return List.of(
        List.of(left, top), List.of(right, top), List.of(right, bottom), List.of(left, bottom));
  }
}
