package io.millrace.bench.recovery;

import io.millrace.topics.record.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The results of a run over time: when frames were captured, and when their results were finished.
 *
 * <p>The pipeline is <em>well</em> at a moment when no frame under way is older than those before
 * the kill were (95th percentile) by more than {@link #HELD_UP}, and the results of the {@link
 * #WINDOW} from then on come at {@link #RATE_SHARE} of the rate before the kill, or faster. It has
 * <em>recovered</em> when it begins to be well for {@link #STAYS}: right after a kill it is well
 * for as long as nobody misses what the dead one held.
 */
public final class Flow {

  /** How much older than usual a frame must be to count as held up. */
  static final Duration HELD_UP = Duration.ofSeconds(1);

  /** Over which results are counted, two seconds, as a camera's rate is only steady over some. */
  static final Duration WINDOW = Duration.ofSeconds(2);

  /** How long it must be well. */
  static final Duration STAYS = Duration.ofSeconds(5);

  /** Of the former rate. */
  static final double RATE_SHARE = 0.8;

  /** Before a kill, to know what is usual. */
  static final Duration BEFORE = Duration.ofSeconds(8);

  private static final Duration STEP = Duration.ofMillis(50);
  private static final double USUAL = 0.95;

  private final List<Result> results;
  private final long[] finishedNanos;
  private final Instant origin;

  /**
   * How the pipeline took a kill.
   *
   * @param rateBefore results per second before it
   * @param pauseSeconds longest time without a result from the kill on
   * @param recoverySeconds from the kill until the pipeline had recovered; when it had not until
   *     the end, the time until then
   * @param longestSeconds longest time from capture to result of the frames under way at the kill
   *     or captured until it had recovered
   */
  public record Recovery(
      double rateBefore, double pauseSeconds, double recoverySeconds, double longestSeconds) {}

  /** The flow of these results, which may be in any order. */
  Flow(List<Result> results) {
    this.results =
        results.stream().sorted(Comparator.comparing(result -> result.frame().captured())).toList();
    this.origin = this.results.isEmpty() ? Instant.EPOCH : this.results.get(0).frame().captured();
    this.finishedNanos =
        this.results.stream().mapToLong(result -> nanos(result.finished())).sorted().toArray();
  }

  /** How the pipeline took a kill; only what happened until the end of the watch counts. */
  Recovery recovery(Instant killed, Instant end) {
    double rate = count(killed.minus(BEFORE), killed) / seconds(BEFORE);
    double held = usualSeconds(killed) + seconds(HELD_UP);
    Instant wellSince = killed;
    for (Instant at = killed; at.isBefore(end); at = at.plus(STEP)) {
      if (!well(at, rate, held)) {
        wellSince = at.plus(STEP);
      } else if (Duration.between(wellSince, at).compareTo(STAYS) >= 0) {
        break;
      }
    }
    Instant recovered = wellSince.isAfter(end) ? end : wellSince;
    return new Recovery(
        rate,
        pauseSeconds(killed, end),
        seconds(Duration.between(killed, recovered)),
        longestSeconds(killed, recovered));
  }

  private boolean well(Instant at, double rate, double heldSeconds) {
    double expected = rate * seconds(WINDOW);
    return count(at, at.plus(WINDOW)) >= Math.floor(RATE_SHARE * expected)
        && results.stream()
            .takeWhile(result -> result.frame().captured().isBefore(at))
            .filter(result -> result.finished().isAfter(at))
            .allMatch(
                result -> seconds(Duration.between(result.frame().captured(), at)) <= heldSeconds);
  }

  /** Time from capture to result that most frames did not exceed before the kill. */
  private double usualSeconds(Instant killed) {
    double[] seconds =
        results.stream()
            .filter(result -> result.finished().isBefore(killed))
            .filter(result -> !result.finished().isBefore(killed.minus(BEFORE)))
            .mapToDouble(Flow::latencySeconds)
            .sorted()
            .toArray();
    return seconds.length == 0
        ? 0
        : seconds[Math.min(seconds.length - 1, (int) (USUAL * seconds.length))];
  }

  /** The longest pause that had not ended when the victim was killed, or began later. */
  private double pauseSeconds(Instant killed, Instant end) {
    long longest = 0;
    for (int i = 1; i < finishedNanos.length; i++) {
      if (finishedNanos[i] > nanos(killed) && finishedNanos[i - 1] < nanos(end)) {
        longest = Math.max(longest, Math.min(finishedNanos[i], nanos(end)) - finishedNanos[i - 1]);
      }
    }
    return longest / 1e9;
  }

  private double longestSeconds(Instant killed, Instant recovered) {
    return results.stream()
        .filter(result -> result.finished().isAfter(killed))
        .filter(result -> !result.frame().captured().isAfter(recovered))
        .mapToDouble(Flow::latencySeconds)
        .max()
        .orElse(0);
  }

  private int count(Instant from, Instant to) {
    return place(to) - place(from);
  }

  /** Results finished before a moment. */
  private int place(Instant at) {
    int found = Arrays.binarySearch(finishedNanos, nanos(at));
    while (found > 0 && finishedNanos[found - 1] == finishedNanos[found]) {
      found--;
    }
    return found < 0 ? -found - 1 : found;
  }

  private long nanos(Instant at) {
    return Duration.between(origin, at).toNanos();
  }

  private static double latencySeconds(Result result) {
    return seconds(Duration.between(result.frame().captured(), result.finished()));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
