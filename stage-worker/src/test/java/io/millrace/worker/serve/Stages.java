package io.millrace.worker.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.models.image.Image;
import io.millrace.models.image.ImageCodec;
import io.millrace.models.task.Task;
import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.StageId;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.route.RoutingStrategy;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.RoutedSink;
import io.millrace.topics.stream.TopicTail;
import io.millrace.topics.trace.Tracing;
import io.millrace.worker.infer.InferenceEngine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** A pipeline of two stages on a broker, its instances, and what comes out. */
final class Stages implements AutoCloseable {

  static final StageId FIND = new StageId("find");
  static final StageId READ = new StageId("read");
  static final CameraId CAMERA = new CameraId("gate");
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final PipelineSpec pipeline;
  final Queue<ConsumerRecord<byte[], byte[]>> outcomes = new ConcurrentLinkedQueue<>();
  final Queue<LoadReport> reports = new ConcurrentLinkedQueue<>();
  final Queue<StageInstance> failures = new ConcurrentLinkedQueue<>();
  final MetricRegistry registry = MetricRegistry.ofProcess();

  /** Records frames' journeys; to be set before instances start. */
  Tracing tracing = Tracing.OFF;

  /** How long instances were told to wait, together. */
  final AtomicLong pausedNanos = new AtomicLong();

  private final KafkaConnection kafka;
  private final Vertx vertx = Vertx.vertx();
  private final ImageCodec codec = new ImageCodec(1 << 20);
  private final RecordSink sink;
  private final TopicTail tail;
  private final Map<StageId, StageMeters> meters;

  Stages(KafkaConnection kafka, String name, int lanes, int batch) {
    this.kafka = kafka;
    this.pipeline =
        new PipelineSpec(
            new PipelineId(name),
            3,
            Duration.ofSeconds(2),
            List.of(stage(FIND, lanes, batch), stage(READ, lanes, batch)));
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("test"))) {
      admin.ensure(TopicCatalog.topics(pipeline, kafka.maxRecordBytes()));
    }
    this.sink = new RecordSink(kafka.producer("test"), kafka.maxRecordBytes());
    this.tail =
        new TopicTail(
            kafka.reader("test"),
            List.of(
                TopicCatalog.results(pipeline.name()), TopicCatalog.deadLetters(pipeline.name())),
            TopicTail.From.BEGINNING,
            outcomes::add);
    tail.start();
    DeviceId device = new DeviceId("here");
    this.meters =
        Map.of(
            FIND,
            new StageMeters(registry, pipeline.name(), FIND, device, false),
            READ,
            new StageMeters(registry, pipeline.name(), READ, device, false));
  }

  private static StageSpec stage(StageId id, int lanes, int batch) {
    return new StageSpec(
        id, "means", batch, Duration.ofMillis(5), lanes, StageSpec.DEFAULT_ROUTING, Map.of());
  }

  /** Starts an instance; returns its deployment when it serves. */
  String start(StageId stage, int number, int room, Task task, Supplier<InferenceEngine> engine) {
    return start(stage, number, room, task, engine, Duration.ofSeconds(20));
  }

  String start(
      StageId stage,
      int number,
      int room,
      Task task,
      Supplier<InferenceEngine> engine,
      Duration drainDeadline) {
    return start(stage, number, room, task, engine, drainDeadline, Emulation.NONE);
  }

  String start(
      StageId stage,
      int number,
      int room,
      Task task,
      Supplier<InferenceEngine> engine,
      Duration drainDeadline,
      Emulation emulation) {
    StageSpec spec = pipeline.stage(stage);
    StageSetup setup =
        new StageSetup(
            new InstanceId(stage + "-" + number),
            new DeviceId("here"),
            pipeline,
            spec,
            room,
            drainDeadline);
    RoutedSink next =
        pipeline
            .after(stage)
            .map(
                after ->
                    new RoutedSink(
                        sink,
                        TopicCatalog.input(pipeline, after.name()),
                        after.name(),
                        RoutingStrategy.named(after.routing()),
                        System::nanoTime,
                        new SplittableRandom(1)))
            .orElse(null);
    StageServices services =
        new StageServices(
            kafka,
            sink,
            next,
            new EmulatedDevice(setup.device(), emulation),
            codec,
            Objects.requireNonNull(meters.get(stage)),
            tracing,
            reports::add,
            Clock.systemUTC(),
            System::nanoTime,
            nanos -> {
              pausedNanos.addAndGet(nanos);
              LockSupport.parkNanos(nanos);
            });
    return vertx
        .deployVerticle(
            new StageInstance(setup, new StageModel(task, engine), services, failures::add))
        .await();
  }

  /** Drains an instance and stops it. */
  void stop(String deployment) {
    stopping(deployment).await();
  }

  /** Begins to stop an instance. */
  Future<Void> stopping(String deployment) {
    return vertx.undeploy(deployment);
  }

  /** A frame of one colour, on its way. */
  static Envelope frame(long sequence) {
    return Envelope.jpeg(new FrameRef(CAMERA, 1, sequence, Instant.now()));
  }

  byte[] jpeg(int blue, int red) {
    byte[] pixels = new byte[32 * 32 * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) blue;
      pixels[i + 2] = (byte) red;
    }
    return codec.encodeJpeg(Image.of(32, 32, pixels), 95);
  }

  /** Writes a record to a stage's topic and waits until it is there. */
  void write(StageId stage, int lane, Envelope envelope, byte[] value) {
    write(stage, lane, CloudEventHeaders.write(envelope), value);
  }

  void write(StageId stage, int lane, Headers headers, byte[] value) {
    sink.send(
            TopicCatalog.input(pipeline, stage),
            lane,
            CAMERA.value().getBytes(UTF_8),
            headers,
            value)
        .join();
  }

  /** Outcomes with this CloudEvents type, and dead letters under {@code dead}. */
  List<ConsumerRecord<byte[], byte[]>> outcomes(String type) {
    String dead = TopicCatalog.deadLetters(pipeline.name());
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : outcomes) {
      boolean isDead = record.topic().equals(dead);
      if (type.equals("dead") ? isDead : !isDead && type.equals(header(record, "ce_type"))) {
        found.add(record);
      }
    }
    return found;
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  static List<Long> sequences(Collection<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().map(record -> Long.valueOf(header(record, "ce_sequence"))).toList();
  }

  /** The offset that the stage's group has committed on a lane, 0 when none. */
  long committed(StageId stage, int lane) {
    String group = TopicCatalog.group(pipeline.name(), stage);
    String topic = TopicCatalog.input(pipeline, stage);
    try (Admin admin = kafka.admin("test")) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      OffsetAndMetadata offset = offsets.get(new TopicPartition(topic, lane));
      return offset == null ? 0 : offset.offset();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The last report of an instance, or one of nothing. */
  List<LoadReport> reportsOf(StageId stage, int number) {
    return reports.stream()
        .filter(report -> report.instance().value().equals(stage + "-" + number))
        .toList();
  }

  static byte[] cut(byte[] value, int length) {
    return Arrays.copyOf(value, length);
  }

  @Override
  public void close() {
    vertx.close().await();
    tail.close();
    sink.close();
  }
}
