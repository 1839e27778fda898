package io.millrace.topics.stream;

import io.millrace.topics.metric.Metric;
import io.millrace.topics.metric.MetricRegistry;
import io.millrace.topics.metric.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a process's Kafka clients, those of one role together, so that members of a group
 * that come and go make no new series. Totals keep what closed clients had counted. Thread-safe.
 *
 * <p>Kafka measures these anyway; they are read when somebody asks for them, and cost nothing else.
 */
final class ClientFigures {

  private static final double MILLIS_PER_SECOND = 1e3;

  private final MetricRegistry registry;
  private final Map<Key, Figure> figures = new ConcurrentHashMap<>();

  /** How the clients of one role become one figure. */
  private enum Together {
    /** Added, for ever. */
    TOTAL,
    /** Added, of those that are open. */
    SUM,
    /** The greatest of those that are open. */
    MOST
  }

  /**
   * One of Kafka's figures that is shown.
   *
   * @param group start of the name of Kafka's group; those of all clients when empty
   * @param scale what Kafka's unit is divided by
   */
  private record Shown(String group, String name, Metric metric, Together together, double scale) {}

  private record Key(Metric metric, String role) {}

  private static final List<Shown> SHOWN =
      List.of(
          total("producer-metrics", "record-send-total", Metrics.KAFKA_SENT_RECORDS),
          total("producer-metrics", "record-error-total", Metrics.KAFKA_SEND_ERRORS),
          total("producer-metrics", "record-retry-total", Metrics.KAFKA_SEND_RETRIES),
          total(
              "consumer-fetch-manager-metrics",
              "records-consumed-total",
              Metrics.KAFKA_RECEIVED_RECORDS),
          total("", "outgoing-byte-total", Metrics.KAFKA_SENT_BYTES),
          total("", "incoming-byte-total", Metrics.KAFKA_RECEIVED_BYTES),
          total("consumer-", "rebalance-total", Metrics.KAFKA_REBALANCES),
          slowest("producer-metrics", "request-latency-avg", Metrics.KAFKA_REQUEST_TIME),
          slowest("producer-metrics", "record-queue-time-avg", Metrics.KAFKA_QUEUE_TIME),
          slowest("consumer-fetch-manager-metrics", "fetch-latency-avg", Metrics.KAFKA_FETCH_TIME),
          new Shown(
              "consumer-fetch-manager-metrics",
              "records-lag-max",
              Metrics.KAFKA_LAG,
              Together.MOST,
              1),
          new Shown(
              "producer-metrics", "buffer-available-bytes", Metrics.KAFKA_BUFFER, Together.SUM, 1),
          new Shown("", "connection-count", Metrics.KAFKA_CONNECTIONS, Together.SUM, 1));

  ClientFigures(MetricRegistry registry) {
    this.registry = registry;
  }

  /** A client of this role measures something; shown if it is one of those that are. */
  void opened(String role, KafkaMetric measured) {
    Shown shown = shown(measured.metricName());
    if (shown != null) {
      figures
          .computeIfAbsent(new Key(shown.metric(), role), key -> figure(shown, role))
          .add(measured);
    }
  }

  /** A client of this role does so no more. */
  void closed(String role, KafkaMetric measured) {
    Shown shown = shown(measured.metricName());
    Figure figure = shown == null ? null : figures.get(new Key(shown.metric(), role));
    if (figure != null) {
      figure.remove(measured);
    }
  }

  private Figure figure(Shown shown, String role) {
    Figure figure = new Figure(shown);
    if (shown.together() == Together.TOTAL) {
      registry.counter(shown.metric(), figure, Figure::value, role);
    } else {
      registry.gauge(shown.metric(), figure, Figure::value, role);
    }
    return figure;
  }

  private static @Nullable Shown shown(MetricName name) {
    // The same names stand once more per node, topic and lane, with tags that tell which.
    boolean ofClient = name.tags().keySet().stream().allMatch("client-id"::equals);
    return ofClient
        ? SHOWN.stream()
            .filter(
                each -> each.name().equals(name.name()) && name.group().startsWith(each.group()))
            .findFirst()
            .orElse(null)
        : null;
  }

  private static Shown total(String group, String name, Metric metric) {
    return new Shown(group, name, metric, Together.TOTAL, 1);
  }

  private static Shown slowest(String group, String name, Metric metric) {
    return new Shown(group, name, metric, Together.MOST, MILLIS_PER_SECOND);
  }

  /** One figure of all clients of a role. */
  private static final class Figure {
    private final Shown shown;
    private final Set<KafkaMetric> open = ConcurrentHashMap.newKeySet();
    private double closed;

    Figure(Shown shown) {
      this.shown = shown;
    }

    synchronized void add(KafkaMetric measured) {
      open.add(measured);
    }

    synchronized void remove(KafkaMetric measured) {
      if (open.remove(measured)) {
        closed += number(measured);
      }
    }

    synchronized double value() {
      return switch (shown.together()) {
        case TOTAL -> closed + open.stream().mapToDouble(this::number).sum();
        case SUM -> open.stream().mapToDouble(this::number).sum();
        case MOST -> open.stream().mapToDouble(this::number).max().orElse(0);
      };
    }

    /** Kafka says NaN where it has measured nothing lately. */
    private double number(KafkaMetric measured) {
      double value = measured.metricValue() instanceof Number number ? number.doubleValue() : 0;
      return Double.isFinite(value) ? value / shown.scale() : 0;
    }
  }
}
