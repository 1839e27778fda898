package io.millrace.planner.simulate;

import java.util.Arrays;

/**
 * What happens next, by time; events of the same time leave in the order in which they were added.
 *
 * <p>A heap of four children per node in three arrays of longs: adding and taking cost O(log n) and
 * make no garbage. Four children halve the depth of a binary heap, and a node's children share a
 * cache line (LaMarca and Ladner, "The Influence of Caches on the Performance of Heaps", ACM JEA 1,
 * 1996).
 */
final class EventQueue {

  private static final int CHILDREN = 4;
  private static final int FIRST_CAPACITY = 1024;

  private long[] times = new long[FIRST_CAPACITY];
  private long[] turns = new long[FIRST_CAPACITY];
  private long[] events = new long[FIRST_CAPACITY];
  private int size;
  private long turn;

  /** Adds an event at this time. */
  void add(long nanos, long event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      turns = Arrays.copyOf(turns, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    long mine = turn++;
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) / CHILDREN;
      // A new event has the latest turn, so at equal times its parent stays before it.
      if (times[parent] <= nanos) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, nanos, mine, event);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** When the next event happens. */
  long nextNanos() {
    return times[0];
  }

  /** Removes the next event and gives it. */
  long take() {
    long first = events[0];
    size--;
    if (size > 0) {
      sink(times[size], turns[size], events[size]);
    }
    return first;
  }

  /** Events that were ever added. */
  long added() {
    return turn;
  }

  private void sink(long nanos, long itsTurn, long event) {
    int hole = 0;
    while (true) {
      int first = CHILDREN * hole + 1;
      if (first >= size) {
        break;
      }
      int least = first;
      int end = Math.min(first + CHILDREN, size);
      for (int child = first + 1; child < end; child++) {
        if (before(child, times[least], turns[least])) {
          least = child;
        }
      }
      if (!before(least, nanos, itsTurn)) {
        break;
      }
      move(least, hole);
      hole = least;
    }
    put(hole, nanos, itsTurn, event);
  }

  private boolean before(int node, long nanos, long itsTurn) {
    return times[node] < nanos || (times[node] == nanos && turns[node] < itsTurn);
  }

  private void move(int from, int to) {
    put(to, times[from], turns[from], events[from]);
  }

  private void put(int at, long nanos, long itsTurn, long event) {
    times[at] = nanos;
    turns[at] = itsTurn;
    events[at] = event;
  }
}
