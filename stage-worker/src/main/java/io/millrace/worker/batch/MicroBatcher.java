package io.millrace.worker.batch;

import io.millrace.topics.flow.BatchDue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The frames that wait for an instance, and the decision what to do with them: which are no longer
 * worth any work, which make up the next batch, or how long to wait for more.
 *
 * <p>A batch is due when it is full, or when its oldest frame has waited for {@code linger}. Frames
 * leave in the order in which they came. Freshness is judged at the last moment, when the instance
 * is ready to work, so that time spent in this queue counts too.
 *
 * <p>Reads no clock; not thread-safe. Deciding costs O(frames waiting).
 *
 * @param <T> what is worked on
 */
public final class MicroBatcher<T> {

  private final BatchDue due;
  private final ArrayDeque<Waiting<T>> queue = new ArrayDeque<>();

  private record Waiting<T>(T item, Instant expiry, long sinceNanos) {}

  /**
   * What to do now.
   *
   * @param stale frames to give up
   * @param batch frames to work on; empty when no batch is due
   * @param waitNanos when no batch is due: how long until the next decision, {@link #FOREVER} when
   *     nothing waits; 0 when one is
   */
  public record Decision<T>(List<T> stale, List<T> batch, long waitNanos) {

    /** No decision is needed until another frame comes. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** Copies the lists. */
    public Decision {
      stale = List.copyOf(stale);
      batch = List.copyOf(batch);
    }

    /** Whether there is nothing to do but wait. */
    public boolean idle() {
      return stale.isEmpty() && batch.isEmpty();
    }
  }

  /**
   * An empty batcher.
   *
   * @param size frames of a full batch, at least 1
   * @param linger how long a frame may wait for others to fill its batch
   */
  public MicroBatcher(int size, Duration linger) {
    this.due = new BatchDue(size, linger.toNanos());
  }

  /**
   * Puts a frame at the end of the queue.
   *
   * @param expiry when it stops being worth any work; {@link Instant#MAX} for never
   * @param nowNanos now, on the clock that {@link #decide} is given
   */
  public void add(T item, Instant expiry, long nowNanos) {
    queue.add(new Waiting<>(item, expiry, nowNanos));
  }

  /**
   * Decides what an instance that is ready to work does now. What the decision names has left the
   * queue.
   *
   * @param now now, on the clock of the expiries
   * @param nowNanos now, on the clock of {@link #add}
   * @param closing whether no more frames will come, so that waiting for them is in vain
   */
  public Decision<T> decide(Instant now, long nowNanos, boolean closing) {
    List<T> stale = removeStale(now);
    Waiting<T> oldest = queue.peek();
    if (oldest == null) {
      return new Decision<>(stale, List.of(), Decision.FOREVER);
    }
    long wait = closing ? 0 : due.waitNanos(queue.size(), nowNanos - oldest.sinceNanos());
    if (wait > 0) {
      return new Decision<>(stale, List.of(), wait);
    }
    List<T> batch = new ArrayList<>(due.size());
    while (batch.size() < due.size() && !queue.isEmpty()) {
      batch.add(queue.remove().item());
    }
    return new Decision<>(stale, batch, 0);
  }

  /** Frames that wait. */
  public int waiting() {
    return queue.size();
  }

  /** The frame that has waited longest; empty when none waits. */
  public Optional<T> oldest() {
    return Optional.ofNullable(queue.peek()).map(Waiting::item);
  }

  private List<T> removeStale(Instant now) {
    List<T> stale = new ArrayList<>();
    for (Iterator<Waiting<T>> all = queue.iterator(); all.hasNext(); ) {
      Waiting<T> waiting = all.next();
      if (!now.isBefore(waiting.expiry())) {
        stale.add(waiting.item());
        all.remove();
      }
    }
    return stale;
  }
}
