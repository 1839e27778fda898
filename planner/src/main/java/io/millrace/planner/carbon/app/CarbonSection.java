package io.millrace.planner.carbon.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Fallback;
import io.millrace.planner.carbon.Kind;
import io.millrace.planner.carbon.RetryPause;
import io.millrace.planner.carbon.Scope;
import io.millrace.planner.carbon.SignalType;
import io.millrace.planner.carbon.feed.WatchSettings;
import io.millrace.topics.codec.StrictYaml;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code carbon:} section: which zones are watched, in which quantity, and where it comes from.
 *
 * @param kind marginal or average
 * @param scope direct or life-cycle
 * @param zones as the devices name them; at least one
 * @param feeds the preferred one first; may be empty, then the constant stands
 * @param fallback g/kWh that stand when no feed has a value
 * @param refresh how long after an answer a feed is asked again (default 5m, at least 1s)
 * @param staleAfter the age from which a value is not used (default 2h)
 * @param replay from when recorded series run again; null to watch the present
 */
public record CarbonSection(
    Kind kind,
    Scope scope,
    List<String> zones,
    List<FeedSection> feeds,
    double fallback,
    Duration refresh,
    @JsonProperty("stale_after") Duration staleAfter,
    @Nullable ReplaySection replay) {

  /** How long after an answer a feed is asked again where nothing else is said. */
  public static final Duration DEFAULT_REFRESH = Duration.ofMinutes(5);

  /** The age from which a value is not used where nothing else is said. */
  public static final Duration DEFAULT_STALE_AFTER = Duration.ofHours(2);

  private static final Duration SHORTEST_REFRESH = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

  public CarbonSection(
      Kind kind,
      Scope scope,
      List<String> zones,
      @Nullable List<FeedSection> feeds,
      double fallback,
      @Nullable Duration refresh,
      @JsonProperty("stale_after") @Nullable Duration staleAfter,
      @Nullable ReplaySection replay) {
    this.kind = kind;
    this.scope = scope;
    this.zones = List.copyOf(zones);
    this.feeds = feeds == null ? List.of() : List.copyOf(feeds);
    this.fallback = fallback;
    this.refresh = refresh == null ? DEFAULT_REFRESH : refresh;
    this.staleAfter = staleAfter == null ? DEFAULT_STALE_AFTER : staleAfter;
    this.replay = replay;
    checkZones();
    for (int i = 0; i < this.feeds.size(); i++) {
      String objection = this.feeds.get(i).objection(type());
      if (!objection.isEmpty()) {
        throw new IllegalArgumentException(
            "feeds[%d].provider: %s.%nMaybe another provider, or another kind and scope."
                .formatted(i, objection));
      }
      if (replay != null && !this.feeds.get(i).provider().isFile()) {
        throw new IllegalArgumentException(
            "feeds[%d].provider: %s answers for now and cannot be replayed.%nMaybe csv, or leave replay out."
                .formatted(i, this.feeds.get(i).provider()));
      }
      checkKnown("feeds[%d].files".formatted(i), this.feeds.get(i).files().keySet());
      checkKnown("feeds[%d].names".formatted(i), this.feeds.get(i).names().keySet());
    }
    if (!(fallback >= 0) || Double.isInfinite(fallback)) {
      throw new IllegalArgumentException(
          "fallback must be at least 0 g/kWh (was %s)".formatted(fallback));
    }
    if (this.refresh.compareTo(SHORTEST_REFRESH) < 0) {
      throw new IllegalArgumentException(
          "refresh must be at least 1s (was %s)".formatted(this.refresh));
    }
    if (this.staleAfter.compareTo(this.refresh) < 0) {
      throw new IllegalArgumentException(
          "stale_after must be at least refresh, which is %s (was %s)"
              .formatted(this.refresh, this.staleAfter));
    }
  }

  private void checkZones() {
    if (zones.isEmpty()) {
      throw new IllegalArgumentException("zones must name at least one zone");
    }
    Set<String> seen = new HashSet<>();
    for (String zone : zones) {
      new CarbonZone(zone);
      if (!seen.add(zone)) {
        throw new IllegalArgumentException("zones: '%s' stands twice".formatted(zone));
      }
    }
  }

  private void checkKnown(String path, Set<String> named) {
    for (String zone : named) {
      if (!zones.contains(zone)) {
        throw new IllegalArgumentException(
            "%s.%s: there is no such zone.%nMaybe one of %s.".formatted(path, zone, zones));
      }
    }
  }

  /**
   * Reads a file whose one key is {@code carbon}.
   *
   * @param file the file's name, for the error
   * @throws io.millrace.topics.codec.CodecException if it is wrong, naming file, line and path
   */
  public static CarbonSection read(String yaml, String file) {
    return StrictYaml.read(yaml, CarbonFile.class, file).carbon();
  }

  /** The clock that the feeds' times are of: the driver, or a recorded time that it drives. */
  public Clock clock(Clock driver) {
    return replay == null ? driver : replay.clock(driver);
  }

  /** How long a time of that clock takes on its driver. */
  public Duration onDriver(Duration length) {
    return replay == null
        ? length
        : Duration.ofNanos(Math.round(length.toNanos() / replay.speed()));
  }

  /** Whether recorded series are replayed. */
  public boolean replayed() {
    return replay != null;
  }

  /** The quantity that is watched. */
  public SignalType type() {
    return new SignalType(kind, scope);
  }

  /** The zones as values. */
  public List<CarbonZone> carbonZones() {
    return zones.stream().map(CarbonZone::new).toList();
  }

  /** How the feeds are watched. */
  public WatchSettings watch() {
    Duration first = FIRST_PAUSE.compareTo(refresh) > 0 ? refresh : FIRST_PAUSE;
    return new WatchSettings(
        refresh,
        new RetryPause(first, refresh),
        new Fallback(staleAfter, new CarbonIntensity(fallback, type())));
  }

  /** A file with nothing but this section. */
  record CarbonFile(CarbonSection carbon) {}
}
