package io.millrace.topics.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.StageId;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OtelTracingTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final long START = 5_000_000_000L;
  private static final PipelineId TEXT = new PipelineId("text");
  private static final StageId FIND = new StageId("find");
  private static final DeviceId PI = new DeviceId("pi");
  private static final String UNSAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();

  @Test
  void shouldLinkABatchWithItsFramesBothWays() {
    // Given
    Tracing tracing = tracing(Sampler.parentBased(Sampler.alwaysOn()));
    Leg one = tracing.stage(TEXT, FIND, PI, frame(1, ""), START);
    Leg two = tracing.stage(TEXT, FIND, PI, frame(2, ""), START);
    Leg unsampled = tracing.stage(TEXT, FIND, PI, frame(3, UNSAMPLED), START);

    // When
    tracing.worked(FIND, List.of(unsampled, one, two), START + 1_000_000, START + 3_000_000);

    // Then
    SpanData batch = named("batch find").get(0);
    assertThat(batch.getTraceId()).isEqualTo(one.traceparent("").substring(3, 35));
    assertThat(batch.getLinks())
        .extracting(LinkData::getSpanContext)
        .extracting(SpanContext::getSpanId)
        .containsExactly(
            one.traceparent("").substring(36, 52), two.traceparent("").substring(36, 52));
    assertThat(named("work"))
        .hasSize(2)
        .allSatisfy(
            work ->
                assertThat(work.getLinks())
                    .extracting(link -> link.getSpanContext().getSpanId())
                    .containsExactly(batch.getSpanId()))
        .allSatisfy(
            work ->
                assertThat(work.getStartEpochNanos())
                    .isEqualTo(TimeUnit.SECONDS.toNanos(NOON.getEpochSecond()) + 1_000_000));
  }

  @Test
  void shouldCarryButNotKeepWhatWasNotSampledWhereItCameIn() {
    Tracing tracing = tracing(Sampler.parentBased(Sampler.alwaysOn()));

    Leg leg = tracing.stage(TEXT, FIND, PI, frame(1, UNSAMPLED), START);
    leg.part("wait", START, START + 1);
    tracing.worked(FIND, List.of(leg), START, START + 1);
    leg.end("passed", START + 1);

    assertThat(leg.traceparent("")).startsWith(UNSAMPLED.substring(0, 36)).endsWith("-00");
    assertThat(spans.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void shouldBeginATraceOfItsOwnBelowNonsense() {
    Tracing tracing = tracing(Sampler.alwaysOn());

    tracing.stage(TEXT, FIND, PI, frame(1, "nonsense"), START).fail("no picture", START + 1);

    assertThat(spans.getFinishedSpanItems())
        .singleElement()
        .satisfies(span -> assertThat(span.getParentSpanContext().isValid()).isFalse())
        .satisfies(span -> assertThat(span.getStatus().getDescription()).isEqualTo("no picture"));
  }

  private List<SpanData> named(String name) {
    return spans.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .toList();
  }

  private Tracing tracing(Sampler sampler) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setSampler(sampler)
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    return OtelTracing.of(
        OpenTelemetrySdk.builder().setTracerProvider(provider).build(),
        InstantSource.fixed(NOON),
        () -> START);
  }

  private static Envelope frame(long sequence, String traceparent) {
    return Envelope.jpeg(new FrameRef(new CameraId("gate"), 1, sequence, NOON))
        .tracedBy(traceparent);
  }
}
