package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonException.Reason;
import io.millrace.planner.carbon.CarbonSeries;
import io.millrace.planner.carbon.CarbonSignal;
import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.FeedMemory;
import io.millrace.planner.carbon.SignalType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the intensity of some zones through feeds of one type, in the order of preference.
 *
 * <p>Two sides. {@link #status} is for planning: it reads memory, never blocks and never throws.
 * {@link #refresh} is for a thread of its own: it asks the feeds that are due, each for no longer
 * than its timeout, and says when to come again. A later feed is asked only while those before it
 * fail. A provider that fails as a whole (refuses the token, is out of reach) is asked for no
 * further zone before its pause is over, so that one refresh waits for it once.
 *
 * <p>Safe for use by many threads; one refreshes at a time.
 */
public final class CarbonWatch {

  private static final Logger LOG = LoggerFactory.getLogger(CarbonWatch.class);

  private final List<CarbonFeed> feeds;
  private final List<CarbonZone> zones;
  private final WatchSettings settings;
  private final Clock clock;
  private final Instant since;
  private final Map<CarbonZone, List<FeedMemory>> memory = new ConcurrentHashMap<>();

  // Guarded by this.
  private final Map<Integer, Turn> feedTurns = new HashMap<>();
  private final Map<FeedAndZone, Turn> zoneTurns = new HashMap<>();

  /**
   * A watch that has asked nobody yet.
   *
   * @param feeds the preferred one first; all of the type of the settings' constant
   * @throws IllegalArgumentException if a feed is of another type
   */
  public CarbonWatch(
      List<? extends CarbonFeed> feeds,
      Collection<CarbonZone> zones,
      WatchSettings settings,
      Clock clock) {
    SignalType type = settings.fallback().constant().type();
    for (CarbonFeed feed : feeds) {
      if (!feed.type().equals(type)) {
        throw new IllegalArgumentException(
            "The feed %s has %s intensities, but %s ones are watched; they are different quantities.%nMaybe leave the feed out."
                .formatted(feed.source(), feed.type(), type));
      }
    }
    this.feeds = List.copyOf(feeds);
    this.zones = zones.stream().distinct().sorted().toList();
    this.settings = settings;
    this.clock = clock;
    this.since = clock.instant();
    for (CarbonZone zone : this.zones) {
      List<FeedMemory> nothing = new ArrayList<>();
      this.feeds.forEach(feed -> nothing.add(new FeedMemory.Unasked(feed.source())));
      memory.put(zone, List.copyOf(nothing));
    }
  }

  /** The intensity of each zone as of now. */
  public Map<CarbonZone, CarbonStatus> status() {
    Instant now = clock.instant();
    Map<CarbonZone, CarbonStatus> status = new TreeMap<>();
    memory.forEach(
        (zone, feedsOfZone) ->
            status.put(zone, settings.fallback().decide(zone, feedsOfZone, since, now)));
    return status;
  }

  /**
   * Asks the feeds that are due.
   *
   * @return how long until one is due again, by the watch's clock; above zero
   */
  public synchronized Duration refresh() {
    for (CarbonZone zone : zones) {
      for (int i = 0; i < feeds.size(); i++) {
        if (isGood(i, zone, clock.instant())) {
          break;
        }
      }
    }
    Instant now = clock.instant();
    Instant next = now.plus(settings.refresh());
    for (CarbonZone zone : zones) {
      for (int i = 0; i < feeds.size(); i++) {
        Instant due = due(i, zone);
        next = due.isBefore(next) ? due : next;
        if (isUsable(i, zone)) {
          break;
        }
      }
    }
    Duration wait = Duration.between(now, next);
    return wait.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : wait;
  }

  /**
   * The signals from now on, from the first feed that has some; nothing when none has. Blocks as
   * {@link #refresh} does.
   */
  public Optional<CarbonSeries> forecast(CarbonZone zone, Duration horizon) {
    Instant now = clock.instant();
    for (CarbonFeed feed : feeds) {
      if (ask(() -> feed.forecast(zone, now, horizon), feed, zone)
          instanceof FeedAnswer.Signals some) {
        return Optional.of(CarbonSeries.of(some.signals()));
      }
    }
    return Optional.empty();
  }

  /**
   * Asks a feed for a zone if it is due; whether its value can be used, so that no other is asked.
   */
  private boolean isGood(int feed, CarbonZone zone, Instant now) {
    if (!now.isBefore(due(feed, zone))) {
      FeedAnswer answer = ask(() -> feeds.get(feed).latest(zone, now), feeds.get(feed), zone);
      remember(feed, zone, answer, clock.instant());
    }
    return isUsable(feed, zone);
  }

  private boolean isUsable(int feed, CarbonZone zone) {
    return memoryOf(feed, zone) instanceof FeedMemory.Answered answered
        && settings.fallback().isFresh(answered.signal(), clock.instant());
  }

  private void remember(int feed, CarbonZone zone, FeedAnswer answer, Instant now) {
    if (answer instanceof FeedAnswer.Signals some) {
      set(feed, zone, memoryOf(feed, zone).answered(current(some.signals(), now)));
      zoneTurns.put(new FeedAndZone(feed, zone), new Turn(0, now.plus(settings.refresh())));
      feedTurns.remove(feed);
      return;
    }
    FeedAnswer.Failed failed = (FeedAnswer.Failed) answer;
    Duration pause;
    if (failed.reason().isOfProvider()) {
      int failures = feedTurn(feed).failures() + 1;
      pause = settings.pause().after(failures, failed.askAgainAfter());
      feedTurns.put(feed, new Turn(failures, now.plus(pause)));
      for (CarbonZone each : zones) {
        set(feed, each, memoryOf(feed, each).failed(failed.message()));
        // Once it is back, it is asked about all of them.
        zoneTurns.remove(new FeedAndZone(feed, each));
      }
    } else {
      int failures = zoneTurn(feed, zone).failures() + 1;
      pause = settings.pause().after(failures, failed.askAgainAfter());
      feedTurns.remove(feed);
      zoneTurns.put(new FeedAndZone(feed, zone), new Turn(failures, now.plus(pause)));
      set(feed, zone, memoryOf(feed, zone).failed(failed.message()));
    }
    LOG.warn(
        "carbon feed failed feed={} zone={} reason={} retryAfterMs={} message={}",
        feeds.get(feed).source(),
        zone,
        failed.reason(),
        pause.toMillis(),
        failed.message().replaceAll("\\R", " "));
  }

  /** The newest signal that has begun; else the first that is to come. */
  private static CarbonSignal current(List<CarbonSignal> signals, Instant now) {
    CarbonSeries series = CarbonSeries.of(signals);
    return series.lastUntil(now).orElseGet(() -> series.signals().get(0));
  }

  private static FeedAnswer ask(Asking asking, CarbonFeed feed, CarbonZone zone) {
    try {
      return checked(asking.ask(), feed, zone);
    } catch (RuntimeException e) {
      // A feed must not throw; if it does, planning goes on all the same.
      LOG.error("carbon feed broke feed={} zone={}", feed.source(), zone, e);
      return new FeedAnswer.Failed(
          Reason.INTERNAL, feed.source() + ": Millrace's own fault: " + e, Duration.ZERO);
    }
  }

  /** Makes sure that a feed keeps its promise of one zone and one type. */
  private static FeedAnswer checked(FeedAnswer answer, CarbonFeed feed, CarbonZone zone) {
    if (answer instanceof FeedAnswer.Signals some) {
      for (CarbonSignal signal : some.signals()) {
        if (!signal.zone().equals(zone) || !signal.type().equals(feed.type())) {
          return new FeedAnswer.Failed(
              Reason.MIXED,
              "%s: asked for %s of %s, answered %s of %s."
                  .formatted(feed.source(), feed.type(), zone, signal.type(), signal.zone()),
              Duration.ZERO);
        }
      }
    }
    return answer;
  }

  private Instant due(int feed, CarbonZone zone) {
    Instant ofZone = zoneTurn(feed, zone).due();
    Instant ofFeed = feedTurn(feed).due();
    return ofFeed.isAfter(ofZone) ? ofFeed : ofZone;
  }

  private Turn feedTurn(int feed) {
    return feedTurns.getOrDefault(feed, new Turn(0, since));
  }

  private Turn zoneTurn(int feed, CarbonZone zone) {
    return zoneTurns.getOrDefault(new FeedAndZone(feed, zone), new Turn(0, since));
  }

  private List<FeedMemory> memories(CarbonZone zone) {
    return memory.getOrDefault(zone, List.of());
  }

  private FeedMemory memoryOf(int feed, CarbonZone zone) {
    return memories(zone).get(feed);
  }

  private void set(int feed, CarbonZone zone, FeedMemory value) {
    List<FeedMemory> changed = new ArrayList<>(memories(zone));
    changed.set(feed, value);
    memory.put(zone, List.copyOf(changed));
  }

  /** One question to a feed. */
  private interface Asking {
    FeedAnswer ask();
  }

  private record FeedAndZone(int feed, CarbonZone zone) {}

  /** How often in a row something failed, and when it is asked again. */
  private record Turn(int failures, Instant due) {}
}
