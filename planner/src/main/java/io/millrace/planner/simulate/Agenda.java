package io.millrace.planner.simulate;

/**
 * The time, and what is to happen when.
 *
 * <p>An event is one number: its kind, the number of what it concerns, and of an instance also the
 * life in which it was planned, so that what a dead one had planned never happens.
 */
final class Agenda {

  static final int CAMERA = 0;
  static final int CALL_ENDS = 1;
  static final int SENT = 2;
  static final int ARRIVES = 3;
  static final int REPORT = 4;
  static final int LINGERED = 5;
  static final int REBALANCE = 6;
  static final int TRACE = 7;
  static final int MEASURE = 8;

  private static final int KIND_BITS = 4;
  private static final int LIFE_SHIFT = 36;
  private static final long KIND_MASK = (1L << KIND_BITS) - 1;
  private static final long NUMBER_MASK = (1L << (LIFE_SHIFT - KIND_BITS)) - 1;

  private final EventQueue events = new EventQueue();

  /** Nanoseconds since the beginning. */
  long now;

  /** Whether the warm-up is over. */
  boolean measuring;

  void at(long nanos, int kind, long number) {
    events.add(nanos, kind | (number << KIND_BITS));
  }

  void at(long nanos, int kind, InstanceNode instance) {
    events.add(
        nanos, kind | ((long) instance.index << KIND_BITS) | ((long) instance.life << LIFE_SHIFT));
  }

  /** Whether anything happens before this time. */
  boolean hasEventBefore(long nanos) {
    return !events.isEmpty() && events.nextNanos() < nanos;
  }

  /** Goes on to the next event and gives it. */
  long next() {
    now = events.nextNanos();
    return events.take();
  }

  static int kind(long event) {
    return (int) (event & KIND_MASK);
  }

  static int number(long event) {
    return (int) ((event >>> KIND_BITS) & NUMBER_MASK);
  }

  static int life(long event) {
    return (int) (event >>> LIFE_SHIFT);
  }

  /** Events that were ever planned. */
  long planned() {
    return events.added();
  }
}
