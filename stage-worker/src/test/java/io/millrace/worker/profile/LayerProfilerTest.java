package io.millrace.worker.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.LayerProfileSpec;
import io.millrace.topics.record.LayerProfileSpec.BundleRow;
import io.millrace.topics.record.LayerProfileSpec.LayerRow;
import io.millrace.topics.record.LayerProfileSpec.Source;
import io.millrace.worker.profile.LayerProfiler.Cell;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerProfilerTest {

  private static final List<LayerRow> LAYERS =
      List.of(
          new LayerRow("a", 2e6, 1e6, 100, 1000),
          new LayerRow("b", 4e6, 2e6, 200, 500),
          new LayerRow("c", 0, 0, 0, 500));

  @Test
  void shouldMeasureTheWholeFirstAndThenTheSmallOnes() {
    assertThat(LayerProfiler.missing(profile(List.of()), 2, List.of(1), List.of(1)))
        .containsExactly(
            new Cell(1, 3, 1, 1),
            new Cell(1, 1, 1, 1),
            new Cell(2, 2, 1, 1),
            new Cell(3, 3, 1, 1),
            new Cell(1, 2, 1, 1),
            new Cell(2, 3, 1, 1));
  }

  @Test
  void shouldMeasureNothingTwice() {
    // Given: all of it with one thread, but for one bundle
    LayerProfileSpec known =
        profile(List.of(row(1, 3, 1), row(1, 1, 1), row(3, 3, 1), row(2, 2, 2)));

    assertThat(LayerProfiler.missing(known, 1, List.of(1), List.of(1)))
        .containsExactly(new Cell(2, 2, 1, 1));
    assertThat(LayerProfiler.missing(known, 1, List.of(1), List.of(1, 2))).hasSize(4);
  }

  @Test
  void shouldEstimateByFlopsAndBytesAndSaySo() {
    List<BundleRow> rows = new Estimate(1e9, 1e6).bundles(LAYERS, 1);

    assertThat(rows).hasSize(4).allMatch(row -> row.source() == Source.ANALYTIC);
    BundleRow whole = rows.stream().filter(row -> row.to() - row.from() == 2).findFirst().get();
    assertThat(whole.seconds()).isCloseTo(6e6 / 1e9 + 2300 / 1e6, within(1e-12));
    assertThat(rows.get(0).seconds()).isCloseTo(2e6 / 1e9 + 1100 / 1e6, within(1e-12));
  }

  private static BundleRow row(int from, int to, int threads) {
    return new BundleRow(from, to, 1, threads, 0.001, 0, 9, 1, null, Source.MEASURED);
  }

  private static LayerProfileSpec profile(List<BundleRow> rows) {
    return new LayerProfileSpec(
        "toy", "", new DeviceId("here"), "cpu", "extended", Instant.EPOCH, 3, 10, LAYERS, rows);
  }
}
