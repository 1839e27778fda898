package io.millrace.topics.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every record of some topics, without a group: load reports, results, dead letters.
 *
 * <p>A thread of its own polls and calls the handler. A handler that throws loses that record, with
 * a log line, and reading goes on: what is tailed is information, never work. Lanes that are added
 * to a topic are read from their beginning within {@link #LANES_KNOWN}. A topic that does not exist
 * yet and a cluster that is away are waited for; a cluster that refuses this client ends the tail,
 * with a log line.
 */
public final class TopicTail implements AutoCloseable {

  /** How often the tail looks for lanes that were added. */
  static final Duration LOOK = Duration.ofSeconds(5);

  /** Time within which lanes that were added are noticed: a look, at what the client believes. */
  public static final Duration LANES_KNOWN = LOOK.plusMillis(KafkaConnection.METADATA_MILLIS);

  private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final From from;
  private final Handler handler;
  private final LongSupplier nanoClock;
  private final Thread thread;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch settled = new CountDownLatch(1);
  private volatile boolean positioned;
  private volatile boolean closing;

  /** Owned by the tail's thread. */
  private final Set<TopicPartition> lanes = new HashSet<>();

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
    this(consumer, topics, from, handler, System::nanoTime);
  }

  /** A tail that looks for added lanes by this clock. */
  TopicTail(
      Consumer<byte[], byte[]> consumer,
      List<String> topics,
      From from,
      Handler handler,
      LongSupplier nanoClock) {
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("A tail must have at least one topic.");
    }
    this.consumer = consumer;
    this.topics = List.copyOf(topics);
    this.from = from;
    this.handler = handler;
    this.nanoClock = nanoClock;
    this.thread = new Thread(this::run, "tail-" + String.join("+", topics));
    this.thread.setDaemon(true);
  }

  /** Begins to read; does nothing when the tail was closed before. */
  public void start() {
    if (begun.compareAndSet(false, true)) {
      thread.start();
    } else if (!closing) {
      throw new IllegalStateException("The tail of %s was started before.".formatted(topics));
    }
  }

  /**
   * Waits until the place to read from is fixed: every record written after this is seen.
   *
   * @return false if that did not happen in time, or the tail has ended
   */
  public boolean awaitPositioned(Duration timeout) throws InterruptedException {
    return settled.await(timeout.toMillis(), TimeUnit.MILLISECONDS) && positioned;
  }

  @Override
  public void close() {
    closing = true;
    if (begun.compareAndSet(false, true)) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      settled.countDown();
      return;
    }
    consumer.wakeup();
    LockSupport.unpark(thread);
    if (Thread.currentThread() == thread) {
      // A handler that closes its own tail: it ends when the handler returns.
      return;
    }
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing && !positionAll()) {
        LockSupport.parkNanos(this, POLL.toNanos());
      }
      if (!closing) {
        positioned = true;
        settled.countDown();
        read();
      }
    } catch (WakeupException e) {
      // Closing: nothing else ever wakes the consumer.
    } catch (RuntimeException | Error e) {
      LOG.atError().addKeyValue("topics", topics).setCause(e).log("tail stopped");
    } finally {
      settled.countDown();
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  /** Fixes where to read from on every lane; false when a topic is missing or nobody answers. */
  private boolean positionAll() {
    try {
      for (String topic : topics) {
        List<TopicPartition> found = lanesOf(topic);
        if (found.isEmpty()) {
          LOG.atDebug().addKeyValue("topic", topic).log("topic does not exist yet");
          return false;
        }
        lanes.addAll(found);
      }
      consumer.assign(lanes);
      if (from == From.BEGINNING) {
        consumer.seekToBeginning(lanes);
      } else {
        consumer.seekToEnd(lanes);
      }
      for (TopicPartition lane : lanes) {
        long unused = consumer.position(lane, ANSWER);
      }
      return true;
    } catch (RetriableException e) {
      LOG.atDebug().addKeyValue("topics", topics).setCause(e).log("cluster away; trying again");
      return false;
    }
  }

  private void read() {
    long lastLookNanos = nanoClock.getAsLong();
    while (!closing) {
      try {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          handle(record);
        }
        long now = nanoClock.getAsLong();
        if (now - lastLookNanos >= LOOK.toNanos()) {
          lastLookNanos = now;
          addLanes();
        }
      } catch (RetriableException e) {
        LOG.atDebug().addKeyValue("topics", topics).setCause(e).log("cluster away; trying again");
        LockSupport.parkNanos(this, POLL.toNanos());
      }
    }
  }

  /** All that lies on a lane which was added since is new. */
  private void addLanes() {
    List<TopicPartition> added = new ArrayList<>();
    for (String topic : topics) {
      added.addAll(lanesOf(topic));
    }
    added.removeAll(lanes);
    if (!added.isEmpty()) {
      lanes.addAll(added);
      consumer.assign(lanes);
      consumer.seekToBeginning(added);
    }
  }

  private List<TopicPartition> lanesOf(String topic) {
    List<TopicPartition> found = new ArrayList<>();
    List<PartitionInfo> infos = consumer.partitionsFor(topic, ANSWER);
    if (infos != null) {
      infos.forEach(info -> found.add(new TopicPartition(info.topic(), info.partition())));
    }
    return found;
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
