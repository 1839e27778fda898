package io.millrace.planner.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.problem.TransferReading;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NudifTableTest {

  private final AtomicLong clock = new AtomicLong();

  @Test
  void shouldMeetEveryPublishedAndEveryExactValue() {
    List<Reproduced> rows = new NudifTable().rows(clock::incrementAndGet);

    assertThat(rows).hasSize(36).allSatisfy(row -> assertThat(row.meets()).as(row.name()).isTrue());
    assertThat(rows).filteredOn(row -> row.note().startsWith("proven")).hasSize(25);
  }

  @Test
  void shouldProveRandomInstancesAndNeverLoseWhenScoredAlike() {
    List<RandomInstances.Size> sizes =
        new RandomInstances(4, 10, 5).sizes(TransferReading.SUM, clock::incrementAndGet);

    assertThat(sizes)
        .hasSize(7)
        .allSatisfy(
            size -> {
              assertThat(size.proven()).isEqualTo(5);
              assertThat(size.lossesAlike()).isZero();
              assertThat(size.utilisation()[2]).isBetween(0.0, 1.0);
            });
    // With one device per stage there is one plan for all three methods, but for ties.
    assertThat(sizes.get(0).largestImprovement()).isLessThan(1e-9);
  }
}
