package io.millrace.topics.metric;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;

/** A gauge whose series come and go together: each {@link #show} replaces all of them. */
public final class MetricTable {

  private final Metric metric;
  private final MultiGauge gauge;

  MetricTable(Metric metric, MultiGauge gauge) {
    this.metric = metric;
    this.gauge = gauge;
  }

  /** Shows these values, by the values of the metric's labels, and no others. */
  public void show(Map<List<String>, Double> rows) {
    gauge.register(
        rows.entrySet().stream()
            .<MultiGauge.Row<?>>map(row -> row(MetricRegistry.tags(metric, row.getKey()), row))
            .toList(),
        true);
  }

  private static MultiGauge.Row<Number> row(Tags tags, Map.Entry<List<String>, Double> row) {
    return MultiGauge.Row.of(tags, row.getValue());
  }
}
