package io.millrace.planner.simulate;

import java.util.Arrays;

/**
 * The frames under way, by number. A frame is kept while anything refers to it: a lane that may
 * have to hand it out again, an instance that holds it, a link that carries it.
 */
final class Frames {

  private static final int FIRST_CAPACITY = 1024;

  private long[] capturedNanos = new long[FIRST_CAPACITY];
  private int[] camera = new int[FIRST_CAPACITY];
  private int[] references = new int[FIRST_CAPACITY];
  private boolean[] ended = new boolean[FIRST_CAPACITY];
  private int[] free = new int[FIRST_CAPACITY];
  private int freed;
  private int made;

  /** A frame of this camera, with one reference. */
  int capture(int itsCamera, long nowNanos) {
    int frame = freed > 0 ? free[--freed] : made++;
    if (frame == camera.length) {
      int larger = 2 * frame;
      capturedNanos = Arrays.copyOf(capturedNanos, larger);
      camera = Arrays.copyOf(camera, larger);
      references = Arrays.copyOf(references, larger);
      ended = Arrays.copyOf(ended, larger);
      free = Arrays.copyOf(free, larger);
    }
    capturedNanos[frame] = nowNanos;
    camera[frame] = itsCamera;
    references[frame] = 1;
    ended[frame] = false;
    return frame;
  }

  void retain(int frame) {
    references[frame]++;
  }

  void release(int frame) {
    if (--references[frame] == 0) {
      free[freed++] = frame;
    }
  }

  long capturedNanos(int frame) {
    return capturedNanos[frame];
  }

  int camera(int frame) {
    return camera[frame];
  }

  /** Notes that the frame has an outcome; false when it had one before. */
  boolean end(int frame) {
    boolean first = !ended[frame];
    ended[frame] = true;
    return first;
  }

  /** Frames that have no outcome and are still held somewhere: what is under way. */
  long open() {
    long open = 0;
    for (int frame = 0; frame < made; frame++) {
      open += references[frame] > 0 && !ended[frame] ? 1 : 0;
    }
    return open;
  }
}
