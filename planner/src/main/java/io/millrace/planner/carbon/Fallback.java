package io.millrace.planner.carbon;

import io.millrace.planner.carbon.CarbonStatus.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which value stands for a zone's intensity when feeds fail or fall silent: the first feed whose
 * last answer was good and is not stale; else the newest signal of any feed that is not stale; else
 * the configured constant. Always a value, always of the one type.
 *
 * <p>A feed that answers with an old signal is as good as one that does not answer: providers have
 * served the same hour for days.
 *
 * @param staleAfter a signal of this age and older is not used, above zero
 * @param constant the last resort, of the type that the feeds have
 */
public record Fallback(Duration staleAfter, CarbonIntensity constant) {

  /** The source of the constant. */
  public static final String CONFIGURATION = "configuration";

  public Fallback {
    if (staleAfter.isNegative() || staleAfter.isZero()) {
      throw new IllegalArgumentException(
          "stale_after must be above 0 (was %s)".formatted(staleAfter));
    }
  }

  /**
   * The value for a zone.
   *
   * @param feeds what is remembered of each feed, in the order of preference
   * @param since when the watch began
   */
  public CarbonStatus decide(CarbonZone zone, List<FeedMemory> feeds, Instant since, Instant now) {
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < feeds.size(); i++) {
      FeedMemory feed = feeds.get(i);
      if (feed instanceof FeedMemory.Answered answered) {
        if (isFresh(answered.signal(), now)) {
          return of(
              answered.signal(),
              i == 0 ? Level.FIRST_FEED : Level.OTHER_FEED,
              String.join("; ", reasons),
              now);
        }
        reasons.add(
            "%s: its newest signal is of %s, older than %s"
                .formatted(feed.source(), answered.signal().time(), staleAfter));
      } else {
        reasons.add(reason(feed));
      }
    }
    String reason = reasons.isEmpty() ? "no feed is configured" : String.join("; ", reasons);
    Optional<CarbonSignal> newest = newest(feeds);
    return newest
        .filter(signal -> isFresh(signal, now))
        .map(signal -> of(signal, Level.LAST_KNOWN, reason, now))
        .orElseGet(() -> constant(zone, newest.map(CarbonSignal::time).orElse(since), reason, now));
  }

  private static String reason(FeedMemory feed) {
    if (feed instanceof FeedMemory.Silent silent) {
      return silent.reason();
    }
    if (feed instanceof FeedMemory.Failing failing) {
      return failing.reason();
    }
    return feed.source() + ": not asked yet";
  }

  private Optional<CarbonSignal> newest(List<FeedMemory> feeds) {
    // At the same time the earlier feed is preferred, so a later one must be newer.
    CarbonSignal newest = null;
    for (FeedMemory feed : feeds) {
      CarbonSignal last = feed.last().orElse(null);
      if (last != null && (newest == null || last.time().isAfter(newest.time()))) {
        newest = last;
      }
    }
    return Optional.ofNullable(newest);
  }

  /** Whether a signal may still be used. */
  public boolean isFresh(CarbonSignal signal, Instant now) {
    // A signal that holds for longer than staleAfter, such as a day's, is fresh while it holds.
    return now.isBefore(signal.end()) || now.isBefore(signal.time().plus(staleAfter));
  }

  private CarbonStatus of(CarbonSignal signal, Level level, String reason, Instant now) {
    constant.type().requireSame(signal.type(), signal.source());
    return new CarbonStatus(
        signal.zone(),
        signal.intensity(),
        level,
        signal.source(),
        signal.origin(),
        signal.time(),
        age(signal.time(), now),
        false,
        reason);
  }

  private CarbonStatus constant(CarbonZone zone, Instant asOf, String reason, Instant now) {
    return new CarbonStatus(
        zone,
        constant,
        Level.CONSTANT,
        CONFIGURATION,
        Origin.ESTIMATED,
        asOf,
        age(asOf, now),
        true,
        reason);
  }

  private static Duration age(Instant asOf, Instant now) {
    Duration age = Duration.between(asOf, now);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
