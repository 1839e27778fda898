package io.millrace.bench.recovery;

import io.millrace.topics.catalog.TopicCatalog;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A process with one instance of each stage, to be killed: {@code SERVERS PIPELINE KIND}. The
 * instances are the real ones; what may be wrong is the sink that they are given.
 */
final class DoomedWorker {

  /** What kind of worker it is. */
  enum Kind {
    /** As people run it. */
    SOUND,
    /** The same, whose commits are so rare that it dies before the first. */
    BEFORE_COMMIT,
    /**
     * A seeded fault: what lies in the producer's buffer counts as acknowledged, so offsets are
     * committed before what follows from them is produced.
     */
    COMMIT_BEFORE_PRODUCE
  }

  /** A commit every 500 s. */
  private static final long SLOWER = 1000;

  private static final Duration LONG = Duration.ofMinutes(10);

  private DoomedWorker() {}

  public static void main(String[] args) throws InterruptedException {
    Kind kind = Kind.valueOf(args[2]);
    KafkaConnection kafka =
        new KafkaConnection(args[0], Map.of(), TopicCatalog.DEFAULT_MAX_RECORD_BYTES);
    LongSupplier nanoClock =
        kind == Kind.BEFORE_COMMIT ? () -> System.nanoTime() / SLOWER : System::nanoTime;
    Producer<byte[], byte[]> producer =
        kind == Kind.COMMIT_BEFORE_PRODUCE ? hasty(args[0]) : kafka.producer("doomed");
    SmallPipeline.serve(
        Vertx.vertx(),
        SmallPipeline.named(args[1]),
        "doomed",
        kafka,
        new RecordSink(producer, kafka.maxRecordBytes()),
        nanoClock);
    new CountDownLatch(1).await();
  }

  /** A producer that says that it is done when it has only begun. */
  @SuppressWarnings("unchecked")
  private static Producer<byte[], byte[]> hasty(String servers) {
    Producer<byte[], byte[]> slow =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "linger.ms",
                Long.toString(LONG.toMillis()),
                "delivery.timeout.ms",
                Long.toString(LONG.multipliedBy(2).toMillis()),
                "batch.size",
                Integer.toString(4 << 20)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            DoomedWorker.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("send") && arguments.length == 2) {
                ProducerRecord<byte[], byte[]> record =
                    (ProducerRecord<byte[], byte[]>) arguments[0];
                var unused = slow.send(record);
                ((Callback) arguments[1])
                    .onCompletion(
                        new RecordMetadata(
                            new TopicPartition(record.topic(), 0), -1, -1, -1, -1, -1),
                        null);
                return unused;
              }
              try {
                return method.invoke(slow, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
