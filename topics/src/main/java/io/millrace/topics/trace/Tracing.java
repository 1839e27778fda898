package io.millrace.topics.trace;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Records frames' journeys as spans: {@code ingest} is the root, each stage hangs below what came
 * before it, with its waiting, work and sending below itself, and {@code result} hangs below the
 * last stage. A batch works on several frames at once: its span lies in the trace of the first of
 * them that is kept and links to all; their work links back to it.
 *
 * <p>The context travels in the records' {@code traceparent}. Whether a frame is kept is decided
 * where it comes in. Thread-safe.
 */
public interface Tracing extends AutoCloseable {

  /** Nothing is traced: every call returns at once and allocates nothing. */
  Tracing OFF = new NoTracing();

  /** Whether anything is traced. */
  boolean on();

  /** A frame comes in; the leg begins at its capture. */
  Leg ingest(PipelineId pipeline, FrameRef frame);

  /** A stage has taken a frame at this moment. */
  Leg stage(
      PipelineId pipeline, StageId stage, DeviceId device, Envelope envelope, long takenAtNanos);

  /** A stage has worked on these frames at once. */
  void worked(StageId stage, List<Leg> frames, long fromNanos, long toNanos);

  /**
   * A frame's outcome has come back.
   *
   * @param traceparent of the record that tells it, or empty
   * @param writtenAtMillis when the record was written, since 1970
   */
  void result(
      PipelineId pipeline,
      FrameRef frame,
      String outcome,
      String traceparent,
      long writtenAtMillis);

  /** Sends what was recorded and stops. */
  @Override
  void close();

  /**
   * What the standard {@code OTEL_*} variables ask for: {@link #OFF} unless they name an exporter
   * of traces or where to send them. Nothing of OpenTelemetry is loaded then.
   *
   * @param service what the process calls itself where no variable says so
   * @param environment the process's environment variables
   */
  static Tracing open(
      String service,
      Map<String, String> environment,
      InstantSource clock,
      LongSupplier nanoClock) {
    return asked(environment) ? OtelTracing.exporting(service, clock, nanoClock) : OFF;
  }

  /** Whether these variables ask for traces. */
  static boolean asked(Map<String, String> environment) {
    String exporter = environment.getOrDefault("OTEL_TRACES_EXPORTER", "").strip();
    if (environment.getOrDefault("OTEL_SDK_DISABLED", "").strip().equalsIgnoreCase("true")
        || exporter.equals("none")) {
      return false;
    }
    return !exporter.isEmpty()
        || !environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").isBlank()
        || !environment.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "").isBlank();
  }
}
