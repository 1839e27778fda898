package io.millrace.dispatcher.results;

import static io.millrace.dispatcher.results.Samples.DETECT;
import static io.millrace.dispatcher.results.Samples.GATE;
import static io.millrace.dispatcher.results.Samples.YARD;
import static io.millrace.dispatcher.results.Samples.answered;
import static io.millrace.dispatcher.results.Samples.dropped;
import static io.millrace.dispatcher.results.Samples.failed;
import static io.millrace.dispatcher.results.Samples.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.dispatcher.results.Ledger.Booking;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {

  private final Ledger ledger = new Ledger();

  @Test
  void shouldBookEveryKindOfOutcome() {
    // Given
    for (int i = 0; i < 4; i++) {
      ledger.enter(frame(i));
    }
    ledger.dropAtIngest(GATE, Reason.SAMPLED);
    ledger.dropAtIngest(GATE, Reason.SAMPLED);

    // When
    ledger.close(answered(frame(0)));
    ledger.close(failed(frame(1)));
    ledger.close(dropped(frame(2), DETECT, Reason.STALE));

    // Then
    Account account = ledger.account();
    assertThat(account)
        .isEqualTo(
            new Account(
                6,
                1,
                1,
                List.of(
                    new DropCount(DETECT, Reason.STALE, 1),
                    new DropCount(Ledger.INGEST, Reason.SAMPLED, 2)),
                1,
                0,
                0));
    assertThat(account.dropped()).isEqualTo(3);
    assertThat(account.accounted()).isFalse();
  }

  @Test
  void shouldCountASecondOutcomeAsDuplicateWhateverItsKind() {
    // Given
    ledger.enter(frame(0));
    ledger.close(answered(frame(0)));

    // When
    Booking again = ledger.close(dropped(frame(0), DETECT, Reason.SHUTDOWN));

    // Then
    assertThat(again).isEqualTo(Booking.DUPLICATE);
    assertThat(ledger.account().results()).isEqualTo(1);
    assertThat(ledger.account().dropped()).isZero();
    assertThat(ledger.account().duplicates()).isEqualTo(1);
    assertThat(ledger.account().accounted()).isTrue();
  }

  @Test
  void shouldBookAnOutcomeThatCameBeforeItsFrame() {
    // Given: Kafka was faster than the camera's thread, and delivered twice.
    assertThat(ledger.close(answered(frame(0)))).isEqualTo(Booking.UNCLAIMED);
    assertThat(ledger.close(answered(frame(0)))).isEqualTo(Booking.DUPLICATE);
    assertThat(ledger.account()).isEqualTo(new Account(0, 0, 0, List.of(), 0, 0, 1));

    // When
    ledger.enter(frame(0));

    // Then
    assertThat(ledger.account()).isEqualTo(new Account(1, 1, 0, List.of(), 0, 1, 0));
    assertThat(ledger.outstanding(GATE)).isZero();
  }

  @Test
  void shouldNotMixRunsOfTheSameCamera() {
    // Given
    ledger.enter(frame(GATE, 1, 0));
    ledger.enter(frame(GATE, 2, 0));

    // When
    ledger.close(answered(frame(GATE, 2, 0)));

    // Then
    assertThat(ledger.outstanding(GATE)).isEqualTo(1);
    assertThat(ledger.oldestOutstanding()).contains(frame(GATE, 1, 0));
  }

  @Test
  void shouldTellTheFrameThatIsOpenLongest() {
    // Given
    ledger.enter(frame(GATE, 1, 7));
    ledger.enter(frame(YARD, 1, 3));
    ledger.enter(frame(YARD, 1, 4));

    // When
    ledger.close(answered(frame(YARD, 1, 3)));

    // Then: yard/4 was captured before gate/7
    assertThat(ledger.oldestOutstanding()).contains(frame(YARD, 1, 4));
    assertThat(ledger.outstanding(YARD)).isEqualTo(1);
    assertThat(ledger.outstanding(CameraId.of("nobody"))).isZero();
  }

  @Test
  void shouldForgetOldClosedRunsButNeverAnOpenFrame() {
    // Given: run 0 keeps a frame open while many others come and go
    ledger.enter(frame(GATE, 0, 0));
    for (int run = 1; run <= 10 * Ledger.RUNS_KEPT; run++) {
      ledger.enter(frame(GATE, run, 0));
      ledger.close(answered(frame(GATE, run, 0)));
    }

    // When
    Booking old = ledger.close(answered(frame(GATE, 1, 0)));
    Booking recent = ledger.close(answered(frame(GATE, 10L * Ledger.RUNS_KEPT, 0)));
    Booking open = ledger.close(answered(frame(GATE, 0, 0)));

    // Then
    assertThat(old).isEqualTo(Booking.UNCLAIMED);
    assertThat(recent).isEqualTo(Booking.DUPLICATE);
    assertThat(open).isEqualTo(Booking.BOOKED);
    assertThat(ledger.account().accounted()).isTrue();
  }

  @Test
  void shouldKeepTheFrameOfANewRunWhenEveryOldRunIsStillOpen() {
    // Given: as many runs as are kept, each with an open frame
    for (int run = 0; run < Ledger.RUNS_KEPT; run++) {
      ledger.enter(frame(GATE, run, 0));
    }

    // When
    ledger.enter(frame(GATE, 99, 0));
    Booking booking = ledger.close(answered(frame(GATE, 99, 0)));

    // Then
    assertThat(booking).isEqualTo(Booking.BOOKED);
  }

  @Test
  void shouldBoundWhatWaitsForAFrameThatNobodyEnters() {
    // When: the results of another dispatcher's camera
    for (int i = 0; i < Ledger.UNCLAIMED_KEPT + 100; i++) {
      ledger.close(answered(frame(YARD, 1, i)));
    }

    // Then
    assertThat(ledger.account().unclaimed()).isEqualTo(Ledger.UNCLAIMED_KEPT + 100);
    assertThat(ledger.account(YARD).unclaimed()).isEqualTo(Ledger.UNCLAIMED_KEPT);
    assertThat(ledger.account().accounted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldAlwaysEndAccounted(long seed) {
    // Given: frames of three cameras in two runs, each with one outcome, delivered one to three
    // times, and entered before, between or after those.
    Random random = new Random(seed);
    List<Runnable> steps = new ArrayList<>();
    long duplicates = 0;
    long[] expected = new long[3];
    long atIngest = 0;
    for (String camera : List.of("a", "b", "c")) {
      for (int run = 1; run <= 2; run++) {
        for (int sequence = 0; sequence < 300; sequence++) {
          FrameRef frame = frame(CameraId.of(camera), run, sequence);
          int kind = random.nextInt(3);
          expected[kind]++;
          Outcome outcome =
              switch (kind) {
                case 0 -> answered(frame);
                case 1 -> failed(frame);
                default -> dropped(frame, DETECT, Reason.STALE);
              };
          int deliveries = 1 + random.nextInt(3);
          duplicates += deliveries - 1;
          steps.addAll(Collections.nCopies(deliveries, () -> ledger.close(outcome)));
          steps.add(() -> ledger.enter(frame));
          if (random.nextInt(10) == 0) {
            atIngest++;
            steps.add(() -> ledger.dropAtIngest(frame.camera(), Reason.FULL));
          }
        }
      }
    }
    Collections.shuffle(steps, random);

    // When
    for (Runnable step : steps) {
      step.run();
      Account now = ledger.account();
      // Then: the equation holds at every moment, not only in the end
      assertThat(now.framesIn())
          .isEqualTo(now.results() + now.deadLetters() + now.dropped() + now.inFlight());
    }

    // Then
    Account end = ledger.account();
    assertThat(end.accounted()).isTrue();
    assertThat(end.framesIn()).isEqualTo(1800 + atIngest);
    assertThat(end.results()).isEqualTo(expected[0]);
    assertThat(end.deadLetters()).isEqualTo(expected[1]);
    assertThat(end.dropped()).isEqualTo(expected[2] + atIngest);
    assertThat(end.duplicates()).isEqualTo(duplicates);
    assertThat(end.unclaimed()).isZero();
    assertThat(ledger.oldestOutstanding()).isEmpty();
  }
}
