package io.millrace.topics.trace;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.util.List;

/** Nothing is traced. */
final class NoTracing implements Tracing {

  @Override
  public boolean on() {
    return false;
  }

  @Override
  public Leg ingest(PipelineId pipeline, FrameRef frame) {
    return Leg.NONE;
  }

  @Override
  public Leg stage(
      PipelineId pipeline, StageId stage, DeviceId device, Envelope envelope, long takenAtNanos) {
    return Leg.NONE;
  }

  @Override
  public void worked(StageId stage, List<Leg> frames, long fromNanos, long toNanos) {}

  @Override
  public void result(
      PipelineId pipeline,
      FrameRef frame,
      String outcome,
      String traceparent,
      long writtenAtMillis) {}

  @Override
  public void close() {}
}
