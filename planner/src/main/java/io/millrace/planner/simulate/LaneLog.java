package io.millrace.planner.simulate;

import org.jspecify.annotations.Nullable;

/**
 * One lane of a stage's topic: the records from the first that is not committed to the last that
 * was sent, and how far its owner has come.
 *
 * <p>Follows {@code LaneProgress} of the live system: offsets are committed contiguously, and
 * whoever takes the lane over begins at the committed one, so that what was taken but not committed
 * is done again. A ring of frames by offset; done ones are complemented. All operations are O(1)
 * amortised, except losing the lane, which is O(records not committed).
 */
final class LaneLog {

  private static final int FIRST_CAPACITY = 8;

  final StageNode stage;
  final int number;

  private int[] ring = new int[FIRST_CAPACITY];

  /** First offset that is not committed. */
  private long base;

  /** First offset that is not done. */
  private long undone;

  /** Next offset to take. */
  private long position;

  /** One past the last offset. */
  private long end;

  /** Next offset that nobody ever took. */
  private long untaken;

  private int outstanding;
  @Nullable InstanceNode owner;

  /** Counts the owners, so that the work of a former one is recognised. */
  int epoch;

  /** Until then a dead owner counts as alive and the lane is not handed on. */
  long heldUntilNanos;

  LaneLog(StageNode stage, int number) {
    this.stage = stage;
    this.number = number;
  }

  void append(int frame) {
    if (end - base == ring.length) {
      int[] larger = new int[2 * ring.length];
      for (long offset = base; offset < end; offset++) {
        larger[(int) offset & (larger.length - 1)] = ring[slot(offset)];
      }
      ring = larger;
    }
    ring[slot(end++)] = frame;
  }

  boolean hasWaiting() {
    return position < end;
  }

  /** Records that its owner has not taken. */
  long waiting() {
    return end - position;
  }

  /** Records that its owner took and that are not done. */
  int outstanding() {
    return outstanding;
  }

  /** Offset of the record that is taken next. */
  long position() {
    return position;
  }

  /** Whether the record that is taken next was taken before. */
  boolean repeats() {
    return position < untaken;
  }

  /** Takes the next record and gives its frame. */
  int take() {
    outstanding++;
    int frame = ring[slot(position++)];
    untaken = Math.max(untaken, position);
    return frame;
  }

  /** Notes a record as done. */
  void done(long offset) {
    ring[slot(offset)] = ~ring[slot(offset)];
    outstanding--;
    while (undone < position && ring[slot(undone)] < 0) {
      undone++;
    }
  }

  /** Commits the next record that is done and gives its frame, or -1 when there is none. */
  int commitOne() {
    return base < undone ? ~ring[slot(base++)] : -1;
  }

  /** The owner is another from now on, and goes on where the last one had committed. */
  void lose() {
    for (long offset = base; offset < position; offset++) {
      int frame = ring[slot(offset)];
      ring[slot(offset)] = frame < 0 ? ~frame : frame;
    }
    undone = base;
    position = base;
    outstanding = 0;
    owner = null;
    epoch++;
  }

  private int slot(long offset) {
    return (int) offset & (ring.length - 1);
  }
}
