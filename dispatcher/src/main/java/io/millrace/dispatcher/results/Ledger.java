package io.millrace.dispatcher.results;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.StageId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The account of every frame: what came in, and the one outcome that each frame got.
 *
 * <p><b>Identity.</b> A frame is its camera, run and sequence number ({@link FrameRef#name()}). The
 * first outcome of a frame is booked, every further one is counted as a duplicate.
 *
 * <p><b>Order does not matter.</b> The answer to a frame may be read before the frame was entered:
 * entering happens on the camera's thread, answers come through Kafka. Such an outcome waits,
 * unbooked and counted as unclaimed, until its frame is entered. At most {@link #UNCLAIMED_KEPT}
 * wait; beyond that the longest waiting is forgotten (it belongs to a frame of another dispatcher,
 * not to a race of milliseconds).
 *
 * <p><b>Memory.</b> Of a run of a camera the ledger keeps the open frames and the closed sequence
 * numbers as ranges: linear in the open frames and the gaps. Of a camera it keeps the latest {@link
 * #RUNS_KEPT} runs and those with open frames; a duplicate from a run before those is unclaimed.
 *
 * <p>Safe for use by many threads; every call is short.
 */
public final class Ledger {

  /** The stage under which frames are counted that never entered the pipeline. */
  public static final StageId INGEST = StageId.of("ingest");

  /** Most outcomes that wait for their frame to be entered (4096). */
  public static final int UNCLAIMED_KEPT = 4096;

  /** Closed runs of a camera that are remembered to recognise duplicates (16). */
  public static final int RUNS_KEPT = 16;

  /** What the ledger made of an outcome. */
  public enum Booking {
    /** The frame's first outcome; it is in the account. */
    BOOKED,
    /** The frame's first outcome, but nobody has entered the frame yet. */
    UNCLAIMED,
    /** The frame had an outcome already. */
    DUPLICATE
  }

  private record Key(CameraId camera, long run, long sequence) {
    static Key of(FrameRef frame) {
      return new Key(frame.camera(), frame.run(), frame.sequence());
    }
  }

  private static final class Run {
    private final TreeMap<Long, Instant> open = new TreeMap<>();
    private final SequenceSet closed = new SequenceSet();
  }

  private static final class Camera {
    private final TreeMap<Long, Run> runs = new TreeMap<>();
    private final Tally tally = new Tally();
    private int open;

    Run begin(long id) {
      Iterator<Run> oldest = runs.values().iterator();
      int surplus = runs.size() + 1 - RUNS_KEPT;
      while (surplus > 0 && oldest.hasNext()) {
        if (oldest.next().open.isEmpty()) {
          oldest.remove();
          surplus--;
        }
      }
      Run run = new Run();
      runs.put(id, run);
      return run;
    }
  }

  private static final class Waiting {
    private final Consumer<Tally> entry;
    private long duplicates;

    Waiting(Consumer<Tally> entry) {
      this.entry = entry;
    }

    void book(Tally tally) {
      entry.accept(tally);
      tally.duplicates += duplicates;
    }
  }

  private final Map<CameraId, Camera> cameras = new TreeMap<>();
  private final LinkedHashMap<Key, Waiting> waiting = new LinkedHashMap<>();
  private long forgotten;

  /** Enters a frame that was accepted for the pipeline. Entering it again changes nothing. */
  public synchronized void enter(FrameRef frame) {
    Camera camera = camera(frame.camera());
    Run run = camera.runs.get(frame.run());
    if (run == null) {
      run = camera.begin(frame.run());
    }
    long sequence = frame.sequence();
    if (run.open.containsKey(sequence) || run.closed.contains(sequence)) {
      return;
    }
    camera.tally.framesIn++;
    Waiting outcome = waiting.remove(Key.of(frame));
    if (outcome == null) {
      run.open.put(sequence, frame.captured());
      camera.open++;
    } else {
      run.closed.add(sequence);
      outcome.book(camera.tally);
    }
  }

  /** Counts a frame that was dropped before it entered the pipeline and so has no name. */
  public synchronized void dropAtIngest(CameraId id, Reason reason) {
    Tally tally = camera(id).tally;
    tally.framesIn++;
    tally.drop(INGEST, reason);
  }

  /** Books what became of a frame, if it is the first that is heard of it. */
  public synchronized Booking close(Outcome outcome) {
    FrameRef frame = outcome.frame();
    Camera camera = cameras.get(frame.camera());
    Run run = camera == null ? null : camera.runs.get(frame.run());
    if (camera != null && run != null) {
      if (run.open.remove(frame.sequence()) != null) {
        camera.open--;
        run.closed.add(frame.sequence());
        entry(outcome).accept(camera.tally);
        return Booking.BOOKED;
      }
      if (run.closed.contains(frame.sequence())) {
        camera.tally.duplicates++;
        return Booking.DUPLICATE;
      }
    }
    Key key = Key.of(frame);
    Waiting first = waiting.get(key);
    if (first != null) {
      first.duplicates++;
      return Booking.DUPLICATE;
    }
    waiting.put(key, new Waiting(entry(outcome)));
    if (waiting.size() > UNCLAIMED_KEPT) {
      Iterator<Key> longest = waiting.keySet().iterator();
      longest.next();
      longest.remove();
      forgotten++;
    }
    return Booking.UNCLAIMED;
  }

  /** Frames of a camera that entered and have no outcome yet: what its credit is measured by. */
  public synchronized int outstanding(CameraId id) {
    Camera camera = cameras.get(id);
    return camera == null ? 0 : camera.open;
  }

  /** The frame captured longest ago that has no outcome yet. */
  public synchronized Optional<FrameRef> oldestOutstanding() {
    return cameras.entrySet().stream()
        .flatMap(
            camera ->
                camera.getValue().runs.entrySet().stream()
                    .filter(run -> !run.getValue().open.isEmpty())
                    .map(
                        run -> {
                          Map.Entry<Long, Instant> first = run.getValue().open.firstEntry();
                          return new FrameRef(
                              camera.getKey(), run.getKey(), first.getKey(), first.getValue());
                        }))
        .min(Comparator.comparing(FrameRef::captured));
  }

  /** The account of all cameras that ever were, removed ones included. */
  public synchronized Account account() {
    Tally sum = new Tally();
    long open = 0;
    for (Camera camera : cameras.values()) {
      sum.add(camera.tally);
      open += camera.open;
    }
    return sum.account(open, waiting.size() + forgotten);
  }

  /** The account of one camera; all zero for one that nobody heard of. */
  public synchronized Account account(CameraId id) {
    Camera camera = cameras.getOrDefault(id, new Camera());
    long unclaimed = waiting.keySet().stream().filter(key -> key.camera().equals(id)).count();
    return camera.tally.account(camera.open, unclaimed);
  }

  private Camera camera(CameraId id) {
    return cameras.computeIfAbsent(id, unknown -> new Camera());
  }

  // Only what the account needs: a waiting result must not hold on to its finds.
  private static Consumer<Tally> entry(Outcome outcome) {
    if (outcome instanceof Outcome.Dropped dropped) {
      Drop drop = dropped.drop();
      StageId stage = drop.stage();
      Reason reason = drop.reason();
      return tally -> tally.drop(stage, reason);
    }
    return outcome instanceof Outcome.Answered
        ? tally -> tally.results++
        : tally -> tally.deadLetters++;
  }
}
