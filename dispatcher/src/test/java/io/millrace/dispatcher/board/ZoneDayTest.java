package io.millrace.dispatcher.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topics.record.CarbonSpec;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ZoneDayTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static CarbonSpec at(Duration after, double grams) {
    return Told.carbon("DE", NOON.plus(after), grams, "average");
  }

  @Test
  void shouldKeepOneStepPerValue() {
    // Given
    ZoneDay day = new ZoneDay(at(Duration.ZERO, 300));

    // When
    day.heard(at(Duration.ofMinutes(1), 300));
    day.heard(at(Duration.ofMinutes(2), 310));

    // Then
    assertThat(day.view().day())
        .extracting(CarbonView.Step::gramsPerKilowattHour)
        .containsExactly(300.0, 310.0);
    assertThat(day.view().at()).isEqualTo(NOON.plus(Duration.ofMinutes(2)));
  }

  @Test
  void shouldKeepADayAndTheStepThatItBeginsWith() {
    // Given
    ZoneDay day = new ZoneDay(at(Duration.ZERO, 1));
    day.heard(at(Duration.ofHours(2), 2));
    day.heard(at(Duration.ofHours(20), 3));

    // When: the day begins between the first two
    day.heard(at(Duration.ofHours(25), 4));
    assertThat(day.view().day()).hasSize(4);
    day.heard(at(Duration.ofHours(26), 5));

    // Then
    assertThat(day.view().day())
        .extracting(CarbonView.Step::gramsPerKilowattHour)
        .containsExactly(2.0, 3.0, 4.0, 5.0);
  }

  @Test
  void shouldNeverMixKinds() {
    // Given
    ZoneDay day = new ZoneDay(at(Duration.ZERO, 300));

    // When
    day.heard(Told.carbon("DE", NOON.plusSeconds(60), 700, "marginal"));

    // Then
    assertThat(day.view().kind()).isEqualTo("marginal");
    assertThat(day.view().day())
        .extracting(CarbonView.Step::gramsPerKilowattHour)
        .containsExactly(700.0);
  }

  @Test
  void shouldBeginAnewWhenAReplayDoes() {
    // Given
    ZoneDay day = new ZoneDay(at(Duration.ofHours(20), 300));

    // When
    day.heard(at(Duration.ZERO, 280));

    // Then
    assertThat(day.view().day())
        .extracting(CarbonView.Step::gramsPerKilowattHour)
        .containsExactly(280.0);
  }
}
