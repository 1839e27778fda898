package io.millrace.planner.carbon.feed;

import static io.millrace.planner.carbon.Samples.AVERAGE_LIFE_CYCLE;
import static io.millrace.planner.carbon.Samples.CISO;
import static io.millrace.planner.carbon.Samples.MISO;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.carbon.CarbonCsv;
import io.millrace.planner.carbon.CarbonIntensity;
import io.millrace.planner.carbon.CarbonSeries;
import io.millrace.planner.carbon.CarbonStatus;
import io.millrace.planner.carbon.CarbonStatus.Level;
import io.millrace.planner.carbon.CarbonZone;
import io.millrace.planner.carbon.Fallback;
import io.millrace.planner.carbon.Question;
import io.millrace.planner.carbon.RetryPause;
import io.millrace.planner.carbon.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A recorded day of two zones at 3 600 times its speed, where the recordings lie beside. */
class ReplayedDayTest {

  private static final Instant MIDNIGHT = Instant.parse("2022-06-09T00:00:00Z");

  @Test
  void shouldRunTheNinthOfJuneWithTheTwoHoursThatOneZoneLacks() {
    // Given
    ManualClock wall = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    Map<CarbonZone, CarbonSeries> recorded = Map.of(CISO, series(CISO), MISO, series(MISO));
    CarbonWatch watch =
        new CarbonWatch(
            List.of(new SeriesFeed(CarbonCsv.SOURCE, AVERAGE_LIFE_CYCLE, recorded)),
            recorded.keySet(),
            new WatchSettings(
                Duration.ofMinutes(5),
                new RetryPause(Duration.ofMinutes(1), Duration.ofMinutes(5)),
                new Fallback(Duration.ofHours(2), new CarbonIntensity(450, AVERAGE_LIFE_CYCLE))),
            new ReplayClock(wall, MIDNIGHT, 3600));

    // When: it is looked at in the middle of each hour, which lasts a second.
    Map<CarbonZone, List<Level>> levels = new HashMap<>();
    wall.pass(Duration.ofMillis(500));
    for (int hour = 0; hour < 24; hour++) {
      watch.refresh();
      watch
          .status()
          .forEach(
              (zone, status) ->
                  levels.computeIfAbsent(zone, any -> new ArrayList<>()).add(status.level()));
      wall.pass(Duration.ofSeconds(1));
    }

    // Then: 20:00 is held over from 19:00; by 21:30 that is older than two hours.
    List<Level> california = Objects.requireNonNull(levels.get(CISO));
    List<Level> midwest = Objects.requireNonNull(levels.get(MISO));
    assertThat(california).hasSize(24).containsOnly(Level.FIRST_FEED);
    assertThat(midwest.subList(19, 23))
        .containsExactly(Level.FIRST_FEED, Level.LAST_KNOWN, Level.CONSTANT, Level.FIRST_FEED);
    assertThat(watch.status().values()).extracting(CarbonStatus::stale).containsOnly(false);
  }

  private static CarbonSeries series(CarbonZone zone) {
    String file = zone + "_2022_hourly.csv";
    Question question = new Question(zone, zone.value(), AVERAGE_LIFE_CYCLE);
    return CarbonSeries.of(CarbonCsv.parse(Samples.asset(file), question, file).signals());
  }
}
