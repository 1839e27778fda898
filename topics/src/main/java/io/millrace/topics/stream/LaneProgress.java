package io.millrace.topics.stream;

import java.util.Arrays;

/**
 * How far the work on one lane has come: which offsets were taken, which are done, and up to where
 * everything is done.
 *
 * <p>Offsets are committed only up to the first one that is not done, so that a worker that dies is
 * survived by every record it had not finished. One owner of a lane uses one instance; a lane that
 * is lost and won back gets a new one.
 *
 * <p>The offsets from the first that is not done to the last taken lie in a ring, ascending.
 * Offsets that the broker skips (compaction, transactions, retention) take no room in it. Taking is
 * O(1) amortised; finishing is O(1) where offsets are dense, else O(log n) in the records between
 * the first that is not done and the last taken. Thread-safe.
 */
final class LaneProgress {

  private static final int FIRST_CAPACITY = 64;

  /** Offsets taken; complemented, so negative, once done. A power of two long. */
  private long[] ring = new long[FIRST_CAPACITY];

  private int head;
  private int size;

  /** One past the last offset taken. */
  private long end;

  private long committed;
  private int outstanding;
  private boolean lost;

  /** A lane whose first record to take stands at this offset. */
  LaneProgress(long position) {
    end = position;
    committed = position;
  }

  /** Whether a record at this offset comes after all that were taken. */
  synchronized boolean follows(long offset) {
    return offset >= end;
  }

  /**
   * Notes a record as taken.
   *
   * @throws IllegalStateException if it does not follow
   */
  synchronized void taken(long offset) {
    if (offset < end) {
      throw new IllegalStateException(
          "Offset %d was taken after %d; a lane's records must come in order."
              .formatted(offset, end - 1));
    }
    if (size == ring.length) {
      long[] larger = Arrays.copyOfRange(ring, head, head + 2 * size);
      System.arraycopy(ring, 0, larger, size - head, head);
      ring = larger;
      head = 0;
    }
    ring[slot(size)] = offset;
    size++;
    end = offset + 1;
    outstanding++;
  }

  /** Notes a taken record as done; false when it was done before or the lane was lost meanwhile. */
  synchronized boolean done(long offset) {
    int index = lost ? -1 : find(offset);
    if (index < 0 || ring[slot(index)] < 0) {
      return false;
    }
    ring[slot(index)] = ~offset;
    outstanding--;
    while (size > 0 && ring[head] < 0) {
      head = slot(1);
      size--;
    }
    return true;
  }

  /** The lane belongs to somebody else now; gives how many records are theirs to do again. */
  synchronized int lose() {
    lost = true;
    int left = outstanding;
    outstanding = 0;
    return left;
  }

  /** Whether the lane still belongs to this owner. */
  synchronized boolean owned() {
    return !lost;
  }

  /**
   * The offset to commit (the next one to read), or -1 when nothing was done since the last one.
   */
  synchronized long committable() {
    long first = size == 0 ? end : ring[head];
    return first > committed ? first : -1;
  }

  /** Notes an offset as committed. */
  synchronized void committed(long offset) {
    committed = Math.max(committed, offset);
  }

  /** Records taken and not done. */
  synchronized int outstanding() {
    return outstanding;
  }

  private int slot(int index) {
    return (head + index) & (ring.length - 1);
  }

  private long offsetAt(int index) {
    long value = ring[slot(index)];
    return value < 0 ? ~value : value;
  }

  /** The place of an offset among those in the ring, or -1. */
  private int find(long offset) {
    if (size == 0 || offset < offsetAt(0) || offset >= end) {
      return -1;
    }
    long dense = offset - offsetAt(0);
    if (dense < size && offsetAt((int) dense) == offset) {
      return (int) dense;
    }
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = offsetAt(middle);
      if (found == offset) {
        return middle;
      }
      if (found < offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
