package io.millrace.bench.efficiency;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.Result;
import io.millrace.topics.route.RoutingStrategy;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.stream.TopicTail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The same frames through broker and workers: encoded as they would leave a camera, sent as fast as
 * a window of frames under way allows, counted when their results come out.
 */
final class Pipeline implements AutoCloseable {

  private static final CameraId CAMERA = new CameraId("bench");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final List<byte[]> jpegs;
  private final int window;
  private final RecordSink sink;
  private final RoutedSink first;
  private final TopicTail results;
  private final TopicTail load;
  private final Semaphore room;
  private final AtomicInteger texts = new AtomicInteger();
  private long run;

  Pipeline(PipelineSpec pipeline, KafkaConnection kafka, List<byte[]> jpegs, int window)
      throws InterruptedException {
    this.jpegs = jpegs;
    this.window = window;
    this.room = new Semaphore(window);
    this.sink = new RecordSink(kafka.producer("bench"), kafka.maxRecordBytes());
    this.first =
        new RoutedSink(
            sink,
            TopicCatalog.frames(pipeline.name()),
            pipeline.first().name(),
            RoutingStrategy.named(pipeline.first().routing()),
            System::nanoTime,
            new SplittableRandom(1));
    this.results =
        new TopicTail(
            kafka.reader("bench-results"),
            List.of(TopicCatalog.results(pipeline.name())),
            TopicTail.From.END,
            this::count);
    this.load =
        new TopicTail(
            kafka.reader("bench-load"),
            List.of(TopicCatalog.LOAD),
            TopicTail.From.END,
            record -> first.report(Json.read(record.value(), LoadReport.class, record.topic())));
    results.start();
    load.start();
    results.awaitPositioned(PATIENCE);
    load.awaitPositioned(PATIENCE);
  }

  /** Sends every frame so many times and waits for all results; the texts found. */
  int run(int repetitions) throws InterruptedException {
    texts.set(0);
    run++;
    for (int i = 0; i < jpegs.size() * repetitions; i++) {
      acquire(1);
      Envelope envelope = Envelope.jpeg(new FrameRef(CAMERA, run, i, Instant.now()));
      var unused = first.send(envelope, jpegs.get(i % jpegs.size()));
    }
    acquire(window);
    room.release(window);
    return texts.get();
  }

  @Override
  public void close() {
    results.close();
    load.close();
    sink.close();
  }

  private void acquire(int permits) throws InterruptedException {
    if (!room.tryAcquire(permits, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "Of %d frames under way %d did not come out within %d s."
              .formatted(window, window - room.availablePermits(), PATIENCE.toSeconds()));
    }
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    texts.addAndGet(Json.read(record.value(), Result.class, record.topic()).finds().size());
    room.release();
  }
}
