package io.millrace.topics.stream;

import io.millrace.topics.flow.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance's end of a stage's topic: takes records from the lanes that the broker hands it, and
 * commits what is done.
 *
 * <p>A thread of its own polls and never works on a record. When {@code room} records are taken and
 * not done, the lanes are paused (partition by partition; polling goes on, so the group sees a
 * living member) until half of them are done. One poll may go over the room by what it returns at
 * most. Offsets are committed by hand, contiguously per lane.
 *
 * <p>A cluster that is away for a while is waited for: records that were taken are finished and
 * committed when it is back. What ends a source for good is a cluster that refuses this client, and
 * a listener that throws: then nothing more is taken, what was done is committed, what was not is
 * left to the next owner, and {@link Listener#failed} is told.
 *
 * <p>Threads: the listener is called on the poll thread and must not block. {@link #done}, {@link
 * #state} and {@link #drain} may be called from any thread, the poll thread included. Nobody ever
 * calls {@code wakeup()} on the consumer: a wake-up that comes late would hit the commit or the
 * rebalance after the poll that it was meant for. The thread waits for room on its own instead.
 */
public final class LaneSource {

  /** How often finished work is committed: what a crash repeats is at most this much. */
  public static final Duration COMMIT_INTERVAL = Duration.ofMillis(500);

  /** How often the backlog is looked at: once per load report. */
  public static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

  /** Time that {@link #drain} may take beyond its deadline when the cluster does not answer. */
  public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(LaneSource.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Between two polls of paused lanes; each lets a rebalance go on by one step. */
  private static final Duration PAUSED_POLL = Duration.ofMillis(50);

  private static final Duration RETRY = Duration.ofMillis(100);
  private static final Duration LAG_TIMEOUT = Duration.ofMillis(500);
  private static final Duration COMMIT_TIMEOUT = CLOSE_TIMEOUT.dividedBy(2);

  /** Time after which a commit that was never answered is no longer waited for. */
  private static final Duration COMMIT_LOST = Duration.ofSeconds(30);

  private static final byte[] NOTHING = {};

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Room room;
  private final Listener listener;
  private final LongSupplier nanoClock;
  private final Thread thread;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicInteger outstanding = new AtomicInteger();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private volatile State seen = new State(List.of(), 0, 0);
  private volatile boolean paused;
  private volatile long drainUntilNanos;
  private volatile boolean draining;

  // Owned by the poll thread.
  private final Map<TopicPartition, LaneProgress> lanes = new HashMap<>();
  private final TreeSet<Integer> owned = new TreeSet<>();
  private long lastCommitNanos;
  private long lastLookNanos;
  private long commitBegunNanos;
  private boolean committing;
  private boolean closing;

  /** What a source tells the instance; called on the poll thread. */
  public interface Listener {

    /** A record to work on. Must not throw: that ends the source. */
    void taken(Taken record);

    /** The source stopped for good: the cluster refused this client, or a defect. */
    void failed(Exception cause);
  }

  /**
   * A source's end of the group, as last seen.
   *
   * @param lanes lanes owned, ascending
   * @param waiting records in those lanes that were not taken yet; the last known figure while the
   *     cluster does not answer
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
    this.room = new Room(room);
    this.listener = listener;
    this.nanoClock = nanoClock;
    this.thread = new Thread(this::run, "lanes-" + topic);
  }

  /**
   * Joins the group and begins to take records; does nothing when the source was drained before.
   *
   * @throws IllegalStateException if it was started before
   */
  public void start() {
    if (begun.compareAndSet(false, true)) {
      thread.start();
    } else if (!draining) {
      throw new IllegalStateException("The source of %s was started before.".formatted(topic));
    }
  }

  /**
   * Notes a record as done: what follows from it is acknowledged, so its offset may be committed.
   * Does nothing when it was done before, or when the lane belongs to somebody else by now.
   */
  public void done(Taken record) {
    if (record.progress().done(record.offset())) {
      int left = outstanding.decrementAndGet();
      if ((paused && room.made(left)) || (draining && left == 0)) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** The lanes as of the last rebalance, and the backlog as of the last look at it. */
  public State state() {
    State last = seen;
    return new State(last.lanes(), last.waiting(), outstanding.get());
  }

  /**
   * Takes nothing more, waits until everything taken is done or the deadline has passed, commits,
   * and leaves the group. Of several deadlines the first counts.
   *
   * @return completed when the group is left, at most {@link #CLOSE_TIMEOUT} after the deadline
   */
  public CompletableFuture<Void> drain(Duration deadline) {
    synchronized (this) {
      long until = nanoClock.getAsLong() + deadline.toNanos();
      if (!draining || until - drainUntilNanos < 0) {
        drainUntilNanos = until;
      }
      draining = true;
    }
    if (begun.compareAndSet(false, true)) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      closed.complete(null);
    }
    LockSupport.unpark(thread);
    return closed.copy();
  }

  private void run() {
    lastCommitNanos = nanoClock.getAsLong();
    lastLookNanos = lastCommitNanos;
    Throwable failure = null;
    try {
      consumer.subscribe(List.of(topic), new Rebalances());
      while (!finished()) {
        turn();
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    leave();
    if (failure != null) {
      fail(failure);
    }
    closed.complete(null);
  }

  private void leave() {
    try {
      commitNow(lanes.keySet());
      closing = true;
      consumer.close(CloseOptions.timeout(COMMIT_TIMEOUT));
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("topic", topic)
          .setCause(e)
          .log("group not left in order; the broker will notice by itself");
    }
    lanes.values().forEach(progress -> outstanding.addAndGet(-progress.lose()));
    seen = new State(List.of(), 0, 0);
  }

  private void fail(Throwable cause) {
    LOG.atError().addKeyValue("topic", topic).setCause(cause).log("lane source stopped");
    try {
      listener.failed(
          cause instanceof Exception exception
              ? exception
              : new IllegalStateException(
                  "The lane source of %s stopped.".formatted(topic), cause));
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("topic", topic).setCause(e).log("listener failed to fail");
    }
  }

  private boolean finished() {
    return draining && (outstanding.get() == 0 || nanoClock.getAsLong() - drainUntilNanos >= 0);
  }

  private void turn() {
    try {
      pauseOrResume();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(paused ? Duration.ZERO : POLL)) {
        take(record);
      }
      if (paused && !roomMade()) {
        LockSupport.parkNanos(this, PAUSED_POLL.toNanos());
      }
      long now = nanoClock.getAsLong();
      if (now - lastCommitNanos >= COMMIT_INTERVAL.toNanos()) {
        lastCommitNanos = now;
        commitLater();
      }
      if (now - lastLookNanos >= LOOK_INTERVAL.toNanos()) {
        lastLookNanos = now;
        look();
      }
    } catch (RetriableException e) {
      LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("cluster away; trying again");
      LockSupport.parkNanos(this, RETRY.toNanos());
    }
  }

  private boolean roomMade() {
    int taken = outstanding.get();
    return draining ? taken == 0 : room.made(taken);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition lane = new TopicPartition(record.topic(), record.partition());
    LaneProgress progress = lanes.get(lane);
    if (progress == null || !progress.follows(record.offset())) {
      progress = begin(lane, progress, record.offset());
    }
    progress.taken(record.offset());
    outstanding.incrementAndGet();
    listener.taken(
        new Taken(
            progress,
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            nanoClock.getAsLong(),
            record.key() == null ? NOTHING : record.key(),
            record.headers(),
            record.value() == null ? NOTHING : record.value()));
  }

  /**
   * The progress of a lane whose first record has come. Only then: to ask the consumer for the
   * position when the lane is assigned would block the rebalance on the cluster's answer.
   */
  private LaneProgress begin(TopicPartition lane, @Nullable LaneProgress before, long firstOffset) {
    if (before != null) {
      // The log was cut (an unclean election, a lost disk) or the topic created anew: what lies
      // there now are other records, and all of them are to be worked on.
      outstanding.addAndGet(-before.lose());
      LOG.atWarn()
          .addKeyValue("topic", topic)
          .addKeyValue("lane", lane.partition())
          .addKeyValue("offset", firstOffset)
          .log("lane went back");
    }
    LaneProgress progress = new LaneProgress(firstOffset);
    lanes.put(lane, progress);
    return progress;
  }

  /**
   * What should be paused is compared with what the consumer says is paused, every time: a
   * rebalance brings lanes that are not, and keeps those that are.
   */
  private void pauseOrResume() {
    paused = draining || room.paused(paused, outstanding.get());
    Set<TopicPartition> assigned = consumer.assignment();
    Set<TopicPartition> wanted = paused ? assigned : Set.of();
    Set<TopicPartition> found = new HashSet<>(consumer.paused());
    found.retainAll(assigned);
    if (!found.equals(wanted)) {
      try {
        consumer.resume(found);
        consumer.pause(wanted);
      } catch (IllegalStateException e) {
        // The consumer's own thread gave a lane back since we asked which there are; that shows at
        // the next turn. One that is closed says so when it is polled.
        LOG.atDebug().addKeyValue("topic", topic).setCause(e).log("a lane moved meanwhile");
      }
    }
  }

  /** Publishes the lanes and how many records wait in them. */
  private void look() {
    Set<TopicPartition> assigned = consumer.assignment();
    long waiting = 0;
    try {
      // Every fetch tells the lag, so only lanes that are not fetched are worth a question.
      Map<TopicPartition, Long> ends =
          paused && !assigned.isEmpty() ? consumer.endOffsets(assigned, LAG_TIMEOUT) : Map.of();
      for (TopicPartition lane : assigned) {
        Long end = ends.get(lane);
        // Either may be below 0: the end that a fetch told is older than what it brought.
        waiting +=
            Math.max(
                0,
                end == null
                    ? consumer.currentLag(lane).orElse(0)
                    : end - consumer.position(lane, LAG_TIMEOUT));
      }
    } catch (KafkaException | IllegalStateException e) {
      // The cluster does not answer, or a lane moved meanwhile.
      LOG.atDebug().addKeyValue("topic", topic).setCause(e).log("backlog unknown for now");
      waiting = seen.waiting();
    }
    show(waiting);
  }

  private void show(long waiting) {
    seen = new State(List.copyOf(owned), waiting, outstanding.get());
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

  /** Commits without waiting; one commit is under way at a time, or they would pile up. */
  private void commitLater() {
    if (committing && lastCommitNanos - commitBegunNanos < COMMIT_LOST.toNanos()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = committable(lanes.keySet());
    if (offsets.isEmpty()) {
      return;
    }
    committing = true;
    commitBegunNanos = lastCommitNanos;
    Map<TopicPartition, LaneProgress> of = new HashMap<>(lanes);
    consumer.commitAsync(
        offsets,
        (unused, error) -> {
          committing = false;
          if (error == null) {
            note(offsets, of);
          } else {
            LOG.atWarn().addKeyValue("topic", topic).setCause(error).log("commit will be repeated");
          }
        });
  }

  private void commitNow(Collection<TopicPartition> among) {
    Map<TopicPartition, OffsetAndMetadata> offsets = committable(among);
    if (offsets.isEmpty() || closing) {
      return;
    }
    try {
      consumer.commitSync(offsets, COMMIT_TIMEOUT);
      note(offsets, lanes);
    } catch (KafkaException e) {
      LOG.atWarn()
          .addKeyValue("topic", topic)
          .setCause(e)
          .log("commit failed; the new owner repeats what was not committed");
    }
  }

  private static void note(
      Map<TopicPartition, OffsetAndMetadata> offsets, Map<TopicPartition, LaneProgress> of) {
    offsets.forEach(
        (lane, offset) -> {
          LaneProgress progress = of.get(lane);
          if (progress != null) {
            progress.committed(offset.offset());
          }
        });
  }

  /** Called inside poll() and close(), on the poll thread. */
  private final class Rebalances implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      added.forEach(lane -> owned.add(lane.partition()));
      changed("lanes assigned", added);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      commitNow(revoked);
      onPartitionsLost(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> gone) {
      for (TopicPartition lane : gone) {
        owned.remove(lane.partition());
        LaneProgress progress = lanes.remove(lane);
        if (progress != null) {
          outstanding.addAndGet(-progress.lose());
        }
      }
      changed("lanes given up", gone);
    }

    private void changed(String message, Collection<TopicPartition> which) {
      show(seen.waiting());
      if (!which.isEmpty()) {
        List<Integer> numbers = new ArrayList<>();
        which.forEach(lane -> numbers.add(lane.partition()));
        numbers.sort(null);
        LOG.atInfo().addKeyValue("topic", topic).addKeyValue("lanes", numbers).log(message);
      }
    }
  }
}
