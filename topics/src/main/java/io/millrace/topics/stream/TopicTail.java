package io.millrace.topics.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every record of some topics, without a group: load reports, results, dead letters.
 *
 * <p>A thread of its own polls and calls the handler. A handler that throws loses that record, with
 * a log line, and reading goes on: what is tailed is information, never work.
 */
public final class TopicTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration UNKNOWN_TOPIC_WAIT = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final From from;
  private final Handler handler;
  private final Thread thread;
  private final CountDownLatch positioned = new CountDownLatch(1);
  private volatile boolean closing;

  /** Where reading begins. */
  public enum From {
    BEGINNING,
    END
  }

  /** What becomes of a record; called on the tail's thread. */
  @FunctionalInterface
  public interface Handler {
    void handle(ConsumerRecord<byte[], byte[]> record);
  }

  /** A tail over an open consumer, which it closes in the end. */
  public TopicTail(
      Consumer<byte[], byte[]> consumer, List<String> topics, From from, Handler handler) {
    this.consumer = consumer;
    this.topics = List.copyOf(topics);
    this.from = from;
    this.handler = handler;
    this.thread = new Thread(this::run, "tail-" + String.join("+", topics));
    this.thread.setDaemon(true);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  /**
   * Waits until the place to read from is fixed: every record written after this is seen.
   *
   * @return false if that did not happen in time
   */
  public boolean awaitPositioned(Duration timeout) throws InterruptedException {
    return positioned.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      List<TopicPartition> lanes = lanes();
      consumer.assign(lanes);
      if (from == From.BEGINNING) {
        consumer.seekToBeginning(lanes);
      } else {
        consumer.seekToEnd(lanes);
      }
      lanes.forEach(consumer::position);
      positioned.countDown();
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          handle(record);
        }
      }
    } catch (WakeupException e) {
      // Closing.
    } catch (KafkaException e) {
      LOG.atError().addKeyValue("topics", topics).setCause(e).log("tail stopped");
    }
  }

  /**
   * All lanes of all topics. A topic that was made a moment ago may not be known to every broker
   * yet, and would then have no lanes: it is waited for.
   */
  private List<TopicPartition> lanes() {
    List<TopicPartition> lanes = new ArrayList<>();
    for (String topic : topics) {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      while (!closing && found.isEmpty()) {
        LockSupport.parkNanos(UNKNOWN_TOPIC_WAIT.toNanos());
        found = consumer.partitionsFor(topic);
      }
      found.forEach(info -> lanes.add(new TopicPartition(info.topic(), info.partition())));
    }
    return lanes;
  }

  private void handle(ConsumerRecord<byte[], byte[]> record) {
    try {
      handler.handle(record);
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("lane", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("record could not be read");
    }
  }
}
