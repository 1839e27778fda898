package io.millrace.worker.serve;

import io.millrace.models.image.ImageCodec;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.trace.Tracing;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an instance works with; the instances of a process share all of it.
 *
 * @param kafka how to reach the cluster
 * @param sink for results, drops and dead letters
 * @param next the way to the next stage; null for the last
 * @param device delays what an emulated device does and sends
 * @param codec decodes frames
 * @param meters figures of the stage on this device
 * @param tracing records frames' journeys
 * @param reports takes load reports; must not block
 * @param clock time of day
 * @param nanoClock time for measuring
 * @param pauseNanos lets the calling thread wait, for an emulated device
 */
public record StageServices(
    KafkaConnection kafka,
    RecordSink sink,
    @Nullable RoutedSink next,
    EmulatedDevice device,
    ImageCodec codec,
    StageMeters meters,
    Tracing tracing,
    Consumer<LoadReport> reports,
    Clock clock,
    LongSupplier nanoClock,
    LongConsumer pauseNanos) {}
