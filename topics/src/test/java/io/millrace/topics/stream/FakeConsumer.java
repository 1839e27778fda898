package io.millrace.topics.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Kafka's own fake of a consumer, with commits that can be held back and can fail. */
final class FakeConsumer extends MockConsumer<byte[], byte[]> {

  static final String TOPIC = "text.frames";

  final List<Map<Integer, Long>> commits = Collections.synchronizedList(new ArrayList<>());
  final List<OffsetCommitCallback> held = Collections.synchronizedList(new ArrayList<>());
  volatile boolean laneMovedAtResume;
  volatile boolean holdCommits;
  volatile boolean failCommits;
  volatile @Nullable Duration closedWithin;

  FakeConsumer() {
    super("earliest");
  }

  /** Has the lanes assigned, and others taken away, in the next poll. */
  void assignLanes(int... lanes) {
    List<TopicPartition> assigned = IntStream.of(lanes).mapToObj(FakeConsumer::lane).toList();
    Map<TopicPartition, Long> zeros = new HashMap<>();
    assigned.forEach(lane -> zeros.put(lane, 0L));
    updateBeginningOffsets(zeros);
    updateEndOffsets(zeros);
    schedulePollTask(() -> rebalance(assigned));
  }

  /** Has the lanes assigned in the next poll, and something else happen before it returns. */
  void assignLanes(Runnable then, int... lanes) {
    List<TopicPartition> assigned = IntStream.of(lanes).mapToObj(FakeConsumer::lane).toList();
    schedulePollTask(
        () -> {
          rebalance(assigned);
          then.run();
        });
  }

  /** Puts records into a lane in the next poll. */
  void records(int lane, long... offsets) {
    schedulePollTask(
        () -> {
          for (long offset : offsets) {
            addRecord(
                new ConsumerRecord<>(
                    TOPIC, lane, offset, new byte[] {1}, new byte[] {(byte) offset}));
          }
        });
  }

  /** What the log looks like after it was cut to this offset. */
  void cut(int lane, long offset) {
    schedulePollTask(() -> seek(lane(lane), offset));
  }

  /** Rests outside the lock that everybody else needs too. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    if (records.isEmpty()) {
      LockSupport.parkNanos(1_000_000);
    }
    return records;
  }

  /** As the real one does when its own thread has just given the lane back. */
  @Override
  public synchronized void resume(Collection<TopicPartition> partitions) {
    if (laneMovedAtResume && !partitions.isEmpty()) {
      laneMovedAtResume = false;
      throw new IllegalStateException("No current assignment for partition " + partitions);
    }
    super.resume(partitions);
  }

  @Override
  public synchronized void commitAsync(
      Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
    note(offsets);
    if (callback == null) {
      return;
    }
    if (holdCommits) {
      held.add(callback);
    } else {
      callback.onComplete(offsets, failCommits ? new TimeoutException("broker away") : null);
    }
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
    note(offsets);
    if (failCommits) {
      throw new TimeoutException("broker away");
    }
  }

  /** Answers the commits that were held back, in the next poll. */
  void answer(@Nullable KafkaException error) {
    schedulePollTask(
        () -> {
          held.forEach(callback -> callback.onComplete(Map.of(), error));
          held.clear();
        });
  }

  @Override
  public Map<TopicPartition, Long> endOffsets(
      Collection<TopicPartition> partitions, Duration timeout) {
    return super.endOffsets(partitions);
  }

  @Override
  public void close(CloseOptions options) {
    closedWithin = options.timeout().orElseThrow();
    super.close(options);
  }

  @Override
  public synchronized void wakeup() {
    throw new AssertionError("A wake-up may hit the commit after the poll it was meant for.");
  }

  private void note(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<Integer, Long> byLane = new HashMap<>();
    offsets.forEach((lane, offset) -> byLane.put(lane.partition(), offset.offset()));
    commits.add(byLane);
  }

  static TopicPartition lane(int lane) {
    return new TopicPartition(TOPIC, lane);
  }
}
