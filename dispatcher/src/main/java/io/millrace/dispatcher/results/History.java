package io.millrace.dispatcher.results;

import io.millrace.topics.record.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How many results came out and how long they took, second by second over the last five minutes,
 * and over the whole run.
 *
 * <p>A result counts in the second in which it is recorded here. Its latency is the time from the
 * picture's capture to the last stage's being done, as the two machines' clocks tell it; where they
 * disagree so much that it is negative, it counts as 0. An hour is the longest told apart.
 *
 * <p>Safe for use by many threads.
 */
public final class History {

  /** Seconds that are kept (300). */
  public static final int SECONDS = 300;

  /** Seconds over which the present rate is taken (10). */
  public static final int RATE_SECONDS = 10;

  private static final Duration MOST = Duration.ofHours(1);
  private static final long MOST_MICROS = MOST.toNanos() / 1000;
  private static final int DIGITS = 2;

  private final Clock clock;
  private final ArrayDeque<Second> complete = new ArrayDeque<>();
  private final ArrayDeque<Histogram> recent = new ArrayDeque<>();
  private final Histogram current = new Histogram(MOST_MICROS, DIGITS);
  private final Histogram run = new Histogram(MOST_MICROS, DIGITS);
  private long second;
  private Instant first = Instant.MIN;
  private Instant last = Instant.MIN;

  /** An empty history that begins now. */
  public History(Clock clock) {
    this.clock = clock;
    this.second = clock.instant().getEpochSecond();
  }

  /** Records a result as coming out now. */
  public synchronized void record(Result result) {
    Instant now = clock.instant();
    roll(now.getEpochSecond());
    long micros = micros(Duration.between(result.frame().captured(), result.finished()));
    current.recordValue(micros);
    run.recordValue(micros);
    if (first.equals(Instant.MIN)) {
      first = now;
    }
    last = now;
  }

  /** The last seconds that are over, oldest first, without gaps; at most {@link #SECONDS}. */
  public synchronized List<Second> seconds() {
    roll(clock.instant().getEpochSecond());
    return List.copyOf(complete);
  }

  /** Results a second over the last {@link #RATE_SECONDS} that are over; 0 in the first second. */
  public synchronized double resultsPerSecond() {
    roll(clock.instant().getEpochSecond());
    int counted = Math.min(RATE_SECONDS, complete.size());
    long results = 0;
    Iterator<Second> newest = complete.descendingIterator();
    for (int i = 0; i < counted; i++) {
      results += newest.next().results();
    }
    return counted == 0 ? 0 : (double) results / counted;
  }

  /** Latency over the last {@link #RATE_SECONDS} that are over. */
  public synchronized Latency recentLatency() {
    roll(clock.instant().getEpochSecond());
    Histogram sum = new Histogram(MOST_MICROS, DIGITS);
    recent.forEach(sum::add);
    return Latency.ofMicros(sum);
  }

  /** Results a second from the first to the last one of the run; 0 with fewer than two. */
  public synchronized double runResultsPerSecond() {
    double seconds = Duration.between(first, last).toNanos() / 1e9;
    return seconds > 0 ? (run.getTotalCount() - 1) / seconds : 0;
  }

  /** Latency over the run. */
  public synchronized Latency runLatency() {
    return Latency.ofMicros(run);
  }

  private static long micros(Duration latency) {
    if (latency.isNegative()) {
      return 0;
    }
    return latency.compareTo(MOST) > 0 ? MOST_MICROS : latency.toNanos() / 1000;
  }

  private void roll(long now) {
    // A wall clock that was set back adds to the second it left rather than to one that is over.
    while (second < now) {
      if (now - second > SECONDS) {
        complete.clear();
        recent.clear();
        current.reset();
        second = now - SECONDS;
      }
      Latency latency = Latency.ofMicros(current);
      complete.add(
          new Second(
              second,
              latency.count(),
              latency.p50Seconds(),
              latency.p95Seconds(),
              latency.p99Seconds()));
      if (complete.size() > SECONDS) {
        complete.removeFirst();
      }
      recent.add(current.copy());
      if (recent.size() > RATE_SECONDS) {
        recent.removeFirst();
      }
      current.reset();
      second++;
    }
  }
}
