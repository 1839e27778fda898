package io.millrace.topics.trace;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Spans by OpenTelemetry.
 *
 * <p>Every leg ties the monotonic clock to the time of day once, when it begins, so that its parts
 * are as long as they were and a clock that is set moves later legs only.
 */
public final class OtelTracing implements Tracing {

  private static final String SCOPE = "io.millrace";
  private static final String TRACE_PARENT = "traceparent";
  private static final String PIPELINE = "millrace.pipeline";
  private static final String STAGE = "millrace.stage";
  private static final String DEVICE = "millrace.device";
  private static final String FRAME = "millrace.frame";
  private static final String CAMERA = "millrace.camera";
  private static final String OUTCOME = "millrace.outcome";
  private static final String FRAMES = "millrace.batch.frames";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Tracer tracer;
  private final Runnable closing;
  private final InstantSource clock;
  private final LongSupplier nanoClock;

  private OtelTracing(
      OpenTelemetrySdk sdk, Runnable closing, InstantSource clock, LongSupplier nanoClock) {
    this.tracer = sdk.getTracer(SCOPE);
    this.closing = closing;
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /** As the process's {@code OTEL_*} variables say; traces only, over HTTP unless they say gRPC. */
  static OtelTracing exporting(String service, InstantSource clock, LongSupplier nanoClock) {
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(
                () ->
                    Map.of(
                        "otel.service.name",
                        service,
                        "otel.exporter.otlp.protocol",
                        "http/protobuf"))
            .addPropertiesCustomizer(
                asked -> Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none"))
            .build()
            .getOpenTelemetrySdk();
    return of(sdk, clock, nanoClock);
  }

  /** Spans of an SDK that somebody else has set up; it is shut down when this is closed. */
  public static OtelTracing of(OpenTelemetrySdk sdk, InstantSource clock, LongSupplier nanoClock) {
    return new OtelTracing(
        sdk,
        () -> {
          var unused =
              sdk.getSdkTracerProvider().shutdown().join(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        },
        clock,
        nanoClock);
  }

  @Override
  public boolean on() {
    return true;
  }

  @Override
  public Leg ingest(PipelineId pipeline, FrameRef frame) {
    Anchor anchor = anchor();
    return new SpanLeg(
        anchor,
        span("ingest", SpanKind.PRODUCER, Context.root(), pipeline, frame)
            .setStartTimestamp(frame.captured())
            .startSpan());
  }

  @Override
  public Leg stage(
      PipelineId pipeline, StageId stage, DeviceId device, Envelope envelope, long takenAtNanos) {
    Anchor anchor = anchor();
    return new SpanLeg(
        anchor,
        span(
                "stage " + stage,
                SpanKind.CONSUMER,
                parent(envelope.traceparent()),
                pipeline,
                envelope.frame())
            .setAttribute(STAGE, stage.value())
            .setAttribute(DEVICE, device.value())
            .setStartTimestamp(anchor.epochNanos(takenAtNanos), TimeUnit.NANOSECONDS)
            .startSpan());
  }

  @Override
  public void worked(StageId stage, List<Leg> frames, long fromNanos, long toNanos) {
    List<SpanLeg> kept =
        frames.stream()
            .filter(SpanLeg.class::isInstance)
            .map(SpanLeg.class::cast)
            .filter(leg -> leg.span.getSpanContext().isSampled())
            .toList();
    if (kept.isEmpty()) {
      return;
    }
    SpanContext batch =
        frames.size() > 1 ? batch(stage, kept, frames.size(), fromNanos, toNanos) : null;
    for (SpanLeg leg : kept) {
      leg.part("work", fromNanos, toNanos, batch);
    }
  }

  private SpanContext batch(
      StageId stage, List<SpanLeg> kept, int frames, long fromNanos, long toNanos) {
    SpanLeg first = kept.get(0);
    SpanBuilder builder =
        tracer
            .spanBuilder("batch " + stage)
            .setParent(Context.root().with(first.span))
            .setAttribute(STAGE, stage.value())
            .setAttribute(FRAMES, frames)
            .setStartTimestamp(first.anchor.epochNanos(fromNanos), TimeUnit.NANOSECONDS);
    kept.forEach(leg -> builder.addLink(leg.span.getSpanContext()));
    Span batch = builder.startSpan();
    batch.end(first.anchor.epochNanos(toNanos), TimeUnit.NANOSECONDS);
    return batch.getSpanContext();
  }

  @Override
  public void result(
      PipelineId pipeline,
      FrameRef frame,
      String outcome,
      String traceparent,
      long writtenAtMillis) {
    Instant written = Instant.ofEpochMilli(writtenAtMillis);
    Instant now = clock.instant();
    Span span =
        span("result", SpanKind.CONSUMER, parent(traceparent), pipeline, frame)
            .setAttribute(OUTCOME, outcome)
            .setStartTimestamp(written)
            .startSpan();
    span.end(now.isBefore(written) ? written : now);
  }

  @Override
  public void close() {
    closing.run();
  }

  private SpanBuilder span(
      String name, SpanKind kind, Context parent, PipelineId pipeline, FrameRef frame) {
    return tracer
        .spanBuilder(name)
        .setSpanKind(kind)
        .setParent(parent)
        .setAttribute(PIPELINE, pipeline.value())
        .setAttribute(CAMERA, frame.camera().value())
        .setAttribute(FRAME, frame.name());
  }

  /** What is no W3C context is none: the spans below it begin a trace of their own. */
  private static Context parent(String traceparent) {
    return W3CTraceContextPropagator.getInstance()
        .extract(Context.root(), traceparent, new TraceParentOnly());
  }

  private Anchor anchor() {
    Instant now = clock.instant();
    return new Anchor(
        TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano(), nanoClock.getAsLong());
  }

  /** One moment by both clocks. */
  private record Anchor(long epoch, long nanos) {

    long epochNanos(long reading) {
      return epoch + (reading - nanos);
    }
  }

  private static final class TraceParentOnly implements TextMapGetter<String> {

    @Override
    public Iterable<String> keys(String carrier) {
      return List.of(TRACE_PARENT);
    }

    @Override
    public @Nullable String get(@Nullable String carrier, String key) {
      return key.equals(TRACE_PARENT) ? carrier : null;
    }
  }

  private final class SpanLeg implements Leg {

    private final Anchor anchor;
    private final Span span;

    SpanLeg(Anchor anchor, Span span) {
      this.anchor = anchor;
      this.span = span;
    }

    @Override
    public String traceparent(String otherwise) {
      SpanContext context = span.getSpanContext();
      return context.isValid()
          ? "00-%s-%s-%s"
              .formatted(context.getTraceId(), context.getSpanId(), context.getTraceFlags().asHex())
          : otherwise;
    }

    @Override
    public void part(String name, long fromNanos, long toNanos) {
      part(name, fromNanos, toNanos, null);
    }

    void part(String name, long fromNanos, long toNanos, @Nullable SpanContext link) {
      if (!span.getSpanContext().isSampled()) {
        return;
      }
      SpanBuilder part =
          tracer
              .spanBuilder(name)
              .setParent(Context.root().with(span))
              .setStartTimestamp(anchor.epochNanos(fromNanos), TimeUnit.NANOSECONDS);
      if (link != null) {
        part.addLink(link);
      }
      part.startSpan().end(anchor.epochNanos(toNanos), TimeUnit.NANOSECONDS);
    }

    @Override
    public void end(String outcome, long atNanos) {
      span.setAttribute(OUTCOME, outcome);
      span.end(anchor.epochNanos(atNanos), TimeUnit.NANOSECONDS);
    }

    @Override
    public void fail(String error, long atNanos) {
      span.setStatus(StatusCode.ERROR, error);
      end("failed", atNanos);
    }
  }
}
