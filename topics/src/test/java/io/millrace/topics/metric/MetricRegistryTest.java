package io.millrace.topics.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricRegistryTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) ");

  private final MetricRegistry registry = MetricRegistry.ofProcess();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldShowTheTraceOfAFrameWhereItIsKept() {
    Distribution times = registry.distribution(Metrics.RESULT_LATENCY, "text");

    times.recordNanos(300_000_000, "00-" + TRACE + "-b7ad6b7169203331-01");

    assertThat(registry.scrape(MetricRegistry.OPEN_METRICS).lines())
        .filteredOn(line -> line.contains("le=\"0.5\""))
        .singleElement()
        .asString()
        .contains("trace_id=\"" + TRACE + "\"");
    assertThat(registry.scrape(MetricRegistry.TEXT)).doesNotContain(TRACE);
  }

  @Test
  void shouldShowNoTraceThatNobodyKeeps() {
    Distribution times = registry.distribution(Metrics.RESULT_LATENCY, "text");

    times.recordNanos(300_000_000, "00-" + TRACE + "-b7ad6b7169203331-00");
    times.recordNanos(300_000_000, "nonsense");

    assertThat(registry.scrape(MetricRegistry.OPEN_METRICS))
        .doesNotContain("trace_id")
        .contains("millrace_result_latency_seconds_count{pipeline=\"text\"} 2");
  }

  @Test
  void shouldForgetRowsThatATableShowsNoMore() {
    MetricTable table = registry.table(Metrics.PLAN_RATE);

    table.show(Map.of(List.of("text"), 3.0, List.of("cars"), 4.0));
    table.show(Map.of(List.of("text"), 5.0));

    assertThat(registry.scrape(MetricRegistry.TEXT).lines())
        .filteredOn(line -> line.startsWith(Metrics.PLAN_RATE.name()))
        .containsExactly("millrace_plan_pipeline_frames_per_second{pipeline=\"text\"} 5.0");
  }

  @Test
  void shouldOwnEveryNameThatItShows() {
    Matcher names = TYPE.matcher(registry.scrape(MetricRegistry.TEXT));
    assertThat(names.results().map(found -> found.group(1)))
        .isNotEmpty()
        .allMatch(
            name ->
                Metrics.owner(name).isPresent()
                    || Metrics.all().stream().anyMatch(metric -> metric.name().equals(name)));
  }

  @Test
  void shouldRefuseLabelsThatAreNotTheMetrics() {
    assertThatThrownBy(() -> registry.counter(Metrics.FRAMES))
        .hasMessageContaining("millrace_frames_total has the labels [pipeline], but was given []");
  }

  @Test
  void shouldCountNothingWhereNothingIsToBeCounted() {
    try (MetricRegistry none = MetricRegistry.none()) {
      none.counter(Metrics.FRAMES, "text").increment();
      assertThat(none.scrape(MetricRegistry.TEXT)).isEmpty();
    }
  }
}
