package io.millrace.dispatcher.results;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The way of outcomes from the results topic to people: booked, put in order, judged, timed and
 * handed on.
 *
 * <p>Cameras call {@link #enter} and {@link #dropAtIngest}, the readers of the results and
 * dead-letters topics {@link #accept}, and a timer {@link #tick} about every {@link #TICK}, so that
 * a result whose predecessor never comes goes out in time.
 *
 * <p>Safe for use by many threads. The listener gets one result at a time, each camera's run in
 * order, on the thread that called {@code accept} or {@code tick} and while this object is locked:
 * it must neither block nor wait for another thread that uses this flow. What the ledger tells is
 * not behind that lock.
 */
public final class ResultFlow {

  /** How often {@link #tick} should be called (20 ms). */
  public static final Duration TICK = Duration.ofMillis(20);

  private final Clock clock;
  private final LongSupplier nanoClock;
  private final Consumer<Released> listener;
  private final Ledger ledger = new Ledger();
  private final History history;

  // Guarded by this.
  private final Reorder reorder;
  private final Map<CameraId, Meter> byCamera = new HashMap<>();
  private Accuracy accuracy = Accuracy.NONE;

  /**
   * A flow that has seen nothing.
   *
   * @param clock tells the second in which a result came out
   * @param nanoClock only moves forward; deadlines are measured by it
   * @param deadline see {@link Reorder#Reorder}
   * @param listener gets every result once
   */
  public ResultFlow(
      Clock clock, LongSupplier nanoClock, Duration deadline, Consumer<Released> listener) {
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.listener = listener;
    this.history = new History(clock);
    this.reorder = new Reorder(deadline);
  }

  /** A frame entered the pipeline. Best called before it is sent; afterwards is right, too. */
  public void enter(FrameRef frame) {
    ledger.enter(frame);
  }

  /** A frame was dropped before it entered the pipeline. */
  public void dropAtIngest(CameraId camera, Reason reason) {
    ledger.dropAtIngest(camera, reason);
  }

  /** Something became of a frame. */
  public void accept(Outcome outcome) {
    ledger.close(outcome);
    synchronized (this) {
      release(reorder.accept(outcome, nanoClock.getAsLong()));
    }
  }

  /** Lets go of what has waited long enough. */
  public synchronized void tick() {
    release(reorder.expire(nanoClock.getAsLong()));
  }

  /** Frames of a camera in the pipeline: what its credit is measured by. */
  public int outstanding(CameraId camera) {
    return ledger.outstanding(camera);
  }

  /** The frame captured longest ago that has no outcome yet. */
  public Optional<FrameRef> oldestOutstanding() {
    return ledger.oldestOutstanding();
  }

  /** The account of all cameras that ever were. */
  public Account account() {
    return ledger.account();
  }

  /** The account of one camera. */
  public Account account(CameraId camera) {
    return ledger.account(camera);
  }

  /** Rates and latencies of all results. */
  public History history() {
    return history;
  }

  /** Results a second of one camera, over the last {@link History#RATE_SECONDS}. */
  public synchronized double resultsPerSecond(CameraId camera) {
    Meter own = byCamera.get(camera);
    return own == null ? 0 : own.perSecond(clock.instant().getEpochSecond());
  }

  /** How well the plates of synthetic cameras were read. */
  public synchronized Accuracy accuracy() {
    return accuracy;
  }

  /** Results that went out late. */
  public synchronized long late() {
    return reorder.late();
  }

  /** Whether no result waits here for an earlier one. */
  public synchronized boolean drained() {
    return reorder.waiting() == 0;
  }

  private void release(List<Released> all) {
    long second = clock.instant().getEpochSecond();
    for (Released released : all) {
      history.record(released.result());
      byCamera
          .computeIfAbsent(released.result().frame().camera(), unknown -> new Meter(second))
          .mark(second);
      accuracy = accuracy.plus(Truth.judge(released.result()));
      listener.accept(released);
    }
  }
}
