package io.millrace.bench.hop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topics.admin.TopicAdmin;
import io.millrace.topics.broker.EmbeddedBroker;
import io.millrace.topics.catalog.TopicSpec;
import io.millrace.topics.codec.CloudEventHeaders;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Envelope;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.LaneSource;
import io.millrace.topics.stream.RecordSink;
import io.millrace.topics.stream.Taken;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The CPU time of one hop: a record sent by {@link RecordSink}, kept by an embedded broker, taken
 * and committed by {@link LaneSource}, all in this JVM over loopback.
 *
 * <p>Records are sent at a fixed rate, as a stage sends them, not in a burst: batching by the
 * clients would make a burst look cheaper than a stream is. What an idle broker and idle clients
 * cost is measured first and taken off.
 */
public final class HopCost {

  private static final int MAX_RECORD_BYTES = 4 << 20;
  private static final int RECORDS_PER_SECOND = 60;
  private static final int WARM_UP_RECORDS = 12_000;
  private static final long WARM_UP_BYTES = 600_000_000;
  private static final int WARM_UP_WINDOW = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LongSupplier processCpuNanos;

  /**
   * What a hop of one size costs.
   *
   * @param bytes size of the record's value
   * @param cpuMillis CPU time per record, of the whole process
   * @param parts the same by kind of thread; what no Java thread used (garbage collector, compiler)
   *     stands under {@code jvm}
   * @param latencyP50Millis median time from sending to being taken
   * @param latencyP99Millis 99th percentile of it
   */
  public record Row(
      int bytes,
      double cpuMillis,
      Map<ThreadKind, Double> parts,
      double latencyP50Millis,
      double latencyP99Millis) {}

  /** A measurement that reads the process' CPU time from this clock, in nanoseconds. */
  public HopCost(LongSupplier processCpuNanos) {
    this.processCpuNanos = processCpuNanos;
  }

  /**
   * Measures each size with so many records after a warm-up, with the broker's data in a folder.
   */
  public List<Row> measure(List<Integer> sizes, int records, Path data)
      throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0, MAX_RECORD_BYTES)) {
      KafkaConnection kafka =
          new KafkaConnection(broker.bootstrapServers(), Map.of(), MAX_RECORD_BYTES);
      for (int bytes : sizes) {
        rows.add(measure(kafka, bytes, records));
      }
    }
    return rows;
  }

  private Row measure(KafkaConnection kafka, int bytes, int records) throws InterruptedException {
    String topic = "hop-" + bytes;
    try (TopicAdmin admin = new TopicAdmin(kafka.admin("bench"))) {
      admin.ensure(
          List.of(
              new TopicSpec(
                  topic,
                  4,
                  TopicSpec.Cleanup.DELETE,
                  Duration.ofHours(1),
                  1L << 30,
                  MAX_RECORD_BYTES)));
    }
    byte[] value = new byte[bytes];
    new Random(bytes).nextBytes(value);
    Taker taker = new Taker(kafka, topic);
    try (RecordSink sink = new RecordSink(kafka.producer("bench"), MAX_RECORD_BYTES)) {
      taker.awaitLanes(4);
      burst(sink, topic, value, taker);
      send(sink, topic, value, records, taker);
      Usage idle = idle(Duration.ofSeconds(3));
      taker.latencies.clear();
      Usage before = usage();
      send(sink, topic, value, records, taker);
      Usage used = usage().minus(before);
      double idleShare = (double) used.wallNanos() / idle.wallNanos();
      double total =
          (used.cpuNanos() - idle.cpuNanos() * idleShare)
              / records
              / TimeUnit.MILLISECONDS.toNanos(1);
      Map<ThreadKind, Double> parts =
          ThreadKind.perRecord(used.byKind(), idle.byKind(), idleShare, records, total);
      List<Long> sorted = taker.latencies.stream().sorted().toList();
      return new Row(bytes, total, parts, millis(sorted, 0.5), millis(sorted, 0.99));
    } finally {
      taker.stop();
    }
  }

  /** Sends as fast as a window allows, until the JVM has compiled what a hop runs. */
  private static void burst(RecordSink sink, String topic, byte[] value, Taker taker)
      throws InterruptedException {
    int records = (int) Math.min(WARM_UP_RECORDS, WARM_UP_BYTES / value.length);
    CameraId camera = new CameraId("bench");
    byte[] key = camera.value().getBytes(UTF_8);
    for (int i = 0; i < records; i++) {
      Envelope envelope = Envelope.jpeg(new FrameRef(camera, 0, i, Instant.EPOCH));
      var unused = sink.send(topic, i % 4, key, CloudEventHeaders.write(envelope), value);
      if (i >= WARM_UP_WINDOW) {
        taker.await(1, topic);
      }
    }
    taker.await(Math.min(records, WARM_UP_WINDOW), topic);
  }

  private static void send(RecordSink sink, String topic, byte[] value, int records, Taker taker)
      throws InterruptedException {
    CameraId camera = new CameraId("bench");
    byte[] key = camera.value().getBytes(UTF_8);
    long start = System.nanoTime();
    for (int i = 0; i < records; i++) {
      long due = start + i * TimeUnit.SECONDS.toNanos(1) / RECORDS_PER_SECOND;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      // The instant's nanoseconds carry the time of sending to the taker.
      Instant sent = Instant.ofEpochSecond(0, System.nanoTime());
      Envelope envelope = Envelope.jpeg(new FrameRef(camera, 0, i, sent));
      var unused = sink.send(topic, i % 4, key, CloudEventHeaders.write(envelope), value);
    }
    taker.await(records, topic);
  }

  private Usage usage() {
    return new Usage(System.nanoTime(), processCpuNanos.getAsLong(), ThreadKind.cpuNanos());
  }

  private Usage idle(Duration time) {
    Usage before = usage();
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
    return usage().minus(before);
  }

  private static double millis(List<Long> sortedNanos, double quantile) {
    int index = (int) Math.min(sortedNanos.size() - 1, Math.floor(quantile * sortedNanos.size()));
    return sortedNanos.get(index) / 1e6;
  }

  /** Time and CPU time used. */
  private record Usage(long wallNanos, long cpuNanos, Map<ThreadKind, Long> byKind) {
    Usage minus(Usage before) {
      return new Usage(
          wallNanos - before.wallNanos,
          cpuNanos - before.cpuNanos,
          ThreadKind.minus(byKind, before.byKind));
    }
  }

  /** A stage that does nothing but take, note the latency, and be done. */
  private static final class Taker implements LaneSource.Listener {

    private final Semaphore done = new Semaphore(0);
    private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final LaneSource source;

    Taker(KafkaConnection kafka, String topic) {
      source =
          new LaneSource(kafka.groupConsumer("bench", topic, 8), topic, 16, this, System::nanoTime);
      source.start();
    }

    @Override
    public void taken(Taken record) {
      Instant sent = CloudEventHeaders.read(record.headers()).frame().captured();
      latencies.add(
          record.takenAtNanos() - TimeUnit.SECONDS.toNanos(sent.getEpochSecond()) - sent.getNano());
      source.done(record);
      done.release();
    }

    @Override
    public void failed(Exception cause) {
      throw new IllegalStateException(cause);
    }

    void await(int records, String topic) throws InterruptedException {
      if (!done.tryAcquire(records, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "Of %d records on %s only %d arrived within %s."
                .formatted(records, topic, done.availablePermits(), PATIENCE));
      }
    }

    void awaitLanes(int lanes) {
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (source.state().lanes().size() < lanes && System.nanoTime() < until) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }

    void stop() {
      source.drain(Duration.ofSeconds(5)).orTimeout(10, TimeUnit.SECONDS).join();
    }
  }
}
