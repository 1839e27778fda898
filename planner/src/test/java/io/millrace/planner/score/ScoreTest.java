package io.millrace.planner.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.cluster.DirectLinks;
import io.millrace.planner.problem.TransferReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scores worked out by hand. */
class ScoreTest {

  // Stage 0 sends 12 bytes; device 0 reaches device 1 at 12 B/s and device 2 at 4 B/s.
  private static final double[][] SECONDS = {{1, 5, 5}, {5, 2, 4}};
  private static final double[][] BANDWIDTH = {{0, 12, 4}, {12, 0, 1}, {6, 1, 0}};

  private static StageMatrix matrix(TransferReading reading) {
    return StageMatrix.of(SECONDS, new double[] {12, 0}, DirectLinks.of(BANDWIDTH), reading);
  }

  @Test
  void shouldReadLinksToTheNextStageAsAsked() {
    // Links of 1 s and 3 s after 1 s of compute.
    Map<TransferReading, Double> seconds =
        Map.of(
            TransferReading.SUM, 5.0,
            TransferReading.MEAN, 3.0,
            TransferReading.MAX, 4.0,
            TransferReading.MIN, 2.0,
            TransferReading.NONE, 1.0);

    seconds.forEach(
        (reading, expected) -> {
          AssignmentScore score = AssignmentScore.of(matrix(reading), new int[] {0, 1, 1});
          assertThat(score.deviceSeconds()[0]).as(reading.label()).isEqualTo(expected);
          assertThat(score.stageRates()[1]).isEqualTo(0.75);
          assertThat(score.throughput()).isEqualTo(Math.min(0.75, 1 / expected));
        });
  }

  @Test
  void shouldUseTheLinkOfItsOwnDirection() {
    AssignmentScore score =
        AssignmentScore.of(matrix(TransferReading.SUM), new int[] {1, AssignmentScore.UNUSED, 0});

    // Device 2 reaches device 0 at 6 B/s; the other way is 4 B/s.
    assertThat(score.deviceSeconds()[2]).isEqualTo(5 + 2);
  }

  @Test
  void shouldCarryNothingWithoutEveryStage() {
    AssignmentScore score =
        AssignmentScore.of(matrix(TransferReading.SUM), new int[] {0, 0, AssignmentScore.UNUSED});

    assertThat(score.throughput()).isZero();
    assertThat(score.limitingStage()).isEqualTo(1);
  }

  @Test
  void shouldAddUpLatencyByShares() {
    // Shares of 2/3 and 1/3 at 2 s and 4 s, after 3 s.
    AssignmentScore score = AssignmentScore.of(matrix(TransferReading.MEAN), new int[] {0, 1, 1});

    assertThat(score.latencySeconds(new int[] {0, 1, 1}))
        .isCloseTo(3 + 2.0 / 3 * 2 + 1.0 / 3 * 4, within(1e-12));
  }

  @Test
  void shouldChargeChainsForOneLinkWhateverTheReading() {
    for (TransferReading reading :
        List.of(TransferReading.SUM, TransferReading.MEAN, TransferReading.MAX)) {
      ChainScore score = ChainScore.of(matrix(reading), List.of(new int[] {0, 2}));

      assertThat(score.throughput()).isEqualTo(0.25);
      assertThat(score.latencySeconds(List.of(new int[] {0, 2}))).isEqualTo(4 + 4);
    }
  }

  @Test
  void shouldRefuseADeviceInTwoChains() {
    assertThatThrownBy(
            () ->
                ChainScore.of(
                    matrix(TransferReading.SUM), List.of(new int[] {0, 2}, new int[] {1, 2})))
        .hasMessageContaining("device 2 stands in two places");
  }
}
