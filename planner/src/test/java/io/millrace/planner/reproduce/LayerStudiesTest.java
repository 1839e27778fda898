package io.millrace.planner.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.planner.layer.Layer;
import io.millrace.planner.layer.LayerChain;
import io.millrace.planner.reproduce.PreloadStudy.Configuration;
import io.millrace.planner.reproduce.PreloadStudy.Point;
import io.millrace.planner.solve.layer.LayerStrategy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LayerStudiesTest {

  private final AtomicLong clock = new AtomicLong();

  @Test
  void shouldMeetTable62ButForTheCellsThatContradictThemselves() {
    List<Reproduced> rows = new LayerTables().rows(clock::incrementAndGet);

    assertThat(rows).hasSize(80);
    assertThat(rows)
        .filteredOn(row -> !Double.isNaN(row.precision()))
        .allSatisfy(row -> assertThat(row.meets()).as(row.toString()).isTrue());
    assertThat(rows)
        .filteredOn(row -> Double.isNaN(row.precision()) && !row.name().startsWith("ssd300"))
        .extracting(Reproduced::name)
        .containsExactly("vgg11, preload, L");
    assertThat(rows)
        .filteredOn(row -> row.name().endsWith("exact"))
        .hasSize(40)
        .allSatisfy(row -> assertThat(row.note()).isEqualTo("proven optimal"));
  }

  @ParameterizedTest
  @CsvSource({
    "alexnet, 715561896, 61100840",
    "vgg11, 7630106088, 132863336",
    "vgg16, 15503523304, 138357544"
  })
  void shouldCountWhatTheTablesCount(String name, double macs, double parameters) {
    LayerChain chain = new LayerTables().chain(name);

    // Preprocessing is no part of the network.
    double ours = chain.layers().stream().skip(1).mapToDouble(Layer::macs).sum();
    double weights = chain.layers().stream().mapToDouble(Layer::parameterBytes).sum() / 4;

    assertThat(ours).isEqualTo(macs);
    assertThat(weights).isEqualTo(parameters);
  }

  @Test
  void shouldMeetTheComputeShareWithoutExitAndNotClaimTheFittedOne() {
    List<Reproduced> rows = new PreloadStudy(clock::incrementAndGet).rows();

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).meets()).as(rows.get(0).toString()).isTrue();
    // The exit moves the cut behind the second pooling; its head takes 0.015 more off that.
    assertThat(rows.get(1).ours()).isCloseTo(0.571, within(5e-4));
    assertThat(rows.get(1).precision()).isNaN();
    assertThat(rows.get(1).note()).startsWith("fitted");
  }

  @ParameterizedTest
  @EnumSource(Configuration.class)
  void shouldNeverBeSlowerOverFasterLinksNorWithPreloading(Configuration configuration) {
    PreloadStudy study = new PreloadStudy(clock::incrementAndGet);
    LayerChain alexnet = new LayerTables().chain("alexnet");

    double before = Double.POSITIVE_INFINITY;
    for (double bandwidth = 1e5; bandwidth < 2e9; bandwidth *= 10) {
      Point base = study.at(alexnet, configuration, bandwidth, LayerStrategy.LAYERS);
      Point preload = study.at(alexnet, configuration, bandwidth, LayerStrategy.PRELOAD);
      assertThat(preload.seconds()).isLessThanOrEqualTo(base.seconds() * (1 + 1e-9));
      assertThat(preload.seconds()).isLessThanOrEqualTo(before * (1 + 1e-9));
      assertThat(preload.shareElsewhere()).isBetween(0.0, 1.0);
      before = preload.seconds();
    }
  }

  @Test
  void shouldMeetEveryBundleFigure() {
    BundleStudy study = new BundleStudy(clock::incrementAndGet);

    List<Reproduced> rows = study.rows();

    assertThat(rows)
        .hasSize(8 + 11 + 2 * 7 + 1)
        .allSatisfy(
            row -> {
              assertThat(row.meets()).as(row.toString()).isTrue();
              assertThat(row.note()).as(row.name()).doesNotStartWith("another cut");
            });
  }

  @Test
  void shouldMeetEveryFrequencyFigure() {
    FrequencyStudy study = new FrequencyStudy(clock::incrementAndGet);

    assertThat(study.rows()).allSatisfy(row -> assertThat(row.meets()).as(row.toString()).isTrue());
    assertThat(study.questions())
        .hasSize(48)
        .allSatisfy(
            question -> {
              var expected = study.expected(question.get(0), question.get(1), question.get(2));
              var ours = study.best(question.get(0), question.get(1), question.get(2));
              assertThat(ours.map(c -> c.cut() + c.frequency()))
                  .as(question.toString())
                  .isEqualTo(expected.map(c -> c.cut() + c.frequency()));
            });
  }

  @Test
  void shouldMeetEveryCarbonFigure() {
    List<Reproduced> rows = new CarbonStudy(clock::incrementAndGet).rows();

    assertThat(rows)
        .hasSize(2 * (3 * 10 + 3))
        .allSatisfy(
            row -> {
              assertThat(row.meets()).as(row.toString()).isTrue();
              assertThat(row.note()).doesNotStartWith("another cut");
            });
  }

  @Test
  void shouldEmitNoMoreThanTheFastestCutAtAnyHour() {
    assertThat(new CarbonStudy(clock::incrementAndGet).day())
        .hasSize(24)
        .allSatisfy(
            hour -> {
              assertThat(hour.leastCarbon()).isLessThanOrEqualTo(hour.leastLatency() * (1 + 1e-6));
              assertThat(hour.leastCarbon()).isLessThanOrEqualTo(hour.edgeOnly() * (1 + 1e-6));
            })
        // The sun moves layers: a day on which nothing moves would show nothing.
        .extracting(CarbonStudy.Hour::layersOnEdge)
        .contains(22)
        .anySatisfy(layers -> assertThat(layers).isLessThan(22));
  }

  @Test
  void shouldNeverTakeMoreEnergyThanAFixedFrequency() {
    List<FrequencyStudy.Trade> trades = new FrequencyStudy(clock::incrementAndGet).tradeOff();

    for (FrequencyStudy.Trade fixed : trades) {
      assertThat(trades)
          .filteredOn(t -> t.mode().equals("frequency") && t.seconds() == fixed.seconds())
          .singleElement()
          .satisfies(t -> assertThat(t.joules()).isLessThanOrEqualTo(fixed.joules() * (1 + 1e-6)));
    }
  }
}
