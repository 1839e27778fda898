package io.millrace.dispatcher.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.dispatcher.web.Outbox.Taken;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private final Outbox<Integer> outbox = new Outbox<>(3);

  @Test
  void shouldWakeTheReaderOnceUntilItSleepsAgain() {
    // Given
    assertThat(outbox.offer(1)).isTrue();
    assertThat(outbox.offer(2)).isFalse();
    outbox.take();
    outbox.take();

    // When: it finds nothing, and only then sleeps
    boolean beforeSleep = outbox.offer(3);
    outbox.take();
    outbox.take();
    boolean afterSleep = outbox.offer(4);

    // Then
    assertThat(beforeSleep).isFalse();
    assertThat(afterSleep).isTrue();
  }

  @Test
  void shouldLetGoOfTheOldestAndSayHowMany() {
    // Given
    for (int i = 1; i <= 5; i++) {
      outbox.offer(i);
    }

    // When, Then
    assertThat(outbox.take()).contains(new Taken<>(3, 2));
    assertThat(outbox.take()).contains(new Taken<>(4, 0));
    assertThat(outbox.take()).contains(new Taken<>(5, 0));
    assertThat(outbox.take()).isEmpty();
  }
}
