package io.millrace.topics.stream;

import java.util.BitSet;

/**
 * How far the work on one lane has come: which offsets were taken, which are done, and up to where
 * everything is done.
 *
 * <p>Offsets are committed only up to the first one that is not done, so that a worker that dies is
 * survived by every record it had not finished. One owner of a lane uses one instance; a lane that
 * is lost and won back gets a new one. Thread-safe; O(1) amortised per record.
 */
final class LaneProgress {

  private final BitSet done = new BitSet();

  /** The first offset that is not done; bit 0 of {@link #done} stands for it. */
  private long first;

  /** One past the last offset taken. */
  private long end;

  private long committed;
  private int outstanding;
  private boolean lost;

  /** A lane whose first record to take stands at this offset. */
  LaneProgress(long position) {
    first = position;
    end = position;
    committed = position;
  }

  /**
   * Notes a record as taken; offsets that the broker skips (compaction, transactions) count as
   * done.
   */
  synchronized void taken(long offset) {
    if (offset < end) {
      throw new IllegalStateException(
          "Offset %d was taken after %d; a lane's records must come in order."
              .formatted(offset, end - 1));
    }
    done.set((int) (end - first), (int) (offset - first));
    end = offset + 1;
    outstanding++;
    advance();
  }

  /** Notes a taken record as done; false when it was done before or the lane was lost meanwhile. */
  synchronized boolean done(long offset) {
    if (lost || offset < first || offset >= end || done.get((int) (offset - first))) {
      return false;
    }
    done.set((int) (offset - first));
    outstanding--;
    advance();
    return true;
  }

  /** The lane belongs to somebody else now; records that are not done are theirs. */
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

  private void advance() {
    int ready = done.nextClearBit(0);
    ready = (int) Math.min(ready, end - first);
    if (ready > 0) {
      BitSet rest = done.get(ready, done.length());
      done.clear();
      done.or(rest);
      first += ready;
    }
  }
}
