package io.millrace.topics.stream;

import org.apache.kafka.common.header.Headers;

/**
 * A record that an instance has taken from a lane and must finish: by {@link LaneSource#done} once
 * what follows from it is acknowledged.
 */
public final class Taken {

  private final LaneProgress progress;
  private final String topic;
  private final int lane;
  private final long offset;
  private final long writtenAtMillis;
  private final long takenAtNanos;
  private final byte[] key;
  private final Headers headers;
  private final byte[] value;

  Taken(
      LaneProgress progress,
      String topic,
      int lane,
      long offset,
      long writtenAtMillis,
      long takenAtNanos,
      byte[] key,
      Headers headers,
      byte[] value) {
    this.progress = progress;
    this.topic = topic;
    this.lane = lane;
    this.offset = offset;
    this.writtenAtMillis = writtenAtMillis;
    this.takenAtNanos = takenAtNanos;
    this.key = key;
    this.headers = headers;
    this.value = value;
  }

  LaneProgress progress() {
    return progress;
  }

  /** The topic that it came from. */
  public String topic() {
    return topic;
  }

  /** The lane that it lay on. */
  public int lane() {
    return lane;
  }

  /** Its offset in the lane. */
  public long offset() {
    return offset;
  }

  /** When it was written, by the clock of the machine that wrote it, since 1970. */
  public long writtenAtMillis() {
    return writtenAtMillis;
  }

  /** When it was taken, on the source's clock. */
  public long takenAtNanos() {
    return takenAtNanos;
  }

  /** The record's key; not to be changed. Empty when it had none. */
  public byte[] key() {
    return key;
  }

  /** The record's headers. */
  public Headers headers() {
    return headers;
  }

  /** The record's value; not to be changed. Empty when it had none. */
  public byte[] value() {
    return value;
  }

  /**
   * Whether the lane still belongs to the instance that took the record: if not, work on it is
   * lost.
   */
  public boolean owned() {
    return progress.owned();
  }
}
