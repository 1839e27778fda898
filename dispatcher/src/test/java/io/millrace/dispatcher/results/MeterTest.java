package io.millrace.dispatcher.results;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeterTest {

  private final Meter meter = new Meter(1000);

  @Test
  void shouldAverageOverTheSecondsThatAreOver() {
    // Given
    meter.mark(1000);
    meter.mark(1000);
    meter.mark(1001);

    // When, Then
    assertThat(meter.perSecond(1001)).isEqualTo(2);
    assertThat(meter.perSecond(1002)).isEqualTo(3.0 / 2);
    assertThat(meter.perSecond(1010)).isEqualTo(3.0 / 10);
    assertThat(meter.perSecond(1011)).isEqualTo(1.0 / 10);
    assertThat(meter.perSecond(1012)).isZero();
  }

  @Test
  void shouldForgetEverythingAfterALongPause() {
    // Given
    for (int second = 1000; second < 1011; second++) {
      meter.mark(second);
    }

    // When
    double later = meter.perSecond(5000);

    // Then
    assertThat(later).isZero();
  }

  @Test
  void shouldCountInTheNewestSecondWhenTheClockIsSetBack() {
    // Given
    meter.mark(1003);
    meter.mark(1001);

    // When
    double rate = meter.perSecond(1004);

    // Then
    assertThat(rate).isEqualTo(2.0 / 4);
  }
}
