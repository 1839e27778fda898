package io.millrace.worker.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.codec.DeadLetterHeaders;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.RecordType;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.stream.Taken;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where the outcomes of one stage go: the next stage's topic, the results topic, the dead-letters
 * topic. Thread-safe. Sending may wait for room in the producer's buffer, so it is not for event
 * loops.
 */
final class Outlets {

  private static final byte[] NOTHING = {};

  private final PipelineSpec pipeline;
  private final StageSpec stage;
  private final RecordSink sink;
  private final @Nullable RoutedSink next;
  private final EmulatedDevice device;
  private final LongSupplier nanoClock;
  private final LongConsumer pauseNanos;
  private final String resultsTopic;
  private final String deadLettersTopic;

  /** The ways out of a stage. */
  Outlets(PipelineSpec pipeline, StageSpec stage, StageServices services) {
    this.pipeline = pipeline;
    this.stage = stage;
    this.sink = services.sink();
    this.next = services.next();
    this.device = services.device();
    this.nanoClock = services.nanoClock();
    this.pauseNanos = services.pauseNanos();
    this.resultsTopic = TopicCatalog.results(pipeline.name());
    this.deadLettersTopic = TopicCatalog.deadLetters(pipeline.name());
  }

  /** Sends an outcome; completed when Kafka has acknowledged it. */
  CompletableFuture<Void> send(Outcome outcome) {
    if (outcome instanceof Outcome.Passed passed) {
      if (next == null) {
        throw new IllegalStateException(
            "The stage '%s' is the last one but passes frames on.".formatted(stage.name()));
      }
      RoutedSink.Chosen chosen = next.choose(passed.envelope());
      leave(passed.value().length, chosen.device());
      return next.send(chosen, passed.envelope(), passed.value());
    }
    if (outcome instanceof Outcome.Answered answered) {
      leave(answered.value().length, null);
      return answer(answered.envelope(), answered.value());
    }
    if (outcome instanceof Outcome.Dropped dropped) {
      return answer(
          dropped.envelope().carrying(stage.name(), RecordType.DROP, Envelope.JSON),
          Json.write(
              new Drop(
                  pipeline.name(),
                  pipeline.version(),
                  dropped.envelope().frame(),
                  stage.name(),
                  dropped.reason())));
    }
    return bury((Outcome.Dead) outcome);
  }

  /**
   * Waits as long as the emulated network takes; drops and dead letters are no work of the device.
   */
  private void leave(int bytes, @Nullable DeviceId to) {
    long nanos = device.waitNanos(bytes, to, nanoClock.getAsLong());
    if (nanos > 0) {
      pauseNanos.accept(nanos);
    }
  }

  private CompletableFuture<Void> answer(Envelope envelope, byte[] value) {
    byte[] key = envelope.frame().camera().value().getBytes(UTF_8);
    return sink.send(
        resultsTopic, RecordSink.BY_KEY, key, CloudEventHeaders.write(envelope), value);
  }

  private CompletableFuture<Void> bury(Outcome.Dead dead) {
    Taken taken = dead.taken();
    Headers headers =
        DeadLetterHeaders.write(
            taken.headers(),
            taken.topic(),
            taken.lane(),
            taken.offset(),
            stage.name(),
            dead.error());
    return sink.send(
        deadLettersTopic,
        RecordSink.BY_KEY,
        taken.key(),
        headers,
        dead.withValue() ? taken.value() : NOTHING);
  }
}
