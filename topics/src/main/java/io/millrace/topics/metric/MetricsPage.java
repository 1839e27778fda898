package io.millrace.topics.metric;

import java.util.Locale;

/** The reference of all metrics, as Markdown. */
public final class MetricsPage {

  private MetricsPage() {}

  /** The page. */
  public static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Metrics

        Every process answers `GET /metrics` for Prometheus, `/livez` and `/readyz`. This page is made from the code
        ([`Metrics`](../../topics/src/main/java/io/millrace/topics/metric/Metrics.java)); the build fails when it is stale.

        A histogram `NAME` is kept as `NAME_bucket`, `NAME_count`, `NAME_sum`, and `NAME_max`, the greatest of the last minutes.
        Scraped as OpenMetrics, histograms show the trace of a frame (exemplars) where frames carry a sampled trace. Labels are
        bounded by what people configure; no label names an instance, a frame or a run. Whatever is told of a device has the label
        `emulated`: `true` when the device pretends to be another, so that its figures do, too.

        | metric | kind | unit | labels | what |
        | --- | --- | --- | --- | --- |
        """);
    for (Metric metric : Metrics.all()) {
      page.append(
          "| `%s` | %s | %s | %s | %s |%n"
              .formatted(
                  metric.name(),
                  metric.kind().name().toLowerCase(Locale.ROOT),
                  metric.unit(),
                  metric.labels().isEmpty()
                      ? "–"
                      : "`" + String.join("`, `", metric.labels()) + "`",
                  metric.help()));
    }
    return page.toString();
  }
}
