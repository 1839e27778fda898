package io.millrace.planner.simulate;

import java.util.ArrayDeque;

/** One processor of a device: it runs one call at a time, for whoever asked first. */
final class ProcessorNode {

  final int device;
  final String name;
  final ArrayDeque<InstanceNode> waiting = new ArrayDeque<>();
  boolean busy;
  long busySinceNanos;
  long busyNanos;
  long sendingNanos;

  ProcessorNode(int device, String name) {
    this.device = device;
    this.name = name;
  }
}
