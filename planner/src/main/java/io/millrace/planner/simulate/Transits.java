package io.millrace.planner.simulate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The records on their way: what they carry, where to, and which record they follow from. */
final class Transits {

  private static final int FIRST_CAPACITY = 256;

  int[] frame = new int[FIRST_CAPACITY];

  /** Where to; null for the results. */
  @Nullable LaneLog[] to = new LaneLog[FIRST_CAPACITY];

  /** Who sends; null for a camera. */
  @Nullable InstanceNode[] sender = new InstanceNode[FIRST_CAPACITY];

  int[] senderLife = new int[FIRST_CAPACITY];
  @Nullable LaneLog[] from = new LaneLog[FIRST_CAPACITY];
  long[] offset = new long[FIRST_CAPACITY];
  int[] epoch = new int[FIRST_CAPACITY];
  private int[] free = new int[FIRST_CAPACITY];
  private int freed;
  private int made;

  /** A free place. */
  int open() {
    if (freed > 0) {
      return free[--freed];
    }
    if (made == frame.length) {
      int larger = 2 * made;
      frame = Arrays.copyOf(frame, larger);
      to = Arrays.copyOf(to, larger);
      sender = Arrays.copyOf(sender, larger);
      senderLife = Arrays.copyOf(senderLife, larger);
      from = Arrays.copyOf(from, larger);
      offset = Arrays.copyOf(offset, larger);
      epoch = Arrays.copyOf(epoch, larger);
      free = Arrays.copyOf(free, larger);
    }
    return made++;
  }

  void close(int place) {
    to[place] = null;
    sender[place] = null;
    from[place] = null;
    free[freed++] = place;
  }
}
