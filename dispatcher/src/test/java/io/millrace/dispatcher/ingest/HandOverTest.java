package io.millrace.dispatcher.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.dispatcher.ingest.source.Captured;
import io.millrace.topics.record.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HandOverTest {

  private final List<String> account = new ArrayList<>();

  @Test
  void shouldGiveTheSinkWhatItTakes() {
    // Given
    FakeSink sink = FakeSink.endless();
    HandOver handOver = new HandOver(sink, booking());

    // When
    handOver.putNewest(picture(1));
    handOver.putNewest(picture(2));

    // Then
    assertThat(sink.positions()).containsExactly(1L, 2L);
    assertThat(account).containsExactly("accepted", "accepted");
  }

  @Test
  void shouldKeepOnlyTheNewestForAFullSink() {
    // Given a sink with room for one
    FakeSink sink = new FakeSink(1);
    HandOver handOver = new HandOver(sink, booking());
    handOver.putNewest(picture(1));

    // When three more come before it has room again
    handOver.putNewest(picture(2));
    handOver.putNewest(picture(3));
    handOver.putNewest(picture(4));
    sink.free();

    // Then the last of them is taken without another picture having to come
    assertThat(sink.positions()).containsExactly(1L, 4L);
    assertThat(account).containsExactly("accepted", "FULL", "FULL", "accepted");
  }

  @Test
  void shouldWaitForTheSinkWhenNothingMayBeLost() throws Exception {
    // Given a full sink and a camera that hands over a picture
    FakeSink sink = new FakeSink(0);
    HandOver handOver = new HandOver(sink, booking());
    AtomicBoolean returned = new AtomicBoolean();
    Thread camera =
        new Thread(
            () -> {
              try {
                handOver.putAndWait(picture(1));
                returned.set(true);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    camera.start();
    await().until(() -> camera.getState() == Thread.State.WAITING);
    assertThat(returned).isFalse();

    // When
    sink.free();
    camera.join(10_000);

    // Then
    assertThat(returned).isTrue();
    assertThat(sink.positions()).containsExactly(1L);
    assertThat(account).containsExactly("accepted");
  }

  @Test
  void shouldAccountForThePictureThatNobodyTookInTheEnd() {
    // Given
    HandOver handOver = new HandOver(new FakeSink(0), booking());
    handOver.putNewest(picture(1));

    // When
    handOver.close();
    handOver.close();

    // Then
    assertThat(account).containsExactly("SHUTDOWN");
  }

  @Test
  void shouldNotOfferAgainWhatItGaveUp() {
    // Given
    FakeSink sink = new FakeSink(0);
    HandOver handOver = new HandOver(sink, booking());
    handOver.putNewest(picture(1));
    handOver.close();

    // When
    sink.free();

    // Then
    assertThat(sink.positions()).isEmpty();
  }

  private HandOver.Account booking() {
    return new HandOver.Account() {
      @Override
      public void accepted() {
        account.add("accepted");
      }

      @Override
      public void dropped(Reason reason) {
        account.add(reason.name());
      }
    };
  }

  private static Captured picture(long millis) {
    return FakeSource.captured(ManualClock.START, Duration.ofMillis(millis));
  }
}
