package io.millrace.dispatcher.results;

import io.millrace.topics.record.Reason;
import io.millrace.topics.record.StageId;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Counters of one account while they grow; guarded by the ledger that owns them. */
final class Tally {

  private record Key(StageId stage, Reason reason) {}

  private final Map<Key, Long> drops =
      new TreeMap<>(Comparator.comparing(Key::stage).thenComparing(Key::reason));

  long framesIn;
  long results;
  long deadLetters;
  long duplicates;

  void drop(StageId stage, Reason reason) {
    drops.merge(new Key(stage, reason), 1L, Long::sum);
  }

  void add(Tally other) {
    framesIn += other.framesIn;
    results += other.results;
    deadLetters += other.deadLetters;
    duplicates += other.duplicates;
    other.drops.forEach((key, count) -> drops.merge(key, count, Long::sum));
  }

  Account account(long inFlight, long unclaimed) {
    return new Account(
        framesIn,
        results,
        deadLetters,
        drops.entrySet().stream()
            .map(e -> new DropCount(e.getKey().stage(), e.getKey().reason(), e.getValue()))
            .toList(),
        inFlight,
        duplicates,
        unclaimed);
  }
}
