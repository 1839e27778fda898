package io.millrace.worker.serve;

import static io.millrace.worker.serve.Stages.FIND;
import static io.millrace.worker.serve.Stages.PATIENCE;
import static io.millrace.worker.serve.Stages.READ;
import static io.millrace.worker.serve.Stages.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.TinyModel;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.trace.Leg;
import io.millrace.topics.trace.OtelTracing;
import io.millrace.topics.trace.Tracing;
import io.millrace.worker.infer.InferenceEngine;
import io.millrace.worker.infer.Processor;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One frame's journey as a trace. */
class TracedFrameIT {

  private static final int LIMIT = 256 << 10;
  private static final String RESULT = RecordType.RESULT.ceType();
  private static final String FOREIGN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaConnection kafka;

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0, LIMIT);
    kafka = new KafkaConnection(broker.bootstrapServers(), Map.of(), LIMIT);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void shouldMakeOneTraceOfAFrameThatGoesThroughTwoStages() {
    // Given
    try (Tracing tracing = tracing();
        Stages stages = new Stages(kafka, "traced", 1, 1)) {
      stages.tracing = tracing;
      startBoth(stages);
      Envelope frame = Stages.frame(7);
      Leg ingest = tracing.ingest(stages.pipeline.name(), frame.frame());

      // When
      stages.write(FIND, 0, frame.tracedBy(ingest.traceparent("")), stages.jpeg(200, 40));
      ingest.end("sent", System.nanoTime());
      await().atMost(PATIENCE).until(() -> stages.outcomes(RESULT).size() == 1);
      ConsumerRecord<byte[], byte[]> outcome = stages.outcomes(RESULT).get(0);
      tracing.result(
          stages.pipeline.name(),
          frame.frame(),
          "answered",
          header(outcome, "traceparent"),
          outcome.timestamp());

      // Then
      await().atMost(PATIENCE).until(() -> spans.getFinishedSpanItems().size() == 10);
      Map<String, SpanData> byId =
          spans.getFinishedSpanItems().stream()
              .collect(Collectors.toMap(SpanData::getSpanId, Function.identity()));
      List<String> lines =
          byId.values().stream()
              .map(
                  span -> {
                    SpanData parent = byId.get(span.getParentSpanId());
                    return span.getName() + " < " + (parent == null ? "" : parent.getName());
                  })
              .sorted()
              .toList();
      assertThat(lines)
          .containsExactly(
              "ingest < ",
              "result < stage read",
              "send < stage find",
              "send < stage read",
              "stage find < ingest",
              "stage read < stage find",
              "wait < stage find",
              "wait < stage read",
              "work < stage find",
              "work < stage read");
      assertThat(byId.values())
          .extracting(SpanData::getTraceId)
          .containsOnly(byId.values().iterator().next().getTraceId());
      assertThat(byId.values())
          .allSatisfy(
              span ->
                  assertThat(span.getEndEpochNanos())
                      .isGreaterThanOrEqualTo(span.getStartEpochNanos()));
    }
  }

  @Test
  void shouldPassAForeignContextOnAndWriteNoneOfItsOwnWhenOff() {
    // Given
    try (Stages stages = new Stages(kafka, "untraced", 1, 1)) {
      startBoth(stages);

      // When
      stages.write(FIND, 0, Stages.frame(1).tracedBy(FOREIGN), stages.jpeg(200, 40));
      stages.write(FIND, 0, Stages.frame(2), stages.jpeg(200, 40));
      await().atMost(PATIENCE).until(() -> stages.outcomes(RESULT).size() == 2);

      // Then
      assertThat(stages.outcomes(RESULT))
          .extracting(record -> header(record, "traceparent"))
          .containsExactly(FOREIGN, "");
      assertThat(spans.getFinishedSpanItems()).isEmpty();
    }
  }

  private static void startBoth(Stages stages) {
    Path file = TinyModel.write(folder, "means", TinyModel.planeMeans());
    Supplier<InferenceEngine> engine = () -> InferenceEngine.load(file, Processor.cpu(1));
    stages.start(FIND, 1, 16, ColourTasks.findBlue(), engine);
    stages.start(READ, 1, 16, ColourTasks.readRed(), engine);
  }

  private Tracing tracing() {
    SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    return OtelTracing.of(
        OpenTelemetrySdk.builder().setTracerProvider(provider).build(),
        Clock.systemUTC(),
        System::nanoTime);
  }
}
