package io.millrace.topics.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance's end of a stage's topic: takes records from the lanes that the broker hands it, and
 * commits what is done.
 *
 * <p>A thread of its own polls and never works on a record. When {@code room} records are taken and
 * not done, the lanes are paused (partition by partition; polling goes on, so the group sees a
 * living member) until half of them are done. Offsets are committed by hand, contiguously per lane.
 *
 * <p>Threads: the listener is called on the poll thread and must not block. {@link #done}, {@link
 * #state} and {@link #drain} may be called from any thread.
 */
public final class LaneSource {

  /** How often finished work is committed: what a crash repeats is at most this much. */
  public static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger(LaneSource.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LAG_TIMEOUT = Duration.ofMillis(500);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
  private static final byte[] NOTHING = {};

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final int room;
  private final Listener listener;
  private final LongSupplier nanoClock;
  private final Thread thread;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private volatile State seen = new State(List.of(), 0, 0);
  private volatile boolean paused;
  private volatile long drainUntilNanos = Long.MAX_VALUE;
  private volatile boolean draining;

  // Owned by the poll thread.
  private final Map<TopicPartition, LaneProgress> lanes = new HashMap<>();
  private final Set<TopicPartition> pausedLanes = new HashSet<>();
  private long nextCommitNanos;

  /** What a source tells the instance; called on the poll thread. */
  public interface Listener {

    /** A record to work on. */
    void taken(Taken record);

    /** The source stopped for good: the cluster refused this client, or a defect. */
    void failed(Exception cause);
  }

  /**
   * A source's end of the group, as last seen.
   *
   * @param lanes lanes owned, ascending
   * @param waiting records in those lanes that were not taken yet
   * @param outstanding records taken and not done
   */
  public record State(List<Integer> lanes, long waiting, int outstanding) {}

  /**
   * A source over an open consumer, which it closes in the end.
   *
   * @param room records that may be taken and not done, at least 1
   */
  public LaneSource(
      Consumer<byte[], byte[]> consumer,
      String topic,
      int room,
      Listener listener,
      LongSupplier nanoClock) {
    if (room < 1) {
      throw new IllegalArgumentException(
          "The room (%d) of a source must be at least 1.".formatted(room));
    }
    this.consumer = consumer;
    this.topic = topic;
    this.room = room;
    this.listener = listener;
    this.nanoClock = nanoClock;
    this.thread = new Thread(this::run, "lanes-" + topic);
  }

  /** Joins the group and begins to take records. */
  public void start() {
    thread.start();
  }

  /**
   * Notes a record as done: what follows from it is acknowledged, so its offset may be committed.
   */
  public void done(Taken record) {
    if (record.progress().done(record.offset())) {
      int left = outstanding.decrementAndGet();
      if ((paused && left <= room / 2) || (draining && left == 0)) {
        consumer.wakeup();
      }
    }
  }

  /** The lanes and the backlog, as of the last poll. */
  public State state() {
    State last = seen;
    return new State(last.lanes(), last.waiting(), outstanding.get());
  }

  /**
   * Takes nothing more, waits until everything taken is done or the deadline has passed, commits,
   * and leaves the group.
   */
  public CompletableFuture<Void> drain(Duration deadline) {
    drainUntilNanos = nanoClock.getAsLong() + deadline.toNanos();
    draining = true;
    consumer.wakeup();
    return closed;
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(topic), new Rebalances());
      while (!finished()) {
        turn();
      }
      commitNow();
    } catch (AuthenticationException | AuthorizationException e) {
      fail(e);
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      lanes.values().forEach(progress -> outstanding.addAndGet(-progress.lose()));
      seen = new State(List.of(), 0, 0);
      closed.complete(null);
    }
  }

  private void fail(Exception cause) {
    LOG.atError().addKeyValue("topic", topic).setCause(cause).log("lane source stopped");
    listener.failed(cause);
  }

  private boolean finished() {
    return draining && (outstanding.get() == 0 || nanoClock.getAsLong() >= drainUntilNanos);
  }

  private void turn() {
    try {
      pauseOrResume();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
    } catch (WakeupException e) {
      // Room was made, or draining began: go round at once.
    }
    long now = nanoClock.getAsLong();
    if (now >= nextCommitNanos) {
      nextCommitNanos = now + COMMIT_INTERVAL.toNanos();
      commitLater();
      look();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition lane = new TopicPartition(record.topic(), record.partition());
    LaneProgress progress = lanes.get(lane);
    if (progress == null) {
      return;
    }
    progress.taken(record.offset());
    outstanding.incrementAndGet();
    listener.taken(
        new Taken(
            progress,
            record.topic(),
            record.partition(),
            record.offset(),
            nanoClock.getAsLong(),
            record.key() == null ? NOTHING : record.key(),
            record.headers(),
            record.value() == null ? NOTHING : record.value()));
  }

  /**
   * Pauses are lost in a rebalance, so what is paused is compared with what should be every time.
   */
  private void pauseOrResume() {
    int taken = outstanding.get();
    paused = draining || taken >= room || (paused && taken > room / 2);
    Set<TopicPartition> wanted = paused ? consumer.assignment() : Set.of();
    if (!pausedLanes.equals(wanted)) {
      consumer.resume(consumer.paused());
      consumer.pause(wanted);
      pausedLanes.clear();
      pausedLanes.addAll(wanted);
    }
  }

  /** Publishes the lanes and how many records wait in them. */
  private void look() {
    Set<TopicPartition> assigned = lanes.keySet();
    long waiting = 0;
    if (!assigned.isEmpty()) {
      try {
        // A paused lane is not fetched, so the lag that the consumer remembers would stand still.
        Map<TopicPartition, Long> ends = consumer.endOffsets(assigned, LAG_TIMEOUT);
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
          waiting += Math.max(0, end.getValue() - consumer.position(end.getKey(), LAG_TIMEOUT));
        }
      } catch (WakeupException e) {
        // Somebody made room meanwhile; the figure comes with the next look.
        return;
      } catch (KafkaException e) {
        LOG.atDebug().addKeyValue("topic", topic).setCause(e).log("backlog unknown for now");
        return;
      }
    }
    List<Integer> owned = assigned.stream().map(TopicPartition::partition).sorted().toList();
    seen = new State(owned, waiting, outstanding.get());
  }

  private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> among) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition lane : among) {
      LaneProgress progress = lanes.get(lane);
      long offset = progress == null ? -1 : progress.committable();
      if (offset >= 0) {
        offsets.put(lane, new OffsetAndMetadata(offset));
      }
    }
    return offsets;
  }

  private void commitLater() {
    Map<TopicPartition, OffsetAndMetadata> offsets = committable(lanes.keySet());
    if (!offsets.isEmpty()) {
      consumer.commitAsync(
          offsets,
          (committed, error) -> {
            if (error == null) {
              noteCommitted(committed);
            } else {
              LOG.atWarn()
                  .addKeyValue("topic", topic)
                  .setCause(error)
                  .log("commit will be repeated");
            }
          });
    }
  }

  private void commitNow() {
    commitNow(lanes.keySet());
  }

  private void commitNow(Collection<TopicPartition> among) {
    Map<TopicPartition, OffsetAndMetadata> offsets = committable(among);
    if (offsets.isEmpty()) {
      return;
    }
    // A wake-up that was meant for poll() must not keep the commit from happening: try once more.
    for (int attempt = 0; attempt < 2; attempt++) {
      try {
        consumer.commitSync(offsets, COMMIT_TIMEOUT);
        noteCommitted(offsets);
        return;
      } catch (WakeupException e) {
        LOG.atDebug().addKeyValue("topic", topic).log("commit woken up");
      } catch (KafkaException e) {
        LOG.atWarn()
            .addKeyValue("topic", topic)
            .setCause(e)
            .log("commit failed; the new owner repeats what was not committed");
        return;
      }
    }
  }

  private void noteCommitted(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (lane, offset) -> {
          LaneProgress progress = lanes.get(lane);
          if (progress != null) {
            progress.committed(offset.offset());
          }
        });
  }

  /** Called inside poll(), on the poll thread. */
  private final class Rebalances implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      for (TopicPartition lane : added) {
        lanes.put(lane, new LaneProgress(consumer.position(lane)));
      }
      log("lanes assigned", added);
      pausedLanes.clear();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      commitNow(revoked);
      onPartitionsLost(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> gone) {
      for (TopicPartition lane : gone) {
        LaneProgress progress = lanes.remove(lane);
        if (progress != null) {
          outstanding.addAndGet(-progress.lose());
        }
      }
      log("lanes given up", gone);
      pausedLanes.clear();
    }

    private void log(String message, Collection<TopicPartition> which) {
      Map<Integer, Boolean> numbers = new TreeMap<>();
      which.forEach(lane -> numbers.put(lane.partition(), true));
      LOG.atInfo().addKeyValue("topic", topic).addKeyValue("lanes", numbers.keySet()).log(message);
    }
  }
}
