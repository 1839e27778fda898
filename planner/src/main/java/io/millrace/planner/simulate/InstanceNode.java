package io.millrace.planner.simulate;

import io.millrace.topics.flow.Room;
import io.millrace.topics.flow.ServiceMean;
import io.millrace.topics.route.OwnerLoad;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One instance of a simulated run.
 *
 * <p>Holds the records that it took and has not begun (a ring, in the order in which they came),
 * the batch that it works on, and what its load report says. Room and mean service time are the
 * live system's own.
 */
final class InstanceNode {

  final int index;
  final String name;
  final StageNode stage;
  final ProcessorNode processor;
  final ServiceTime variation;

  /** Mean time of a call by its frames. */
  private final double[] callNanos;

  /** Records that it takes before the first of them is done. */
  final Room room;

  final List<LaneLog> lanes = new ArrayList<>();
  private int nextLane;

  boolean alive;

  /** Counts its deaths, so that events of a former life are recognised. */
  int life;

  boolean paused;
  int outstanding;

  /** It decides or works, so nothing new begins. */
  boolean busy;

  /** It waits for its processor. */
  boolean asking;

  // Taken and not begun, by (head + i) & mask.
  private int[] frames;
  private LaneLog[] from;
  private long[] offsets;
  private int[] epochs;
  private long[] takenNanos;
  private int head;
  int queued;

  // In work.
  final int[] batchFrames;
  final LaneLog[] batchFrom;
  final long[] batchOffsets;
  final int[] batchEpochs;
  int inWork;
  long begunNanos;

  private ServiceMean service = new ServiceMean();
  OwnerLoad load;

  /** Number of its last report among its stage's; 0 before the first. */
  int reportNumber;

  InstanceNode(
      int index,
      String name,
      StageNode stage,
      ProcessorNode processor,
      double[] callNanos,
      double variation) {
    this.index = index;
    this.name = name;
    this.stage = stage;
    this.processor = processor;
    this.callNanos = callNanos.clone();
    this.variation = new ServiceTime(variation);
    this.room = Room.forBatch(stage.batch);
    int capacity = Integer.highestOneBit(room.records()) * 2;
    frames = new int[capacity];
    from = new LaneLog[capacity];
    offsets = new long[capacity];
    epochs = new int[capacity];
    takenNanos = new long[capacity];
    batchFrames = new int[stage.batch];
    batchFrom = new LaneLog[stage.batch];
    batchOffsets = new long[stage.batch];
    batchEpochs = new int[stage.batch];
    load = OwnerLoad.of(name, 0, 0);
  }

  /** Whether it takes no more for now: from a full room until half of it is done. */
  boolean pausedNow() {
    paused = room.paused(paused, outstanding);
    return paused;
  }

  /** Takes one record from its lanes, which take turns; -1 when none waits, else its frame. */
  int takeOne(long nowNanos) {
    for (int i = 0; i < lanes.size(); i++) {
      LaneLog lane = lanes.get((nextLane + i) % lanes.size());
      if (lane.hasWaiting()) {
        nextLane = (nextLane + i + 1) % lanes.size();
        if (lane.repeats()) {
          stage.redelivered++;
        }
        long offset = lane.position();
        int frame = lane.take();
        outstanding++;
        push(frame, lane, offset, nowNanos);
        return frame;
      }
    }
    return -1;
  }

  private void push(int frame, LaneLog lane, long offset, long nowNanos) {
    if (queued == frames.length) {
      grow();
    }
    int at = (head + queued++) & (frames.length - 1);
    frames[at] = frame;
    from[at] = lane;
    offsets[at] = offset;
    epochs[at] = lane.epoch;
    takenNanos[at] = nowNanos;
  }

  /** Lanes that were lost leave their records behind, so there may be more than the room. */
  private void grow() {
    int old = frames.length;
    int[] order = new int[old];
    for (int i = 0; i < old; i++) {
      order[i] = (head + i) & (old - 1);
    }
    int[] f = Arrays.copyOf(frames, 2 * old);
    LaneLog[] l = Arrays.copyOf(from, 2 * old);
    long[] o = Arrays.copyOf(offsets, 2 * old);
    int[] e = Arrays.copyOf(epochs, 2 * old);
    long[] t = Arrays.copyOf(takenNanos, 2 * old);
    for (int i = 0; i < old; i++) {
      f[i] = frames[order[i]];
      l[i] = from[order[i]];
      o[i] = offsets[order[i]];
      e[i] = epochs[order[i]];
      t[i] = takenNanos[order[i]];
    }
    frames = f;
    from = l;
    offsets = o;
    epochs = e;
    takenNanos = t;
    head = 0;
  }

  int frameAt(int i) {
    return frames[(head + i) & (frames.length - 1)];
  }

  LaneLog laneAt(int i) {
    return from[(head + i) & (frames.length - 1)];
  }

  long offsetAt(int i) {
    return offsets[(head + i) & (frames.length - 1)];
  }

  int epochAt(int i) {
    return epochs[(head + i) & (frames.length - 1)];
  }

  /** When the oldest record in its queue was taken. */
  long oldestNanos() {
    return takenNanos[head];
  }

  /** Drops the first record of the queue. */
  void removeFirst() {
    head = (head + 1) & (frames.length - 1);
    queued--;
  }

  /** Removes a record from the middle of the queue. */
  void remove(int i) {
    int mask = frames.length - 1;
    for (int at = i; at > 0; at--) {
      int to = (head + at) & mask;
      int before = (head + at - 1) & mask;
      frames[to] = frames[before];
      from[to] = from[before];
      offsets[to] = offsets[before];
      epochs[to] = epochs[before];
      takenNanos[to] = takenNanos[before];
    }
    removeFirst();
  }

  /** Moves the first record of the queue into the batch. */
  void begin() {
    batchFrames[inWork] = frames[head];
    batchFrom[inWork] = from[head];
    batchOffsets[inWork] = offsets[head];
    batchEpochs[inWork] = epochs[head];
    inWork++;
    removeFirst();
  }

  /** Mean time of a call with this many frames. */
  double callNanos(int batch) {
    return callNanos[batch];
  }

  /** Notes that a batch kept it busy for so long. */
  void worked(int batch, long busyNanos) {
    stage.worked += batch;
    stage.calls++;
    service.worked(batch, busyNanos);
  }

  /** Says how it is, as a router of the live system hears it. */
  void report(long nowNanos) {
    long backlog = queued;
    List<Integer> numbers = new ArrayList<>(lanes.size());
    for (LaneLog lane : lanes) {
      backlog += lane.waiting();
      numbers.add(lane.number);
    }
    // A sink of the live system knows neither the link nor the device's load: 0, 0 and 1.
    load =
        new OwnerLoad(
            name,
            numbers,
            backlog,
            Math.max(0, outstanding - queued),
            service.seconds(),
            0,
            0,
            1,
            nowNanos);
    reportNumber = ++stage.reports;
  }

  /** Forgets everything, as a process does that dies. */
  void die() {
    alive = false;
    life++;
    paused = false;
    outstanding = 0;
    busy = false;
    asking = false;
    queued = 0;
    inWork = 0;
    service = new ServiceMean();
    lanes.clear();
    nextLane = 0;
  }
}
