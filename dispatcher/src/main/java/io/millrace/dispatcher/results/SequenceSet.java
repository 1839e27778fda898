package io.millrace.dispatcher.results;

import java.util.Map;
import java.util.TreeMap;

/**
 * A set of sequence numbers, kept as disjoint ranges that never touch.
 *
 * <p>Sequence numbers are closed nearly in order, so that the set is one range plus one per gap:
 * memory is linear in the gaps, not in the numbers. Adding and asking cost a logarithm of the gaps.
 *
 * <p>Not safe for use by several threads.
 */
final class SequenceSet {

  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  /** Adds a number; false if it was in the set already. */
  boolean add(long sequence) {
    if (contains(sequence)) {
      return false;
    }
    long first = sequence;
    long last = sequence;
    Map.Entry<Long, Long> below = lastByFirst.lowerEntry(sequence);
    if (below != null && below.getValue() == sequence - 1) {
      first = below.getKey();
    }
    Long aboveLast = lastByFirst.remove(sequence + 1);
    if (aboveLast != null) {
      last = aboveLast;
    }
    lastByFirst.put(first, last);
    return true;
  }

  /** Whether the number was added. */
  boolean contains(long sequence) {
    Map.Entry<Long, Long> range = lastByFirst.floorEntry(sequence);
    return range != null && sequence <= range.getValue();
  }

  /** Ranges that the set consists of; what its memory is linear in. */
  int ranges() {
    return lastByFirst.size();
  }
}
