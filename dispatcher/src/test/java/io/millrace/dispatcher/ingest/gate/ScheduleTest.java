package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private final Schedule schedule = new Schedule(9, 1, 6, 1);

  @Test
  void shouldGiveEveryVehicleOneTimeWhenever() {
    // Given when each vehicle passes, as seen from one moment
    Map<Long, Double> marks = new HashMap<>();
    schedule.around(0, 600, 600).forEach(p -> marks.put(p.number(), -p.seconds()));

    // When it is asked at other moments
    for (double at = -300; at < 300; at += 0.7) {
      for (Schedule.Passing passing : schedule.around(at, 20, 20)) {
        // Then
        assertThat(at - passing.seconds()).isCloseTo(marks.get(passing.number()), within(1e-9));
      }
    }
  }

  @Test
  void shouldMissNobodyAndKeepThemApart() {
    // When
    List<Double> marks =
        schedule.around(0, 600, 600).stream().map(p -> -p.seconds()).sorted().toList();

    // Then one every 6 s, none nearer than 6 - 2·1 s
    assertThat(marks).hasSizeBetween(199, 201);
    for (int i = 1; i < marks.size(); i++) {
      assertThat(marks.get(i) - marks.get(i - 1)).isBetween(4.0, 8.0);
    }
  }

  @Test
  void shouldTellLanesAndSeedsApart() {
    double mark = schedule.around(0, 60, 0).get(3).seconds();
    assertThat(new Schedule(9, 2, 6, 1).around(0, 60, 0).get(3).seconds()).isNotEqualTo(mark);
    assertThat(new Schedule(10, 1, 6, 1).around(0, 60, 0).get(3).seconds()).isNotEqualTo(mark);
    assertThat(new Schedule(9, 1, 6, 1).around(0, 60, 0).get(3).seconds()).isEqualTo(mark);
  }
}
