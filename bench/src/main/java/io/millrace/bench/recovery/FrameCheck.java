package io.millrace.bench.recovery;

import io.millrace.topics.record.FrameRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of frames, judged by the results alone: whether all are there, each once, and in the
 * order of their camera. It knows nothing of how they were made.
 *
 * @param expected frames that should have a result
 * @param distinct frames that have one
 * @param repeated results of frames that had left before, in the order in which they left
 * @param misplaced results that left after a later one of the same run of their camera, for the
 *     first time
 */
public record FrameCheck(
    long expected, long distinct, List<String> repeated, List<String> misplaced) {

  public FrameCheck {
    repeated = List.copyOf(repeated);
    misplaced = List.copyOf(misplaced);
  }

  /** Judges results in the order in which they left. */
  public static FrameCheck of(long expected, List<FrameRef> left) {
    Set<String> distinct = new HashSet<>();
    Map<String, Long> greatest = new HashMap<>();
    List<String> repeated = new ArrayList<>();
    List<String> misplaced = new ArrayList<>();
    for (FrameRef frame : left) {
      long before = greatest.merge(frame.camera() + "/" + frame.run(), frame.sequence(), Math::max);
      if (!distinct.add(frame.name())) {
        repeated.add(frame.name());
      } else if (before > frame.sequence()) {
        misplaced.add(frame.name());
      }
    }
    return new FrameCheck(expected, distinct.size(), repeated, misplaced);
  }

  /** Frames that should have a result and have none. */
  public long missing() {
    return Math.max(0, expected - distinct);
  }

  /** Whether every result is there, once and in order, and no other. */
  public boolean whole() {
    return distinct == expected && repeated.isEmpty() && misplaced.isEmpty();
  }
}
