package io.millrace.dispatcher.results;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.Result;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts the results of each camera's run back into the order of their sequence numbers.
 *
 * <p>Instances of unequal speed answer out of order. A result waits here until every frame before
 * it has an outcome: a result goes out, a dead letter or a drop closes its gap. No result waits
 * longer than the deadline: then everything up to it goes out over what is missing, and a missing
 * result that comes after all goes out at once, marked late. Of several outcomes of one frame the
 * first counts, further ones are discarded.
 *
 * <p><b>Memory.</b> Per run: the waiting results, at most {@link #MOST_WAITING} (more make it stop
 * waiting), and the closed sequence numbers as ranges. Runs are forgotten {@link #RUN_KEPT} after
 * their last outcome.
 *
 * <p>Times are readings of one clock that only moves forward, in nanoseconds, given by the caller.
 * Not safe for use by several threads.
 */
public final class Reorder {

  /** How long a result waits for those before it unless told otherwise (2 s). */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

  /** Most outcomes of one run that wait (4096). */
  public static final int MOST_WAITING = 4096;

  /** How long a run is remembered after its last outcome (10 min). */
  public static final Duration RUN_KEPT = Duration.ofMinutes(10);

  private record RunKey(CameraId camera, long run) {}

  private record Arrival(long sequence, long atNanos) {}

  private record Waiting(Optional<Result> result, long sinceNanos) {}

  private static final class Run {
    /** Outcomes at or after {@link #next}; empty closes a gap. */
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();

    /** The same outcomes, and some that went out since, in the order in which they came. */
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();

    private final SequenceSet seen = new SequenceSet();
    private long next;
    private long lastNanos;
  }

  private final long deadlineNanos;
  private final Map<RunKey, Run> runs = new LinkedHashMap<>();
  private long duplicates;
  private long late;

  /**
   * An empty buffer.
   *
   * @param deadline how long a result waits for those before it; zero orders nothing
   */
  public Reorder(Duration deadline) {
    if (deadline.isNegative()) {
      throw new IllegalArgumentException(
          "The deadline of a reorder buffer must not be negative (was " + deadline + ").");
    }
    this.deadlineNanos = deadline.toNanos();
  }

  /** Takes an outcome and gives the results that go out now, in order. */
  public List<Released> accept(Outcome outcome, long nowNanos) {
    FrameRef frame = outcome.frame();
    Run run = runs.computeIfAbsent(new RunKey(frame.camera(), frame.run()), unknown -> new Run());
    run.lastNanos = nowNanos;
    if (!run.seen.add(frame.sequence())) {
      duplicates++;
      return List.of();
    }
    Optional<Result> result =
        outcome instanceof Outcome.Answered answered
            ? Optional.of(answered.result())
            : Optional.empty();
    List<Released> released = new ArrayList<>();
    if (frame.sequence() < run.next) {
      result.ifPresent(
          straggler -> {
            late++;
            released.add(new Released(straggler, true, 0));
          });
      return released;
    }
    run.waiting.put(frame.sequence(), new Waiting(result, nowNanos));
    run.arrivals.add(new Arrival(frame.sequence(), nowNanos));
    expire(run, nowNanos, released);
    return released;
  }

  /** Gives the results whose deadline has passed, and those that they held up, in order. */
  public List<Released> expire(long nowNanos) {
    List<Released> released = new ArrayList<>();
    for (Iterator<Run> each = runs.values().iterator(); each.hasNext(); ) {
      Run run = each.next();
      expire(run, nowNanos, released);
      if (run.waiting.isEmpty() && nowNanos - run.lastNanos > RUN_KEPT.toNanos()) {
        each.remove();
      }
    }
    return released;
  }

  /** Outcomes that wait for an earlier one, all runs together. */
  public int waiting() {
    return runs.values().stream().mapToInt(run -> run.waiting.size()).sum();
  }

  /** Outcomes discarded because their frame had one already. */
  public long duplicates() {
    return duplicates;
  }

  /** Results that came after their deadline. */
  public long late() {
    return late;
  }

  private void expire(Run run, long nowNanos, List<Released> released) {
    release(run, run.next - 1, nowNanos, released);
    while (!run.arrivals.isEmpty()) {
      Arrival oldest = run.arrivals.getFirst();
      boolean gone = oldest.sequence < run.next;
      boolean due = nowNanos - oldest.atNanos >= deadlineNanos || run.waiting.size() > MOST_WAITING;
      if (!gone && !due) {
        return;
      }
      run.arrivals.removeFirst();
      if (!gone) {
        release(run, oldest.sequence, nowNanos, released);
      }
    }
  }

  /** Lets go of all outcomes up to a sequence number, and of those that follow without a gap. */
  private static void release(Run run, long upTo, long nowNanos, List<Released> released) {
    while (!run.waiting.isEmpty()) {
      Map.Entry<Long, Waiting> first = run.waiting.firstEntry();
      if (first.getKey() > upTo && first.getKey() != run.next) {
        return;
      }
      run.waiting.pollFirstEntry();
      run.next = first.getKey() + 1;
      long waited = nowNanos - first.getValue().sinceNanos();
      first
          .getValue()
          .result()
          .ifPresent(result -> released.add(new Released(result, false, waited)));
    }
  }
}
