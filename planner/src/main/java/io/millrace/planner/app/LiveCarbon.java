package io.millrace.planner.app;

import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.app.CarbonFeeds;
import io.millrace.planner.carbon.app.CarbonPoll;
import io.millrace.planner.carbon.app.CarbonSection;
import io.millrace.planner.carbon.feed.CarbonWatch;
import io.millrace.planner.replan.CarbonNow;
import io.millrace.topics.record.CarbonSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The carbon intensities that a running planner counts with, and what of them is worth telling.
 *
 * <p>Asking the feeds is the business of a thread of its own; what is said here is read from memory
 * and cannot fail.
 */
interface LiveCarbon extends AutoCloseable {

  /** Longest time in which a zone's value is not told again. */
  Duration REPEAT = Duration.ofMinutes(1);

  /** What is known now. */
  CarbonNow now();

  /** Zones whose value is another one than was told last, or was not told for {@link #REPEAT}. */
  List<CarbonSpec> news(Instant wallTime);

  @Override
  void close();

  /**
   * Begins to watch.
   *
   * @throws IllegalArgumentException if a token or file is missing, naming the key
   */
  static LiveCarbon open(CarbonSource source, Clock clock, LongSupplier nanoClock) {
    return source instanceof CarbonSource.Feeds feeds
        ? new Watched(feeds, clock, nanoClock)
        : new Unwatched();
  }

  /** Nothing is known. */
  final class Unwatched implements LiveCarbon {

    @Override
    public CarbonNow now() {
      return CarbonNow.UNWATCHED;
    }

    @Override
    public List<CarbonSpec> news(Instant wallTime) {
      return List.of();
    }

    @Override
    public void close() {}
  }

  /** Not thread-safe, but for the watch that it holds. */
  final class Watched implements LiveCarbon {

    private final CarbonSection section;
    private final Clock time;
    private final CarbonWatch watch;
    private final CarbonPoll poll;
    private final Map<CarbonZone, Told> told = new HashMap<>();

    private record Told(CarbonStatus status, Instant at) {}

    Watched(CarbonSource.Feeds feeds, Clock clock, LongSupplier nanoClock) {
      this.section = feeds.section();
      this.time = section.clock(clock);
      this.watch = new CarbonFeeds(feeds.environment(), time, nanoClock).watch(section);
      this.poll = CarbonPoll.start(watch, section::onDriver);
    }

    @Override
    public CarbonNow now() {
      return new CarbonNow(watch.status(), section.fallback());
    }

    @Override
    public List<CarbonSpec> news(Instant wallTime) {
      Instant seen = time.instant();
      List<CarbonSpec> news = new ArrayList<>();
      watch
          .status()
          .forEach(
              (zone, status) -> {
                Told last = told.get(zone);
                if (last == null
                    || isOther(last.status(), status)
                    || Duration.between(last.at(), wallTime).compareTo(REPEAT) >= 0) {
                  told.put(zone, new Told(status, wallTime));
                  news.add(spec(status, seen));
                }
              });
      return news;
    }

    /** All but the age, which always differs. */
    private static boolean isOther(CarbonStatus before, CarbonStatus now) {
      return !before.intensity().equals(now.intensity())
          || before.level() != now.level()
          || !before.source().equals(now.source())
          || !before.asOf().equals(now.asOf());
    }

    private CarbonSpec spec(CarbonStatus status, Instant seen) {
      return new CarbonSpec(
          status.zone().value(),
          seen,
          status.asOf(),
          status.intensity().gramsPerKwh(),
          status.intensity().type().kind().toString(),
          status.intensity().type().scope().toString(),
          status.source(),
          status.level().toString(),
          status.stale(),
          status.reason(),
          section.replayed());
    }

    @Override
    public void close() {
      poll.close();
    }
  }
}
