package io.millrace.planner.simulate;

import java.util.ArrayDeque;

/** One processor of a device: it runs so many calls at a time, for whoever asked first. */
final class ProcessorNode {

  final int device;
  final String name;
  final ArrayDeque<InstanceNode> waiting = new ArrayDeque<>();

  /** Calls that it runs at once without slowing any. */
  final int parallel;

  /** Calls in work, and those held by sending. */
  private int working;

  private long accountedNanos;

  /** Time in work, of all its calls together. */
  long busyNanos;

  long sendingNanos;

  ProcessorNode(int device, String name, int parallel) {
    this.device = device;
    this.name = name;
    this.parallel = parallel;
  }

  boolean busy() {
    return working == parallel;
  }

  /** A call begins (1) or ends (-1). */
  void works(int calls, long nowNanos) {
    account(nowNanos);
    working += calls;
  }

  /** Its device dies. */
  void stop(long nowNanos) {
    account(nowNanos);
    working = 0;
    waiting.clear();
  }

  /** Counts the time until now. */
  void account(long nowNanos) {
    busyNanos += working * (nowNanos - accountedNanos);
    accountedNanos = nowNanos;
  }
}
