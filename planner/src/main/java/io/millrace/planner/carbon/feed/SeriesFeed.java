package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonException.Reason;
import io.millrace.planner.carbon.CarbonSeries;
import io.millrace.planner.carbon.CarbonSignal;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.GapFill;
import io.millrace.planner.carbon.SeriesValue;
import io.millrace.planner.carbon.SignalType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Recorded series, answered by the asker's clock: a file instead of a provider. With a {@link
 * ReplayClock} a past day runs again, as fast as wanted. An hour that is missing in the recording
 * is a failure, as it would be live; its forecast is what the recording says.
 */
public final class SeriesFeed implements CarbonFeed {

  private final String source;
  private final SignalType type;
  private final Map<CarbonZone, CarbonSeries> series;

  /**
   * A feed.
   *
   * @throws IllegalArgumentException if a series is of another zone than its key
   * @throws io.millrace.planner.carbon.CarbonException if a series is of another type
   */
  public SeriesFeed(String source, SignalType type, Map<CarbonZone, CarbonSeries> series) {
    series.forEach(
        (zone, recorded) -> {
          if (!recorded.zone().equals(zone) || !recorded.type().equals(type)) {
            throw new IllegalArgumentException(
                "The series of %s must be of that zone and %s (was %s, %s)."
                    .formatted(zone, type, recorded.zone(), recorded.type()));
          }
        });
    this.source = source;
    this.type = type;
    this.series = Map.copyOf(series);
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public SignalType type() {
    return type;
  }

  @Override
  public FeedAnswer latest(CarbonZone zone, Instant now) {
    CarbonSeries recorded = series.get(zone);
    if (recorded == null) {
      return unknown(zone);
    }
    return recorded.at(now, GapFill.NONE) instanceof SeriesValue.Known known
        ? new FeedAnswer.Signals(List.of(known.signal()), 0)
        : nothing(recorded, now);
  }

  @Override
  public FeedAnswer forecast(CarbonZone zone, Instant now, Duration horizon) {
    CarbonSeries recorded = series.get(zone);
    if (recorded == null) {
      return unknown(zone);
    }
    List<CarbonSignal> ahead = recorded.between(now, now.plus(horizon));
    return ahead.isEmpty() ? nothing(recorded, now) : new FeedAnswer.Signals(ahead, 0);
  }

  private FeedAnswer unknown(CarbonZone zone) {
    return new FeedAnswer.Failed(
        Reason.ZONE,
        "%s: there is no series of %s.%nMaybe one of %s."
            .formatted(source, zone, series.keySet().stream().sorted().toList()),
        Duration.ZERO);
  }

  private FeedAnswer nothing(CarbonSeries recorded, Instant now) {
    return new FeedAnswer.Failed(
        Reason.EMPTY,
        "%s: %s has no value at %s; the series runs from %s to %s.%nMaybe an hour that is missing in the recording, or set another start."
            .formatted(source, recorded.zone(), now, recorded.start(), recorded.end()),
        Duration.ZERO);
  }
}
